/** Tokens of one app: from the store while they last, else by the app's own flow. */
import type { AppFlow } from '../cache/account.js';
import { type AppOwner, type KeptToken, readAppToken, saveAppToken } from '../cache/app-store.js';
import { createCachePlugin } from '../cache/msal-plugin.js';
import { lockPathOf } from '../cache/open-store.js';
import type { Store } from '../cache/store.js';
import { claimsOf, type TokenCacheOptions } from '../cache/token-facts.js';
import { GraphctlError, isCancellation } from '../errors.js';
import type { AppToken, ClientCredential } from '../flows/app-credential.js';
import type { ConfidentialClient } from '../flows/client-credentials.js';
import type { LoginLine } from '../flows/login-line.js';
import type { Runtime } from '../runtime.js';
import type { AppSource } from './app-source.js';
import { loadMetadata } from './metadata-cache.js';
import type { Target } from './target.js';

export interface AppTokenOptions {
	/** Its authority names the app's tenant. */
	readonly target: Target;
	readonly flow: AppFlow;
	/** Called when no kept token will do. */
	readonly source: () => Promise<AppSource>;
	/** Undefined keeps nothing: neither tokens nor what is known of the authority. */
	readonly store: Store | undefined;
	/** `store.load()` started earlier. */
	readonly preload?: Promise<string | undefined> | undefined;
	readonly onCorrupt: (message: string) => void;
	readonly loginLine: LoginLine;
	readonly note: (text: string) => void;
}

export interface AppTokenNeeds {
	readonly claims?: string | undefined;
	readonly forceRefresh?: boolean | undefined;
	/** True for a renewal ahead of time, which may fail. */
	readonly ahead?: boolean | undefined;
}

/** Gets a token for a resource with `/.default`. @throws GraphctlError */
export type AppTokens = (scope: string, needs?: AppTokenNeeds) => Promise<AppToken>;

/**
 * Prepares the flow; nothing is loaded, read or asked before the first token.
 *
 * A kept token whose issuer wants it renewed by now (`refresh_in`: half of the life of tokens that live for hours) is renewed by the
 * command that finds it so, as MSAL does for people, and serves on when that fails. MSAL's own client for apps would let the failure out.
 */
export function createAppTokens(runtime: Runtime, options: AppTokenOptions): AppTokens {
	const { flow, onCorrupt, preload, store, target } = options;
	const owner: AppOwner = { clientId: target.clientId, authority: target.authority };
	const lockPath = lockPathOf(runtime, 'tokens');
	const cache = store && { runtime, store, onCorrupt, lockPath, signal: runtime.signal };
	const renew =
		flow === 'managed-identity'
			? managedIdentityTokens(runtime, options, owner, cache)
			: confidentialTokens(runtime, options);
	let first = preload;
	return async (scope, needs = {}) => {
		// MSAL would sign an assertion, and read the file behind it, before it looked for a token.
		if (cache && needs.forceRefresh !== true && needs.claims === undefined) {
			const kept = await readAppToken(cache, owner, scope, first);
			first = undefined;
			if (kept && !(kept.refreshOn !== undefined && kept.refreshOn <= runtime.clock.now()))
				return { ...kept, fromCache: true };
			if (kept) return renewAhead(kept, scope);
		}
		return renew(scope, needs);
	};

	async function renewAhead(kept: KeptToken, scope: string): Promise<AppToken> {
		try {
			return await renew(scope, { forceRefresh: true, ahead: true });
		} catch (error) {
			if (!(error instanceof GraphctlError) || isCancellation(error)) throw error;
			runtime.log.info(`The token was to be renewed by now and could not be; it still serves. ${error.message}`);
			return { ...kept, fromCache: true };
		}
	}
}

function confidentialTokens(runtime: Runtime, options: AppTokenOptions): AppTokens {
	let opened: Promise<ConfidentialClient> | undefined;
	return async (scope, { ahead, claims, forceRefresh } = {}) => {
		const { acquireByClientCredentials } = await import('../flows/client-credentials.js');
		opened ??= openClient(runtime, options);
		const onRetry = (reason: string): void => options.note(`${reason} Trying again.`);
		return acquireByClientCredentials(await opened, {
			...{ scope, ahead, claims, forceRefresh, onRetry },
			signal: runtime.signal,
		});
	};
}

/**
 * The app's client with MSAL behind it.
 * @param forgets true keeps MSAL from the store; what is known of the authority still rests beside it
 * @throws GraphctlError `config.*`, `sign-in.no-credential`
 */
