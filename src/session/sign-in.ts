/** Sign-in by browser, device code or imported refresh token, and the account that comes of it. */
import { type Account, type AccountList, isSameAccount } from '../cache/account.js';
import { loadAccounts, saveAccount } from '../cache/accounts.js';
import { lockPathOf } from '../cache/open-store.js';
import type { Store } from '../cache/store.js';
import { removeTokens } from '../cache/token-facts.js';
import { GraphctlError } from '../errors.js';
import type { FlowName } from '../flows/choose-flow.js';
import type { LoginLine } from '../flows/login-line.js';
import type { MsalClient } from '../flows/msal-client.js';
import type { SignInDisplay } from '../flows/sign-in-events.js';
import type { TokenResult } from '../flows/token-result.js';
import type { Runtime } from '../runtime.js';
import { openIdentity } from './identity.js';
import type { Target } from './target.js';
import { tenantKindOf } from './tenant-kind.js';
import { refuseScopes } from './tenant-limits.js';

export interface SignInRequest {
	readonly target: Target;
	readonly store: Store;
	readonly flow: FlowName | 'refresh-token';
	/** For the flow `refresh-token`. */
	readonly refreshToken?: string | undefined;
	readonly scopes: readonly string[];
	readonly display: SignInDisplay;
	readonly onCorrupt: (message: string) => void;
	/** For the hints of errors. */
	readonly loginLine: LoginLine;
	/** False for `--no-open`. */
	readonly open?: boolean | undefined;
	readonly claims?: string | undefined;
	readonly prompt?: string | undefined;
	readonly loginHint?: string | undefined;
	readonly domainHint?: string | undefined;
	readonly redirectPort?: number | undefined;
	/** Milliseconds. */
	readonly timeoutMs?: number | undefined;
	readonly alias?: string | undefined;
	/** Says why this person is not the one who was meant; then nothing of the sign-in is kept. */
	readonly refuse?: ((token: TokenResult) => GraphctlError | undefined) | undefined;
	/** Called when the tokens are stored and before the account is listed: a listed account must be found by the next command. */
	readonly beforeListing?: (() => Promise<void>) | undefined;
	/** False keeps the current account current. */
	readonly makeCurrent?: boolean | undefined;
}

export interface SignedIn {
	readonly token: TokenResult;
	readonly account: Account;
	readonly client: MsalClient;
}

/** Signs a person in and remembers the account. @throws GraphctlError whatever the flow or the store throws */
export async function signIn(runtime: Runtime, request: SignInRequest): Promise<SignedIn> {
	const client = await openIdentity(runtime, request);
	// A custom domain shows only in its metadata what is behind it.
	const tenantKind = tenantKindOf(client.authority.url, client.issuer);
	const { cloud, clientId } = request.target;
	const place = { kind: tenantKind, authority: client.authority.url, clientId, graph: cloud.graph };
	const refusal = refuseScopes(place, request.scopes);
	if (refusal) throw refusal;
	let stranger: TokenResult | undefined;
	const check = (token: TokenResult): void => {
		const refusal = request.refuse?.(token);
		if (!refusal) return;
		stranger = token;
		throw refusal;
	};
	const token = await acquire(runtime, client, request, check).catch(async (error: unknown) => {
		if (stranger) await forget(runtime, request, stranger);
		throw error;
	});
	await request.beforeListing?.();
	const account: Account = {
		homeAccountId: token.account.homeAccountId,
		localAccountId: token.account.localAccountId,
		username: token.account.username,
		name: token.account.name,
		tenantId: token.account.tenantId,
		environment: token.account.environment,
		cloud: cloud.name,
		authority: client.authority.url,
		tenantKind,
		clientId,
		flow: request.flow,
		alias: request.alias,
		addedAt: new Date(runtime.clock.now()).toISOString(),
	};
	const save = (entry: Account): Promise<AccountList> =>
		saveAccount({ runtime, onCorrupt: request.onCorrupt }, entry, { makeCurrent: request.makeCurrent ?? true });
	const list = await save(account).catch(async (error: unknown) => {
		// The tokens are stored by now: without an entry in the list nobody could use or remove them.
		if (error instanceof GraphctlError && error.code === 'usage.alias-taken')
			await save({ ...account, alias: undefined });
		throw error;
	});
	return { token, client, account: list.accounts.find((saved) => isSameAccount(saved, account)) ?? account };
}

/** Removes the tokens of somebody who was not meant, unless that account was signed in before. */
async function forget(
	runtime: Runtime,
	{ target, store, onCorrupt }: SignInRequest,
	token: TokenResult,
): Promise<void> {
	const { homeAccountId, environment } = token.account;
	const owner = { homeAccountId, environment, clientId: target.clientId };
	const { accounts } = await loadAccounts({ runtime, onCorrupt });
	// Also one of another cloud at the same login host, whose tokens these are then, too.
	const known = accounts.some(
		(account) =>
			account.homeAccountId === homeAccountId &&
			account.clientId === owner.clientId &&
			(account.environment ?? environment) === environment,
	);
	if (known) return;
	await removeTokens({ runtime, store, lockPath: lockPathOf(runtime, 'tokens'), onCorrupt }, [owner]);
}

async function acquire(
	runtime: Runtime,
	client: MsalClient,
	request: SignInRequest,
	check: (token: TokenResult) => void,
): Promise<TokenResult> {
	const { clock, signal } = runtime;
	const { scopes, display, claims, timeoutMs } = request;
	if (request.flow === 'device-code') {
		const { acquireByDeviceCode } = await import('../flows/device-code.js');
		return acquireByDeviceCode(client, { scopes, display, clock, signal, claims, timeoutMs, check });
	}
	if (request.flow === 'refresh-token') {
		const { acquireByRefreshToken } = await import('../flows/refresh-token.js');
		const { refreshToken = '' } = request;
		const onRetry = (reason: string): void => display.show({ kind: 'network-retry', reason });
		return acquireByRefreshToken(client, { refreshToken, scopes, signal, claims, check, onRetry });
	}
	const { acquireByBrowser } = await import('../flows/auth-code.js');
	return acquireByBrowser(client, {
		scopes,
		display,
		clock,
		signal,
		claims,
		timeoutMs,
		check,
		randomBytes: (count) => runtime.randomBytes(count),
		openBrowser: request.open === false ? undefined : (url) => runtime.openBrowser(url),
		redirectPort: request.redirectPort,
		prompt: request.prompt,
		loginHint: request.loginHint,
		domainHint: request.domainHint,
	});
}
