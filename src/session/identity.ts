/** MSAL for one app at one authority, over the token store: loaded only when a token is needed. */
import { createCachePlugin } from '../cache/msal-plugin.js';
import { lockPathOf } from '../cache/open-store.js';
import type { Store } from '../cache/store.js';
import type { LoginLine } from '../flows/login-line.js';
import type { MsalClient } from '../flows/msal-client.js';
import type { Runtime } from '../runtime.js';
import { loadMetadata } from './metadata-cache.js';
import type { Target } from './target.js';

export interface IdentityOptions {
	readonly target: Target;
	readonly store: Store;
	/** Tells the person that a damaged cache was set aside. */
	readonly onCorrupt: (message: string) => void;
	/** For the hints of errors. */
	readonly loginLine: LoginLine;
}

/** Loads MSAL while the store and the authority's metadata are being read. */
export async function openIdentity(
	runtime: Runtime,
	{ target, store, onCorrupt, loginLine }: IdentityOptions,
): Promise<MsalClient> {
	// Read ahead, of what follows.
	const preload = store.load();
	preload.catch(() => {});
	const [{ resolveAuthority }, { createMsalClient }, { createMsalNetwork }] = await Promise.all([
		import('../flows/authority.js'),
		import('../flows/msal-client.js'),
		import('../flows/network.js'),
		// Here, and not where the metadata's file is awaited: the keychain answers meanwhile.
		import('../flows/msal.js'),
	]);
	const { cloud, clientId, tenant } = target;
	const authority = resolveAuthority({ authority: target.authority, tenant });
	const { http, clock, log, signal, version } = runtime;
	return createMsalClient({
		clientId,
		authority,
		authorityMetadata: await loadMetadata(runtime, authority, cloud.caFile),
		cachePlugin: createCachePlugin({
			runtime,
			store,
			lockPath: lockPathOf(runtime, 'tokens'),
			preload,
			onCorrupt,
			clientId,
			signal,
		}),
		network: createMsalNetwork({ http, clock, loginLine, caFile: cloud.caFile, signal }),
		log,
		version,
		graphOrigin: cloud.graph,
		namesScopes: cloud.namesScopes,
		loginLine,
	});
}
