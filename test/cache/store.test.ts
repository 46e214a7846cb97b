import { readdir, readFile, stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type StoreRuntime } from '../../src/cache/open-store.js';
import { type Store, storeKinds } from '../../src/cache/store.js';
import { loadKeychain } from '../../src/node/keychain.js';
import { type SecretService, startSecretService } from '../helpers/secret-service.js';
import { makeTempFolder } from '../helpers/temp-folder.js';
import { makeCacheRuntime } from './cache-runtime.js';

let service: SecretService;

beforeAll(async () => {
	service = await startSecretService();
	// Before the first use: libsecret keeps its connection for the life of the process.
	Object.assign(process.env, service.env);
});

afterAll(() => service.stop());

const passphrase = async (): Promise<string> => 'correct horse';

async function makeWorld(): Promise<{ runtime: StoreRuntime; open: (name: string) => Promise<Store> }> {
	const folder = await makeTempFolder();
	// A home of its own, so that the keychain items of two tests differ.
	const runtime = makeCacheRuntime(folder, {
		env: { GRAPHCTL_HOME: folder },
		keychain: () => loadKeychain(process.platform),
	});
	return { runtime, open: (name) => openStore({ runtime, choice: 'auto', name, passphrase }) };
}

describe.each(storeKinds)('a store of kind %s', (kind) => {
	const open = async (): Promise<Store> => {
		const { runtime } = await makeWorld();
		return openStore({ runtime, choice: kind, name: 'tokens', passphrase });
	};

	it('has nothing before something is saved', async () => {
		const store = await open();
		expect(store.kind).toBe(kind);
		expect(await store.load()).toBeUndefined();
	});

	it('returns a megabyte of text in many scripts unchanged', async () => {
		const store = await open();
		const text = `{"name":"${'Zoë Ångström 山田 שלום 👩‍💻 \\u0000\\n'.repeat(25_000)}"}`;
		expect(Buffer.byteLength(text)).toBeGreaterThan(1_000_000);
		await store.save(text);
		expect(await store.load()).toBe(text);
	});

	it('replaces what was saved before, by something shorter as well', async () => {
		const store = await open();
		await store.save('{"a":"a long first document"}');
		await store.save('{}');
		expect(await store.load()).toBe('{}');
	});

	it('forgets what was removed, and removing nothing is no error', async () => {
		const store = await open();
		await store.remove();
		await store.save('{"a":1}');
		await store.remove();
		expect(await store.load()).toBeUndefined();
	});

	it('keeps two names apart', async () => {
		const { runtime } = await makeWorld();
		const tokens = await openStore({ runtime, choice: kind, name: 'tokens', passphrase });
		const secrets = await openStore({ runtime, choice: kind, name: 'secrets', passphrase });
		await tokens.save('{"t":1}');
		await secrets.save('{"s":1}');
		await tokens.remove();
		expect(await tokens.load()).toBeUndefined();
		expect(await secrets.load()).toBe('{"s":1}');
	});

	it('is empty after its content was set aside', async () => {
		const store = await open();
		await store.save('{"a":1}');
		const where = await store.setAside('20260828T101530123Z');
		if (kind !== 'memory') expect(where).toMatch(/tokens.*\.corrupt-20260828T101530123Z/);
		expect(await store.load()).toBeUndefined();
	});

	it('is read by another process of the same user, unless it is memory', async () => {
		const { runtime } = await makeWorld();
		const options = { runtime, choice: kind, name: 'tokens' } as const;
		await (await openStore({ ...options, passphrase })).save('{"a":1}');
		const other = await openStore({ ...options, passphrase: async () => 'correct horse' });
		expect(await other.load()).toBe(kind === 'memory' ? undefined : '{"a":1}');
	});
});

describe('the keychain store', () => {
	it('keeps its text in the Secret Service and in no file', async () => {
		const { runtime, open } = await makeWorld();
		const store = await open('tokens');
		await store.save('{"secret":"hidden"}');
		expect(store.location).toMatch(/^Secret Service \(service graphctl, account tokens@[0-9a-f]{12}\)$/);
		const account = /account (\S+)\)/.exec(store.location)?.[1] ?? '';
		expect(await service.lookup('graphctl', account)).toBe('{"secret":"hidden"}');
		await expect(readdir(runtime.folders.state)).rejects.toThrow('ENOENT');
	});

	it('sets broken content aside in the keychain, not in a file', async () => {
		const { runtime, open } = await makeWorld();
		const store = await open('tokens');
		await store.save('half a token {');
		const account = await store.setAside('20260828T101530123Z');
		expect(await service.lookup('graphctl', account)).toBe('half a token {');
		await expect(readdir(runtime.folders.state)).rejects.toThrow('ENOENT');
	});

	it('gives two home folders items of their own', async () => {
		const [one, two] = [await makeWorld(), await makeWorld()];
		await (await one.open('tokens')).save('{"one":1}');
		expect(await (await two.open('tokens')).load()).toBeUndefined();
	});
});

describe.each(['encrypted-file', 'plaintext-file'] as const)('the files of %s', (kind) => {
	it('are 0600 in a 0700 folder, and no temporary file stays', async () => {
		const { runtime } = await makeWorld();
		const store = await openStore({ runtime, choice: kind, name: 'tokens', passphrase });
		await store.save('{"a":1}');
		await store.save('{"a":2}');
		const folder = `${runtime.folders.state}/storage`;
		expect((await stat(store.location)).mode & 0o777).toBe(0o600);
		expect((await stat(folder)).mode & 0o777).toBe(0o700);
		expect(await readdir(folder)).toHaveLength(1);
		const text = await readFile(store.location, 'utf8');
		expect(text.includes('{"a":2}')).toBe(kind === 'plaintext-file');
	});
});