export async function openClient(
	runtime: Runtime,
	options: Omit<AppTokenOptions, 'flow'>,
	forgets = false,
): Promise<ConfidentialClient> {
	const { loginLine, onCorrupt, preload, source, store, target } = options;
	const [{ resolveAuthority }, { createConfidentialClient, requireTenant }, { createMsalNetwork }] = await Promise.all([
		import('../flows/authority.js'),
		import('../flows/client-credentials.js'),
		import('../flows/network.js'),
	]);
	const { cloud, clientId, tenant } = target;
	const authority = resolveAuthority({ authority: target.authority, tenant });
	requireTenant(authority, loginLine);
	const found = await source();
	const credential = await credentialOf(runtime, found, loginLine);
	const { clock, http, log, signal, version } = runtime;
	const lockPath = lockPathOf(runtime, 'tokens');
	return createConfidentialClient({
		...{ clientId, credential, authority, log, version, loginLine, graphOrigin: cloud.graph },
		credentialVariable: found.variable,
		authorityMetadata: await loadMetadata(runtime, authority, cloud.caFile, store !== undefined),
		cachePlugin:
			store && !forgets
				? createCachePlugin({ runtime, store, lockPath, preload, onCorrupt, clientId, signal })
				: undefined,
		network: createMsalNetwork({ http, clock, loginLine, caFile: cloud.caFile, signal }),
	});
}

/** Reads the certificate, if that is what proves the app. @throws GraphctlError `config.*`, `sign-in.no-credential` */
async function credentialOf(
	{ clock, signal }: Pick<Runtime, 'clock' | 'signal'>,
	{ flow, secret, certificateFile, federatedTokenFile }: AppSource,
	loginLine: LoginLine,
): Promise<ClientCredential> {
	if (flow === 'client-secret' && secret !== undefined) return { flow, secret };
	if (flow === 'federated-token' && federatedTokenFile !== undefined) return { flow, file: federatedTokenFile };
	if (flow === 'client-certificate' && certificateFile !== undefined) {
		const { readCertificate } = await import('../flows/certificate.js');
		return { flow, certificate: await readCertificate(certificateFile, secret, clock.now(), signal) };
	}
	throw new GraphctlError({
		code: 'sign-in.no-credential',
		message: 'The token storage no longer holds what this app signs in with.',
		hint: `Sign in again: ${loginLine()}`,
	});
}

/** MSAL keeps these in its own memory only; the next command has to find them. */
function managedIdentityTokens(
	runtime: Runtime,
	{ note, source, target }: AppTokenOptions,
	owner: AppOwner,
	cache: TokenCacheOptions | undefined,
): AppTokens {
	const { clock, http, log, signal } = runtime;
	let last: string | undefined;
	return async (scope, { ahead, claims } = {}) => {
		const [{ acquireByManagedIdentity }, { arcKeyFolder }, { personsToken }, kept] = await Promise.all([
			import('../flows/managed-identity.js'),
			import('../flows/arc-challenge.js'),
			import('../flows/managed-identity-errors.js'),
			claims !== undefined && cache && last === undefined ? readAppToken(cache, owner, scope) : undefined,
		]);
		const revoked = claims === undefined ? undefined : (last ?? kept?.accessToken);
		const token = await acquireByManagedIdentity({
			...{ http, clock, log, signal, ahead, revoked },
			clientId: (await source()).managedIdentityId,
			resource: scope.replace(/\/\.default$/, ''),
			caFile: target.cloud.caFile,
			arcKeyFolder: arcKeyFolder(runtime),
			onRetry: (reason) => note(`${reason} Trying again.`),
		});
		const said = claimsOf(token.accessToken);
		if (said['idtyp'] === 'user' || typeof said['scp'] === 'string') throw personsToken();
		last = token.accessToken;
		if (cache) await saveAppToken(cache, owner, scope, token);
		if (claims !== undefined && last === revoked) throw sameAgain(claims);
		return token;
	};
}

/** The platform keeps tokens of its own; it takes no claims, so that nothing but time, or the policy, brings another one. */
function sameAgain(claims: string): GraphctlError {
	return new GraphctlError({
		code: 'sign-in.claims-challenge',
		message:
			'The API asks for a newer token of the managed identity (Conditional Access, or its rights were withdrawn), and Azure gives the same one again.',
		hint: 'Azure keeps a token for up to 24 hours: try again later. If it stays so, an administrator looks for the identity in the sign-in log and in the policies for workload identities.',
		details: { claims },
	});
}
