/** The operating system's keychain, through the persistence classes of msal-node-extensions over keytar. */
import { cancelled, GraphctlError } from '../errors.js';
import type { Keychain, KeychainItem } from '../runtime.js';
import { probeKeytar } from './keytar-probe.js';
import type { Persistence } from './persistence.js';
import type { ItemState } from './secret-service.js';

export interface KeychainOptions {
	/** Environment of the process; libsecret reads the real one, this one finds the same bus. */
	readonly env?: Readonly<Record<string, string | undefined>> | undefined;
	/** Ends a wait; the native call itself cannot be ended. */
	readonly signal?: AbortSignal | undefined;
	/** Called once when the keychain takes long, which means that it waits for the user. */
	readonly onWaiting?: ((message: string) => void) | undefined;
	/** Milliseconds of silence before `onWaiting`; default 1500. */
	readonly noticeAfterMs?: number | undefined;
}

/**
 * Loads the keychain of a platform.
 *
 * @throws GraphctlError `storage.keychain-unavailable` with the reason
 */
export async function loadKeychain(platform: NodeJS.Platform, options: KeychainOptions = {}): Promise<Keychain> {
	probeKeytar(platform);
	const { openPersistence } = await import('./persistence.js');
	const open = (item: KeychainItem): Persistence => openPersistence(platform, item);
	const env = options.env ?? process.env;
	const call = <T>(work: () => Promise<T>): Promise<T> => callKeychain(platform, options, work);
	/** libsecret says "nothing there" of a locked item too: asks the service itself. */
	const stateOf = async (item: KeychainItem): Promise<ItemState> => {
		if (platform !== 'linux') return 'absent';
		const { findItemState } = await import('./secret-service.js');
		return findItemState(env, item);
	};
	return {
		async load(item) {
			const persistence = open(item);
			const text = await call(() => persistence.load());
			if (text !== null) return text;
			const state = await stateOf(item);
			if (state === 'locked') throw locked();
			// Unlocked, or written, between the two questions.
			if (state === 'unlocked') return (await call(() => persistence.load())) ?? undefined;
			return undefined;
		},
		save: (item, secret) => call(() => open(item).save(secret)),
		async remove(item) {
			if (await call(() => open(item).delete())) return true;
			if ((await stateOf(item)) === 'locked') throw locked();
			return false;
		},
	};
}

async function callKeychain<T>(
	platform: NodeJS.Platform,
	options: KeychainOptions,
	work: () => Promise<T>,
): Promise<T> {
	const { signal, onWaiting, noticeAfterMs = 1500 } = options;
	if (signal?.aborted) throw cancelled();
	const notice = onWaiting && setTimeout(() => onWaiting('Waiting for the keychain to be unlocked.'), noticeAfterMs);
	notice?.unref();
	let stop = (): void => {};
	try {
		const aborted = new Promise<never>((_resolve, reject) => {
			stop = () => reject(cancelled());
			signal?.addEventListener('abort', stop, { once: true });
		});
		return await Promise.race([work(), aborted]);
	} catch (error) {
		throw toKeychainError(error, platform);
	} finally {
		clearTimeout(notice);
		signal?.removeEventListener('abort', stop);
	}
}

function toKeychainError(error: unknown, platform: NodeJS.Platform): GraphctlError {
	if (error instanceof GraphctlError) return error;
	const reason = error instanceof Error ? error.message : String(error);
	// libsecret's words, then those of macOS's errSecInteractionNotAllowed.
	if (/locked collection|is locked|interaction is not allowed/i.test(reason)) return locked(error);
	// libsecret, when it should make the first keyring and nobody can be asked for its password.
	const explained = /does not exist at path/.test(reason)
		? 'there is no default keyring, and no prompt could be shown to create one'
		: reason.replace(/^\w+Error: /, '');
	const name = platform === 'win32' ? 'DPAPI' : platform === 'darwin' ? 'the macOS Keychain' : 'the Secret Service';
	return new GraphctlError({
		code: 'storage.keychain-unavailable',
		message: `The keychain cannot be used: ${name} says: ${explained}`,
		cause: error,
	});
}

function locked(cause?: unknown): GraphctlError {
	return new GraphctlError({
		code: 'storage.keychain-locked',
		message: 'The keychain is locked, and no prompt could be shown to unlock it.',
		hint: 'Unlock it (on Linux: sign in to the desktop, or run `gnome-keyring-daemon --unlock`) and run the command again.',
		cause,
	});
}
