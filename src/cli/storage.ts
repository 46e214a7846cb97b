/** Opens the token store as the settings and the pin say; asks for a passphrase where one is needed. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type OpenOptions, openStore } from '../cache/open-store.js';
import { readStorageMarks } from '../cache/pinned-storage.js';
import type { Store, StoreKind } from '../cache/store.js';
import { storageChoices } from '../config/schema.js';
import type { Setting, Settings } from '../config/settings.js';
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
		opened ??= storeOptions(runtime, args, settings).then((options) => {
			refuseOtherKind(settings.setting('storage'), options);
			return openWithPassphrase(runtime, args, options);
		});
		return opened;
	};
}

/** Opens the store; a person who mistypes the passphrase is asked again, three times in all. */
async function openWithPassphrase(runtime: Runtime, args: GlobalArgs, options: OpenOptions): Promise<Store> {
	const asks = canAsk(runtime, args) && !runtime.env['GRAPHCTL_PASSPHRASE'];
	for (let attempt = 1; ; attempt++) {
		const store = await openStore({ ...options, passphrase: () => askPassphrase(runtime, args) });
		if (store.kind !== 'encrypted-file' || !asks) return store;
		try {
			await store.load();
			return store;
		} catch (error) {
			const wrong = error instanceof GraphctlError && error.code === 'storage.wrong-passphrase';
			// What is damaged is set aside by those who use it.
			if (!wrong) return store;
			if (attempt === 3) throw error;
			note(runtime, 'That is not the passphrase. Please try again.');
		}
	}
}

/** Which storage the settings and the pin name, and how its passphrase is had. */
export async function storeOptions(runtime: Runtime, args: GlobalArgs, settings: Settings): Promise<OpenOptions> {
	const setting = settings.setting('storage');
	const { pinned } = await readStorageMarks(runtime);
	return {
		runtime,
		choice: storageChoice(setting.value),
		pinned,
		name: 'tokens',
		passphrase: () => askPassphrase(runtime, args),
		// The tokens stay where they are: another kind holds none before the next login.
		change: (kind) => `${changeLine(setting, runtime.platform)(kind)} && graphctl login`,
	};
}

/** The choice that a setting's text is. */
export function storageChoice(value: string | undefined): OpenOptions['choice'] {
	return storageChoices.find((known) => known === value) ?? 'auto';
}

/** The command that puts another kind in the place of a setting, there where the setting was made. */
export function changeLine({ source, origin }: Setting, platform: NodeJS.Platform): (kind: StoreKind) => string {
	if (source !== 'environment') return (kind) => `graphctl config set storage ${kind}`;
	return (kind) => (platform === 'win32' ? `$env:${origin} = '${kind}'` : `export ${origin}=${kind}`);
}

/** A storage that holds no tokens would look like a lost sign-in, and a new one would leave the old tokens behind. */
function refuseOtherKind(setting: Setting, { choice, pinned, runtime }: OpenOptions): void {
	if (pinned === undefined || choice === 'auto' || choice === 'memory' || choice === pinned) return;
	throw new GraphctlError({
		code: 'config.storage',
		message: `The tokens rest in ${nameKind(pinned)}, but ${setting.origin} names ${nameKind(choice)}.`,
		hint: `To use them where they are: ${changeLine(setting, runtime.platform)(pinned)}\nTo sign in anew: graphctl logout --all && graphctl login`,
	});
}

/** How messages name a kind of storage. */
export function nameKind(kind: StoreKind): string {
	return kind === 'keychain' ? 'the keychain' : kind;
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
	const file = join(runtime.folders.state, 'storage', 'tokens.enc');
	const known = await access(file).then(
		() => true,
		() => false,
	);
	for (;;) {
		const answer = await askHidden(
			runtime,
			known ? 'Passphrase of the encrypted token file: ' : 'Choose a passphrase for the encrypted token file: ',
		);
		if (answer === '') note(runtime, 'The passphrase must not be empty.');
		else if (known || (await askHidden(runtime, 'Repeat it: ')) === answer) return answer;
		else note(runtime, 'The two differ. Please try again.');
	}
}
