/** The token cache as a document, with a damaged one set aside. */
import { type CacheDocument, parseCache } from './cache-document.js';
import { withLock } from './file-lock.js';
import { loadOrSetAside } from './load-store.js';
import type { TokenCacheOptions } from './token-facts.js';

export interface LoadHow {
	/** True where the lock is already held. */
	readonly isLocked?: boolean;
	/** A load that was started earlier. */
	readonly first?: Promise<string | undefined> | undefined;
}

/** What is stored; undefined when nothing is. @throws GraphctlError `storage.*` */
export async function loadDocument(
	{ lockPath, onCorrupt, runtime, signal, store }: TokenCacheOptions,
	{ isLocked = false, first }: LoadHow = {},
): Promise<CacheDocument | undefined> {
	const locked = <T>(work: () => Promise<T>): Promise<T> => withLock(runtime, lockPath, work, { signal });
	const damageOf = (text: string): string | undefined => (parseCache(text) ? undefined : 'it is not a token cache');
	const now = (): number => runtime.clock.now();
	const heal = { store, now, damageOf, onCorrupt, locked: isLocked ? undefined : locked };
	const text = await loadOrSetAside(heal, first);
	return text === undefined ? undefined : parseCache(text)?.document;
}
