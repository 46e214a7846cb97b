import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openStore, probeStore, type StoreRuntime } from '../../src/cache/open-store.js';
import { markStorageUsed, pinStorage, readStorageMarks, unpinStorage } from '../../src/cache/pinned-storage.js';
import { GraphctlError } from '../../src/errors.js';
import type { Keychain, KeychainItem } from '../../src/runtime.js';
import { makeTempFolder } from '../helpers/temp-folder.js';
import { makeCacheRuntime } from './cache-runtime.js';

/** A keychain in memory that remembers what was asked of it. */
function fakeKeychain(change: Partial<Keychain> = {}): {
	keychain: Keychain;
	calls: string[];
	items: Map<string, string>;
} {
	const items = new Map<string, string>();
	const calls: string[] = [];
	const note = (verb: string, { account }: KeychainItem): string => {
		calls.push(`${verb} ${account}`);
		return account;
	};
	const keychain: Keychain = {
		load: async (item) => items.get(note('load', item)),
		save: async (item, text) => void items.set(note('save', item), text),
		remove: async (item) => items.delete(note('remove', item)),
		...change,
	};
	return { keychain, calls, items };
}

async function makeRuntime(keychain?: Keychain, change: Partial<StoreRuntime> = {}): Promise<StoreRuntime> {
	const unavailable = new GraphctlError({
		code: 'storage.keychain-unavailable',
		message: 'The keychain cannot be used: no bus.',
	});
	const load = (): Promise<Keychain> => (keychain ? Promise.resolve(keychain) : Promise.reject(unavailable));
	return makeCacheRuntime(await makeTempFolder(), { keychain: load, platform: 'linux', ...change });
}

describe('choosing a storage', () => {
	it('takes the keychain by default, the pinned one then, and the one named above all', async () => {
		const runtime = await makeRuntime(fakeKeychain().keychain);
		const kindOf = async (choice: 'auto' | 'memory', pinned?: 'plaintext-file') =>
			(await openStore({ runtime, choice, pinned, name: 'tokens' })).kind;
		expect(await kindOf('auto')).toBe('keychain');
		expect(await kindOf('auto', 'plaintext-file')).toBe('plaintext-file');
		expect(await kindOf('memory', 'plaintext-file')).toBe('memory');
	});

	it('only opens: nothing is read, written or made', async () => {
		const { keychain, calls } = fakeKeychain();
		const runtime = await makeRuntime(keychain);
		for (const choice of ['keychain', 'encrypted-file', 'plaintext-file', 'memory'] as const)
			await openStore({ runtime, choice, name: 'tokens' });
		expect(calls).toEqual([]);
		expect(await readdir(runtime.folders.config)).toEqual([]);
	});

	it('never falls back from a keychain that cannot be used, and names two ways out', async () => {
		const runtime = await makeRuntime();
		for (const choice of ['auto', 'keychain'] as const) {
			await expect(openStore({ runtime, choice, name: 'tokens' })).rejects.toMatchObject({
				code: 'storage.keychain-unavailable',
				exitCode: 9,
				message: 'The keychain cannot be used: no bus.',
				hint: 'graphctl config set storage encrypted-file\ngraphctl config set storage plaintext-file',
			});
		}
		expect(await readdir(runtime.folders.config)).toEqual([]);
	});

	it('names the same ways out when the keychain fails only at its first use', async () => {
		const failing = new GraphctlError({
			code: 'storage.keychain-unavailable',
			message: 'The keychain cannot be used: no bus.',
		});
		const { keychain } = fakeKeychain({ load: () => Promise.reject(failing) });
		const store = await openStore({ runtime: await makeRuntime(keychain), choice: 'auto', name: 'tokens' });
		await expect(store.load()).rejects.toMatchObject({
			hint: expect.stringMatching(/^graphctl config set storage encrypted-file\n/),
		});
	});

	it('names the packages to install when libsecret is what is missing', async () => {
		const missing = new GraphctlError({
			code: 'storage.keychain-unavailable',
			message:
				'The keychain cannot be used: the library libsecret cannot be loaded (libsecret-1.so.0: cannot open shared object file).',
		});
		const runtime = await makeRuntime(undefined, { keychain: () => Promise.reject(missing) });
		await expect(openStore({ runtime, choice: 'auto', name: 'tokens' })).rejects.toMatchObject({
			hint: 'graphctl config set storage encrypted-file\nsudo apt install libsecret-1-0 gnome-keyring dbus',
		});
	});

	it('names the ways out that work there where the keychain was chosen', async () => {
		const change = (kind: string): string => `export GRAPHCTL_STORAGE=${kind}`;
		const runtime = await makeRuntime();
		await expect(openStore({ runtime, choice: 'keychain', name: 'tokens', change })).rejects.toMatchObject({
			hint: 'export GRAPHCTL_STORAGE=encrypted-file\nexport GRAPHCTL_STORAGE=plaintext-file',
		});
	});

	it('says what an encrypted file needs when nobody can be asked for the passphrase', async () => {
		const store = await openStore({ runtime: await makeRuntime(), choice: 'encrypted-file', name: 'tokens' });
		await expect(store.save('{}')).rejects.toMatchObject({
			code: 'storage.no-passphrase',
			hint: expect.stringContaining('GRAPHCTL_PASSPHRASE'),
		});
	});
});

