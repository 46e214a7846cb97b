/** One on-behalf-of exchange with the credential of an app: of an account, or of the environment, which leaves nothing behind. */
import { type Account, appFlowOf } from '../cache/account.js';
import { readSecretOf } from '../cache/app-store.js';
import { readExchanged, saveExchanged } from '../cache/exchanged-tokens.js';
import { lockPathOf } from '../cache/open-store.js';
import type { Store } from '../cache/store.js';
import { claimsOf, type TokenCacheOptions } from '../cache/token-facts.js';
import type { Settings } from '../config/settings.js';
import { GraphctlError } from '../errors.js';
import type { LoginLine } from '../flows/login-line.js';
import type { OnBehalfOfToken } from '../flows/on-behalf-of.js';
import type { Runtime } from '../runtime.js';
import { type AppSource, sourceOfAccount } from './app-source.js';
import { openClient } from './app-tokens.js';
import { findEnvironmentApp, lineOfEnvironment } from './environment-app.js';
import { loginLine } from './login-line.js';
import { chooseAccount } from './session.js';
import { type Target, targetOfAccount } from './target.js';
import { tenantKindOf } from './tenant-kind.js';
import { openIdScopes } from './tenant-limits.js';

export interface ExchangeRequest {
	readonly settings: Settings;
	readonly openStore: () => Promise<Store>;
	/** The caller's token. */
	readonly assertion: string;
	readonly scopes: readonly string[];
	/** Exchanges anew whatever was kept. */
	readonly forceRefresh: boolean;
	readonly note: (text: string) => void;
}

/** Who exchanges, and what proves it. */
interface Exchanger {
	readonly account: Account;
	readonly target: Target;
	readonly loginLine: LoginLine;
	readonly source: () => Promise<AppSource>;
	/** Undefined for the app of the environment. */
	readonly cache: TokenCacheOptions | undefined;
}

/** A token that was kept is used while more than this is left of it. */
const marginMs = 5 * 60 * 1000;

/**
 * The token for the next API: that of an earlier exchange of the same caller's token for the same scopes, or a new one.
 * @throws GraphctlError `usage.app-account` where no app is chosen, and whatever the exchange or the store throws
 */
export async function exchangeOnBehalfOf(runtime: Runtime, request: ExchangeRequest): Promise<OnBehalfOfToken> {
	const { assertion, note } = request;
	const { account, cache, loginLine: line, source, target } = await chooseExchanger(runtime, request);
	const { cloud } = target;
	if (tenantKindOf(account.authority) === 'b2c') throw noneInB2c(account);
	const scopes = request.scopes.map((scope) =>
		cloud.namesScopes && !scope.includes('/') && !openIdScopes.includes(scope.toLowerCase())
			? `${cloud.graph}/${scope}`
			: scope,
	);
	const exchange = { assertion, scopes, clientId: account.clientId, authority: account.authority };
	const kept = cache && !request.forceRefresh ? await readExchanged(cache, exchange) : undefined;
	if (kept && kept.expiresOn > runtime.clock.now() + marginMs) return kept;
	const foreignTenant = foreignTenantOf(account, assertion);
	const place = foreignTenant === undefined ? target : { ...target, tenant: foreignTenant };
	const [{ acquireOnBehalfOf }, client] = await Promise.all([
		import('../flows/on-behalf-of.js'),
		openClient(runtime, { target: place, loginLine: line, note, onCorrupt: note, source, store: cache?.store }, true),
	]);
	const onRetry = (reason: string): void => note(`${reason} Trying again.`);
	const token = await acquireOnBehalfOf(client, { assertion, foreignTenant, scopes, signal: runtime.signal, onRetry });
	if (cache) await saveExchanged(cache, exchange, token);
	return token;
}

/**
 * The caller's tenant, where it is not the app's own: for an app of several tenants Entra exchanges in the tenant of the caller's token,
 * whose permissions, policies and guests count (https://learn.microsoft.com/entra/msal/dotnet/acquiring-tokens/web-apps-apis/on-behalf-of-flow).
 * Nothing is believed by that: the login host stays the app's own, and refuses a token that it did not issue. A tenant of customers
 * has a login host of its own.
 */
function foreignTenantOf({ authority, tenantId }: Account, assertion: string): string | undefined {
	const tid = claimsOf(assertion)['tid'];
	const isId = typeof tid === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(tid);
	return isId && tid !== tenantId && tenantKindOf(authority) === undefined ? tid : undefined;
}

async function chooseExchanger(runtime: Runtime, { settings, openStore, note }: ExchangeRequest): Promise<Exchanger> {
	const account = await chooseAccount(runtime, settings, note);
	const environment = account ? undefined : await findEnvironmentApp(runtime, settings);
	if (environment?.source.flow === 'managed-identity') throw noApp(environment.account);
	if (environment) {
		const { source, target } = environment;
		const line = lineOfEnvironment(target, source);
		return { account: environment.account, target, loginLine: line, source: async () => source, cache: undefined };
	}
	const flow = account && appFlowOf(account.flow);
	if (!account || !flow || flow === 'managed-identity') throw noApp(account);
	const store = await openStore();
	const cache = { runtime, store, lockPath: lockPathOf(runtime, 'tokens'), onCorrupt: note, signal: runtime.signal };
	return {
		...{ account, cache },
		target: targetOfAccount(settings, account),
		loginLine: (needs) => loginLine(settings, account, needs),
		source: async () => sourceOfAccount(account, flow, await readSecretOf(cache, account)),
	};
}

function noApp(account: Account | undefined): GraphctlError {
	const person = account && `and ${account.username} is a person`;
	const why = account && appFlowOf(account.flow) ? 'and a managed identity has none of these' : person;
	return new GraphctlError({
		code: 'usage.app-account',
		message: `On-behalf-of takes an app with a secret, a certificate or a federated token, ${why ?? 'and nobody is signed in'}.`,
		hint: 'Sign the app in with graphctl login --flow client-secret, or choose it with --account; graphctl accounts list shows them.',
	});
}

/** https://learn.microsoft.com/azure/active-directory-b2c/access-tokens */
function noneInB2c({ authority }: Account): GraphctlError {
	return new GraphctlError({
		code: 'config.b2c-tenant',
		message: `${new URL(authority).host} is Azure AD B2C, which has no on-behalf-of.`,
		hint: "The caller's app asks for a token of each API itself.",
	});
}
