/** Secrets in a file that only its owner may read; used only when chosen by name. */

import { readPrivateFile, removePrivateFile, setFileAside, writePrivateFile } from './private-file.js';
import { corrupt } from './storage-errors.js';
import type { CacheRuntime, Store } from './store.js';

/** A store over the 0600 file `path`, whose folder must be ours alone. */
export function createPlaintextFileStore(runtime: CacheRuntime, path: string): Store {
	return {
		kind: 'plaintext-file',
		location: path,
		async load() {
			const bytes = await readPrivateFile(runtime, path);
			if (!bytes || bytes.length === 0) return undefined;
			try {
				return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
			} catch (error) {
				throw corrupt(path, 'it is not text', error);
			}
		},
		save: (text) => writePrivateFile(runtime, path, text),
		remove: () => removePrivateFile(path),
		setAside: (time) => setFileAside(path, time),
	};
}