describe('keychain items', () => {
	it('are named after the document, and kept apart for a home folder of its own', async () => {
		const accountOf = async (env: Record<string, string>): Promise<string> => {
			const { keychain, calls } = fakeKeychain();
			await (await openStore({ runtime: await makeRuntime(keychain, { env }), choice: 'auto', name: 'tokens' })).load();
			return calls[0] ?? '';
		};
		expect(await accountOf({})).toBe('load tokens');
		expect(await accountOf({ GRAPHCTL_HOME: '/x' })).toMatch(/^load tokens@[0-9a-f]{12}$/);
		expect(await accountOf({ XDG_STATE_HOME: '/x' })).toMatch(/^load tokens@[0-9a-f]{12}$/);
	});
});

describe('probing a storage', () => {
	it('writes, reads and removes an item of its own and leaves the tokens alone', async () => {
		const { keychain, calls, items } = fakeKeychain();
		items.set('tokens', '{"a":1}');
		const runtime = await makeRuntime(keychain);
		await Promise.all([
			probeStore({ runtime, choice: 'auto', name: 'tokens' }),
			probeStore({ runtime, choice: 'auto', name: 'tokens' }),
		]);
		expect([...items]).toEqual([['tokens', '{"a":1}']]);
		expect(new Set(calls.filter((call) => call.startsWith('save'))).size).toBe(2);
	});

	it('reports a keychain that takes what it is given and returns something else', async () => {
		const { keychain } = fakeKeychain({ load: async () => undefined });
		await expect(
			probeStore({ runtime: await makeRuntime(keychain), choice: 'auto', name: 'tokens' }),
		).rejects.toMatchObject({ code: 'storage.unreliable' });
	});

	it('reports a locked keychain, and removes what it may have written', async () => {
		const locked = new GraphctlError({ code: 'storage.keychain-locked', message: 'The keychain is locked.' });
		const { keychain, calls } = fakeKeychain({ save: () => Promise.reject(locked) });
		await expect(probeStore({ runtime: await makeRuntime(keychain), choice: 'auto', name: 'tokens' })).rejects.toBe(
			locked,
		);
		expect(calls.at(-1)).toMatch(/^remove probe-/);
	});

	it('finds a wrong passphrase before anybody signs in', async () => {
		const runtime = await makeRuntime();
		const options = { runtime, choice: 'encrypted-file', name: 'tokens' } as const;
		await (await openStore({ ...options, passphrase: async () => 'right' })).save('{}');
		await expect(probeStore({ ...options, passphrase: async () => 'wrong' })).rejects.toMatchObject({
			code: 'storage.wrong-passphrase',
		});
		await probeStore({ ...options, passphrase: async () => 'right' });
		expect(await readdir(`${runtime.folders.state}/storage`)).toEqual(['tokens.enc']);
	});

	it('finds a folder that cannot be written', async () => {
		const runtime = await makeRuntime();
		await writeFile(runtime.folders.state, 'in the way');
		await expect(probeStore({ runtime, choice: 'plaintext-file', name: 'tokens' })).rejects.toMatchObject({
			code: 'storage.bad-path',
		});
	});

	it('is content with damaged tokens, which are set aside when they are used', async () => {
		const runtime = await makeRuntime();
		const options = { runtime, choice: 'encrypted-file', name: 'tokens', passphrase: async () => 'right' } as const;
		await mkdir(`${runtime.folders.state}/storage`, { recursive: true });
		await writeFile(`${runtime.folders.state}/storage/tokens.enc`, 'damaged', { mode: 0o600 });
		await expect(probeStore(options)).resolves.toBeUndefined();
	});
});

describe('the pinned storage', () => {
	it('is remembered until it is forgotten', async () => {
		const runtime = await makeRuntime();
		expect((await readStorageMarks(runtime)).pinned).toBeUndefined();
		await pinStorage(runtime, 'encrypted-file');
		expect((await readStorageMarks(runtime)).pinned).toBe('encrypted-file');
		await unpinStorage(runtime, ['encrypted-file']);
		await unpinStorage(runtime, ['encrypted-file']);
		expect((await readStorageMarks(runtime)).pinned).toBeUndefined();
	});

	it('is told apart from the kinds that may hold tokens, which are remembered until they are cleared', async () => {
		const runtime = await makeRuntime();
		await markStorageUsed(runtime, 'keychain');
		expect(await readStorageMarks(runtime)).toEqual({ pinned: undefined, used: ['keychain'] });
		await pinStorage(runtime, 'encrypted-file');
		expect(await readStorageMarks(runtime)).toEqual({ pinned: 'encrypted-file', used: ['keychain', 'encrypted-file'] });
		await unpinStorage(runtime, ['encrypted-file']);
		expect(await readStorageMarks(runtime)).toEqual({ pinned: undefined, used: ['keychain'] });
		await unpinStorage(runtime, ['keychain']);
		expect(await readdir(runtime.folders.state)).toEqual([]);
	});

	it('is read from the file of an earlier version', async () => {
		const runtime = await makeRuntime();
		await pinStorage(runtime, 'keychain');
		await writeFile(`${runtime.folders.state}/storage.json`, '{"storage":"plaintext-file"}');
		expect(await readStorageMarks(runtime)).toEqual({ pinned: 'plaintext-file', used: ['plaintext-file'] });
	});

	it('is never memory, which is gone by the next command', async () => {
		const runtime = await makeRuntime();
		await pinStorage(runtime, 'memory');
		expect((await readStorageMarks(runtime)).pinned).toBeUndefined();
	});

	it.each(['', 'half {', '{"storage":"punch cards"}', '[]'])('is none when the file says %j', async (content) => {
		const runtime = await makeRuntime();
		await pinStorage(runtime, 'keychain');
		await writeFile(`${runtime.folders.state}/storage.json`, content);
		expect((await readStorageMarks(runtime)).pinned).toBeUndefined();
	});
});
