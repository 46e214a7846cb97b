/** Secrets in the operating system's keychain. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { GraphctlError } from '../errors.js';
import type { Folders, Keychain, KeychainItem } from '../runtime.js';
import type { Store } from './store.js';

/** Service attribute of every item. */
export const keychainService = 'graphctl';

/** What decides which item a name is; the Runtime fits. */
export interface KeychainPlace {
	readonly platform: NodeJS.Platform;
	readonly folders: Pick<Folders, 'state'>;
	readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The keychain item of a document. The keychain is one for the whole user, so a state folder of somebody's own choice
 * (`GRAPHCTL_HOME`, `XDG_STATE_HOME`) gets items of its own: its accounts must not mix with the usual ones.
 */
function keychainItem({ env, folders, platform }: KeychainPlace, name: string): KeychainItem {
	const own = env['GRAPHCTL_HOME'] || (platform === 'linux' && env['XDG_STATE_HOME']);
	const suffix = own ? `@${createHash('sha256').update(folders.state).digest('hex').slice(0, 12)}` : '';
	return {
		service: keychainService,
		account: `${name}${suffix}`,
		file: join(folders.state, 'storage', `${name}.dpapi`),
	};
}

/** A store over one keychain item. */
export function createKeychainStore(
	place: KeychainPlace,
	keychain: Keychain,
	name: string,
	change?: WriteChange,
): Store {
	const item = keychainItem(place, name);
	const { platform } = place;
	const run = <T>(work: () => Promise<T>): Promise<T> =>
		work().catch((error: unknown) => {
			throw withWayOut(error, platform, change);
		});
	return {
		kind: 'keychain',
		location: locationOf(platform, item),
		load: () => run(() => keychain.load(item)),
		save: (text) => run(() => keychain.save(item, text)),
		remove: () => run(() => keychain.remove(item)),
		// Another item, never a file: what is broken may still hold tokens.
		setAside: (time) =>
			run(async () => {
				const aside = keychainItem(place, `${name}.corrupt-${time}`);
				const text = await keychain.load(item);
				if (text !== undefined) await keychain.save(aside, text);
				await keychain.remove(item);
				return aside.account;
			}),
	};
}

/** Writes the command line that makes another kind of storage the one in use. */
export type WriteChange = (kind: 'encrypted-file' | 'plaintext-file') => string;

/** Adds to an unusable keychain the two lines that fix it. Nothing falls back to another storage by itself. */
export function withWayOut(
	error: unknown,
	platform: NodeJS.Platform,
	change: WriteChange = (kind) => `graphctl config set storage ${kind}`,
): unknown {
	if (!(error instanceof GraphctlError) || error.code !== 'storage.keychain-unavailable' || error.hint) return error;
	const { code, message, cause } = error;
	const missing = platform === 'linux' && /libsecret cannot be loaded|not provided by any \.service/.test(message);
	const secondWay = missing ? 'sudo apt install libsecret-1-0 gnome-keyring dbus' : change('plaintext-file');
	return new GraphctlError({ code, message, hint: `${change('encrypted-file')}\n${secondWay}`, cause });
}

function locationOf(platform: NodeJS.Platform, item: KeychainItem): string {
	if (platform === 'win32') return `DPAPI-protected file ${item.file}`;
	const where = platform === 'darwin' ? 'macOS Keychain' : 'Secret Service';
	return `${where} (service ${item.service}, account ${item.account})`;
}
