/** The storage of a login: proved to work before a browser opens, and where it does not, the others are offered. */
import { type OpenOptions, openStore, probeStore } from '../cache/open-store.js';
import { pinStorage } from '../cache/pinned-storage.js';
import type { Store } from '../cache/store.js';
import type { Settings } from '../config/settings.js';
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { choose } from './ask.js';
import type { GlobalArgs } from './options.js';
import { note } from './report.js';
import { storeOptions } from './storage.js';
import { canAsk } from './terminal.js';

/** A proved store, and how to pin its kind once the sign-in has succeeded. */
export interface LoginStore {
	readonly store: Store;
	pin(): Promise<void>;
}

/** Opens and proves the token store. @throws GraphctlError `storage.*` */
export async function openLoginStore(runtime: Runtime, args: GlobalArgs, settings: Settings): Promise<LoginStore> {
	const options = await storeOptions(runtime, args, settings);
	try {
		return await prove(runtime, options);
	} catch (error) {
		const unusable = error instanceof GraphctlError && error.code.startsWith('storage.keychain');
		if (!unusable || !canAsk(runtime, args) || runtime.signal.aborted) throw error;
		note(runtime, error.message);
		const other = await choose<OpenOptions['choice']>(
			runtime,
			'The keychain cannot be used here. Where shall the tokens rest?',
			[
				{ label: 'in a file encrypted with a passphrase (encrypted-file)', value: 'encrypted-file' },
				{ label: 'in a file that only you can read, not encrypted (plaintext-file)', value: 'plaintext-file' },
				{ label: 'nowhere: stop here', value: 'auto' },
			],
		);
		if (other === 'auto') throw error;
		return prove(runtime, { ...options, choice: other });
	}
}

async function prove(runtime: Runtime, options: OpenOptions): Promise<LoginStore> {
	await probeStore(options);
	const store = await openStore(options);
	return { store, pin: () => pinStorage(runtime, store.kind) };
}
