/** Joins MSAL's token cache to a store, safely between processes. MSAL's own plugin loses tokens when several processes write. */
import { type CacheDocument, isEmptyCache, isSame, parseCache, withAllSections } from './cache-document.js';
import { withLock } from './file-lock.js';
import { loadOrSetAside } from './load-store.js';
import { mergeCache } from './merge-cache.js';
import { cacheView, type SerializableCache, type ViewState } from './msal-view.js';
import type { CacheRuntime, Store } from './store.js';

/** MSAL's `TokenCacheContext`. */
interface CacheContext {
	/** True for an access that writes. */
	readonly cacheHasChanged: boolean;
	readonly tokenCache: SerializableCache;
}

/** MSAL's `ICachePlugin`. */
export interface CachePlugin {
	beforeCacheAccess(context: CacheContext): Promise<void>;
	afterCacheAccess(context: CacheContext): Promise<void>;
}

export interface CachePluginOptions {
	readonly runtime: CacheRuntime;
	readonly store: Store;
	/** Lock file that every writer of this store takes. */
	readonly lockPath: string;
	/** Told once when the stored cache, or a part of it, was damaged. */
	readonly onCorrupt: (message: string) => void;
	/** `store.load()` started earlier, so that the keychain is read while MSAL loads. */
	readonly preload?: Promise<string | undefined> | undefined;
	/** The app this process works for: signing an account out leaves the tokens of other apps alone. */
	readonly clientId?: string | undefined;
	/** Longest wait for another writer in milliseconds. */
	readonly timeoutMs?: number | undefined;
	readonly signal?: AbortSignal | undefined;
}

/**
 * A plugin that reads without a lock and, to write, takes the lock, reads again, merges and saves. An access that changed nothing
 * writes nothing.
 */
export function createCachePlugin(options: CachePluginOptions): CachePlugin {
	const { runtime, store, lockPath, onCorrupt, clientId, timeoutMs, signal } = options;
	const views = new WeakMap<SerializableCache, ViewState>();
	let preload = options.preload;
	// Its failure is reported by the access that uses it; without any, nobody misses it.
	preload?.catch(() => {});
	let complained = false;
	const complain = (message: string): void => {
		if (!complained) onCorrupt(message);
		complained = true;
	};
	const locked = <T>(work: () => Promise<T>): Promise<T> => withLock(runtime, lockPath, work, { timeoutMs, signal });
	const heal = { store, now: () => runtime.clock.now(), damageOf, onCorrupt: complain };
	const parse = (text: string | undefined): CacheDocument => {
		const parsed = text === undefined ? undefined : parseCache(text);
		if (parsed && parsed.dropped > 0) {
			const entries = parsed.dropped === 1 ? 'One damaged entry' : `${parsed.dropped} damaged entries`;
			complain(`${entries} of the token cache in ${store.location} cannot be used. Everything else is kept.`);
		}
		return parsed?.document ?? {};
	};
	const adopt = (cache: SerializableCache, text: string | undefined): void => {
		const state = views.get(cache);
		if (state && state.text === text) return;
		views.set(cache, cacheView(cache).adopt({ state, text, theirs: parse(text), clientId }));
	};
	return {
		async beforeCacheAccess({ tokenCache }) {
			const state = views.get(tokenCache);
			if (state) cacheView(tokenCache).restoreIfCleared(state);
			const first = preload;
			preload = undefined;
			adopt(tokenCache, await loadOrSetAside({ ...heal, locked }, first));
		},
		async afterCacheAccess({ cacheHasChanged, tokenCache }) {
			if (!cacheHasChanged) return;
			const { base, seen } = views.get(tokenCache) ?? { base: {}, seen: withAllSections({}) };
			// Taken before the first wait: while this access waits for the lock, another one may clear MSAL's memory and fill it again.
			const mine = cacheView(tokenCache).read();
			if (isSame(seen, mine)) return;
			await locked(async () => {
				const stored = await loadOrSetAside(heal);
				const theirs = parse(stored);
				const merged = mergeCache({ base, seen, mine, theirs, clientId });
				const text = isEmptyCache(merged) ? undefined : isSame(merged, theirs) ? stored : JSON.stringify(merged);
				if (text === undefined) await store.remove();
				else if (text !== stored) await store.save(text);
				adopt(tokenCache, text);
			});
		},
	};
}

function damageOf(text: string): string | undefined {
	return parseCache(text) ? undefined : 'it is not a token cache';
}
