/** Opens the token store as the settings say; asks for a passphrase where one is needed. */
import { type OpenOptions, openStore } from '../cache/open-store.js';
import { readPinnedStorage } from '../cache/pinned-storage.js';
import type { Store } from '../cache/store.js';
import { storageChoices } from '../config/schema.js';
import type { Settings } from '../config/settings.js';
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { askHidden } from './ask.js';
import type { GlobalArgs } from './options.js';
import { note } from './report.js';
import { canAsk } from './terminal.js';

/** A function that opens the token store once and then returns the same one. */
export function tokenStore(runtime: Runtime, args: GlobalArgs, settings: Settings): () => Promise<Store> {
	let opened: Promise<Store> | undefined;
	return () => {
		opened ??= storeOptions(runtime, args, settings).then(openStore);
		return opened;
	};
}

/** Which storage the settings and the pin name, and how its passphrase is had. */
export async function storeOptions(runtime: Runtime, args: GlobalArgs, settings: Settings): Promise<OpenOptions> {
	const choice = storageChoices.find((known) => known === settings.get('storage')) ?? 'auto';
	const pinned = choice === 'auto' ? await readPinnedStorage(runtime) : undefined;
	return { runtime, choice, pinned, name: 'tokens', passphrase: () => askPassphrase(runtime, args) };
}

/** The passphrase of the encrypted file: from the environment, else asked for. @throws GraphctlError `storage.no-passphrase` */
async function askPassphrase(runtime: Runtime, args: GlobalArgs): Promise<string> {
	const value = runtime.env['GRAPHCTL_PASSPHRASE'];
	if (value) return value;
	if (!canAsk(runtime, args)) {
		throw new GraphctlError({
			code: 'storage.no-passphrase',
			message: 'The tokens rest in an encrypted file, and there is nobody to ask for its passphrase.',
			hint: 'Set GRAPHCTL_PASSPHRASE.',
		});
	}
	for (;;) {
		const answer = await askHidden(runtime, 'Passphrase of the encrypted token file: ');
		if (answer !== '') return answer;
		note(runtime, 'The passphrase must not be empty.');
	}
}
