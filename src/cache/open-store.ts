/** The ladder: which storage is used, and what happens when it cannot be. Nothing falls back by itself. */
import { join } from 'node:path';
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { randomName } from './atomic-file.js';
import { createEncryptedFileStore } from './encrypted-file.js';
import { withLock } from './file-lock.js';
import { createKeychainStore, type WriteChange, withWayOut } from './keychain.js';
import { createMemoryStore } from './memory.js';
import { createKeySource, type KeySource } from './passphrase-key.js';
import { createPlaintextFileStore } from './plaintext-file.js';
import type { CacheRuntime, Store, StoreKind } from './store.js';

/** The parts of the Runtime that opening a store needs. */
export type StoreRuntime = CacheRuntime & Pick<Runtime, 'folders' | 'env' | 'keychain'>;

export interface OpenOptions {
	readonly runtime: StoreRuntime;
	/** `auto` is what was pinned, else the keychain. */
	readonly choice: StoreKind | 'auto';
	readonly pinned?: StoreKind | undefined;
	/** Asks for the passphrase of an encrypted file; asked once per process for the same function. */
	readonly passphrase?: (() => Promise<string>) | undefined;
	/** How another kind is chosen, for the hint of a keychain that cannot be used; default is the config file. */
	readonly change?: WriteChange | undefined;
	/** Which document, e.g. `tokens`. */
	readonly name: string;
}

const sources = new WeakMap<() => Promise<string>, KeySource>();

/**
 * Opens the store of a document, without reading it.
 *
 * @throws GraphctlError `storage.keychain-unavailable` with the reason and the two lines that fix it
 */
export async function openStore(options: OpenOptions): Promise<Store> {
	const { change, runtime, name } = options;
	const file = (extension: string): string => join(runtime.folders.state, 'storage', `${name}.${extension}`);
	switch (chosenKind(options)) {
		case 'keychain': {
			const keychain = await runtime.keychain().catch((error: unknown) => {
				throw withWayOut(error, runtime.platform, change);
			});
			return createKeychainStore(runtime, keychain, name, change);
		}
		case 'encrypted-file':
			return createEncryptedFileStore(runtime, file('enc'), keySource(options.passphrase));
		case 'plaintext-file':
			return createPlaintextFileStore(runtime, file('json'));
		case 'memory':
			return createMemoryStore();
	}
}

/** The kind that `openStore` would open. */
export function chosenKind({ choice, pinned }: Pick<OpenOptions, 'choice' | 'pinned'>): StoreKind {
	return choice === 'auto' ? (pinned ?? 'keychain') : choice;
}

/** Lock file that every writer of a document takes, whatever the storage. */
export function lockPathOf(runtime: Pick<Runtime, 'folders'>, name: string): string {
	return join(runtime.folders.state, `${name}.lock`);
}

/**
 * Proves that a store can be used, by taking the lock of its writers, by reading the document, and by writing, reading and removing
 * another one of a name that no other process uses. Done before a browser opens; too slow for every command.
 *
 * @throws GraphctlError `storage.*`
 */
export async function probeStore(options: OpenOptions): Promise<void> {
	if (chosenKind(options) === 'memory') return;
	const { runtime, name } = options;
	const store = await openStore(options);
	// A keychain needs no disk, but its lock and the list of accounts do.
	await withLock(runtime, lockPathOf(runtime, name), async () => {});
	await store.load().catch((error: unknown) => {
		// A damaged document is set aside when it is used; the storage itself works.
		if (!(error instanceof GraphctlError) || error.code !== 'storage.corrupt') throw error;
	});
	const value = randomName(options.runtime);
	const probe = await openStore({ ...options, name: `probe-${value}` });
	try {
		await probe.save(value);
		if ((await probe.load()) !== value) {
			throw new GraphctlError({
				code: 'storage.unreliable',
				message: `${store.location} did not return what was stored in it.`,
				hint: options.change?.('encrypted-file') ?? 'graphctl config set storage encrypted-file',
			});
		}
	} finally {
		// A failure to remove says less than the failure that came before it.
		await probe.remove().catch(() => {});
	}
}

function keySource(passphrase: (() => Promise<string>) | undefined): KeySource {
	const ask = passphrase ?? noPassphrase;
	let source = sources.get(ask);
	if (!source) {
		source = createKeySource(ask);
		sources.set(ask, source);
	}
	return source;
}

async function noPassphrase(): Promise<string> {
	throw new GraphctlError({
		code: 'storage.no-passphrase',
		message: 'The tokens are in an encrypted file, and there is no passphrase to open it.',
		hint: 'Set GRAPHCTL_PASSPHRASE, or run the command on a terminal.',
	});
}
