/** The outside world of storage: real files, real processes, the real clock. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoreRuntime } from '../../src/cache/open-store.js';
import { createProcesses } from '../../src/node/processes.js';

/** A runtime whose folders are all below `folder`; its keychain cannot be used unless one is given. */
export function makeCacheRuntime(folder: string, change: Partial<StoreRuntime> = {}): StoreRuntime {
	return {
		clock: {
			now: () => Date.now(),
			sleep: async (ms, signal) => {
				await sleep(ms, undefined, signal ? { signal } : {});
			},
			every: () => () => {},
			timeZone: 'UTC',
		},
		processes: createProcesses(),
		randomBytes: (count) => randomBytes(count),
		platform: process.platform,
		folders: { config: folder, state: `${folder}/state`, cache: `${folder}/cache` },
		env: {},
		keychain: () => Promise.reject(new Error('no keychain in this test')),
		...change,
	};
}
