/** Sign-in of an app as itself, and the account that comes of it. */
import { resolve } from 'node:path';
import { type Account, appFlowOf, isSameAccount } from '../cache/account.js';
import { loadAccounts, saveAccount } from '../cache/accounts.js';
import { saveAppToken, saveCredential } from '../cache/app-store.js';
import { lockPathOf } from '../cache/open-store.js';
import type { Store } from '../cache/store.js';
import { claimsOf, realmOf, removeTokens, type TokenCacheOptions } from '../cache/token-facts.js';
import { GraphctlError } from '../errors.js';
import type { LoginLine } from '../flows/login-line.js';
import type { Runtime } from '../runtime.js';
import { appScope } from './app-session.js';
import type { AppSource } from './app-source.js';
import { createAppTokens } from './app-tokens.js';
import { permissionsOfToken } from './given-token.js';
import type { Target } from './target.js';

export interface AppSignInRequest {
	/** For a managed identity the client id may be empty and the tenant unknown: the token tells. */
	readonly target: Target;
	readonly source: AppSource;
	readonly store: Store;
	readonly alias: string | undefined;
	readonly loginLine: LoginLine;
	readonly note: (text: string) => void;
	readonly onCorrupt: (message: string) => void;
	/** Called when token and secret are stored and before the account is listed. */
	readonly beforeListing: () => Promise<void>;
}

export interface SignedInApp {
	readonly account: Account;
	/** Application permissions that the token names. */
	readonly permissions: readonly string[];
}

/**
 * Gets a token of Graph, whatever is cached, and only then keeps the secret and lists the account.
 * @throws GraphctlError whatever the flow or the store throws
 */
export async function signInApp(runtime: Runtime, request: AppSignInRequest): Promise<SignedInApp> {
	const { alias, loginLine, note, onCorrupt, source, store, target } = request;
	const { cloud } = target;
	const managed = source.flow === 'managed-identity';
	const { resolveAuthority } = await import('../flows/authority.js');
	const tokens = createAppTokens(runtime, {
		...{ target, onCorrupt, loginLine, note, flow: source.flow, source: async () => source },
		// Whose token it is shows only when it is there.
		store: managed ? undefined : store,
	});
	const scope = appScope([], cloud.graph);
	const token = await tokens(scope, { forceRefresh: true });
	const claims = claimsOf(token.accessToken);
	const said = (name: string): string | undefined => {
		const value = claims[name];
		return typeof value === 'string' && value !== '' ? value : undefined;
	};
	if (managed && !(isGuid(said('tid')) && isGuid(said('appid') ?? said('azp')))) throw strangeToken();
	const clientId = managed ? (said('appid') ?? said('azp') ?? '') : target.clientId;
	const authority = managed ? new URL(said('tid') ?? '', `${cloud.authority}/`).href : resolveAuthority(target).url;
	const tenantId = said('tid') ?? resolveAuthority(target).tenant;
	const account: Account = {
		homeAccountId: `${clientId}.${tenantId}`,
		localAccountId: said('oid') ?? clientId,
		clientId,
		cloud: cloud.name,
		username: clientId,
		name: said('app_displayname'),
		tenantId,
		authority,
		flow: source.flow,
		alias,
		certificateFile: source.certificateFile && resolve(source.certificateFile),
		federatedTokenFile: source.federatedTokenFile && resolve(source.federatedTokenFile),
		managedIdentityId: source.managedIdentityId,
		addedAt: new Date(runtime.clock.now()).toISOString(),
	};
	const cache = { runtime, store, lockPath: lockPathOf(runtime, 'tokens'), onCorrupt, signal: runtime.signal };
	if (managed) await saveAppToken(cache, account, scope, token);
	await saveCredential(cache, account, { flow: source.flow, secret: source.secret });
	const { accounts } = await loadAccounts({ runtime, onCorrupt });
	const old = accounts.find((one) => isSameAccount(one, account) && appFlowOf(one.flow) !== undefined);
	await removeElsewhere(cache, account, old);
	await request.beforeListing();
	const save = (entry: Account) => saveAccount({ runtime, onCorrupt }, entry, { makeCurrent: true });
	const list = await save(account).catch(async (error: unknown) => {
		// The secret is stored by now: without an entry in the list nobody could use or remove it.
		if (error instanceof GraphctlError && error.code === 'usage.alias-taken')
			await save({ ...account, alias: undefined });
		throw error;
	});
	const saved = list.accounts.find((one) => isSameAccount(one, account)) ?? account;
	if (old && (wayOf(old) !== wayOf(saved) || (old.alias ?? saved.alias) !== saved.alias))
		note(`This app was signed in before${old.alias ? `, as ${old.alias}` : ''} by ${wayOf(old)}; that is replaced.`);
	return { account: saved, permissions: permissionsOfToken(claims) };
}

/** How an app signed in, in words. */
function wayOf({ certificateFile, flow }: Account): string {
	return `${flow}${flow === 'client-certificate' ? ` (${certificateFile})` : ''}`;
}

/** What an earlier login of this app kept under another name of its tenant: its account is replaced, and no logout would find it. */
async function removeElsewhere(cache: TokenCacheOptions, account: Account, old: Account | undefined): Promise<void> {
	const place = (one: Account): string => `${new URL(one.authority).host}/${realmOf(one.authority)}`;
	if (old === undefined || place(old) === place(account)) return;
	await removeTokens(cache, [{ ...old, environment: new URL(old.authority).host }]);
}

function isGuid(text: string | undefined): boolean {
	return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text ?? '');
}

/** Whoever answers there decides what the account is called and where its tenant is: it must be of the form of Entra's tokens. */
function strangeToken(): GraphctlError {
	return new GraphctlError({
		code: 'config.managed-identity',
		message: 'What answers as the managed identity gave a token that does not say whose it is.',
		hint: 'Check IDENTITY_ENDPOINT: it must be the one that Azure sets.',
	});
}
