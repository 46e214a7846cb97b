/** Keeps two graphctl processes from changing `config.json` at the same time. */
import { join } from 'node:path';
import { withLock } from '../cache/file-lock.js';
import type { CacheRuntime } from '../cache/store.js';
import type { Runtime } from '../runtime.js';

/** Runs `work`, which reads and writes the config file, while no other process does. @throws GraphctlError `storage.*`, `cancelled.by-user` */
export function withConfigLock<T>(
	runtime: CacheRuntime & Pick<Runtime, 'folders'>,
	work: () => Promise<T>,
	signal?: AbortSignal,
): Promise<T> {
	return withLock(runtime, join(runtime.folders.state, 'config.lock'), work, { signal });
}
