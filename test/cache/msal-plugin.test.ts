import { readdir, writeFile } from 'node:fs/promises';
import { TokenCache } from '@azure/msal-node';
import { describe, expect, it, vi } from 'vitest';
import { createMemoryStore } from '../../src/cache/memory.js';
import { type CachePluginOptions, createCachePlugin } from '../../src/cache/msal-plugin.js';
import { createPlaintextFileStore } from '../../src/cache/plaintext-file.js';
import type { Store } from '../../src/cache/store.js';
import { makeTempFolder } from '../helpers/temp-folder.js';
import { makeCacheRuntime } from './cache-runtime.js';
import { defaultClientId, type MsalClient, makeMsalClient } from './msal-client.js';

interface World {
	readonly store: Store;
	readonly messages: string[];
	readonly folder: string;
	/** Another process, as far as MSAL can tell: an MSAL of its own over the same store. */
	client(change?: Partial<CachePluginOptions>): MsalClient;
	stored(): Promise<Record<string, Record<string, Record<string, string>>>>;
}

async function makeWorld(store?: Store): Promise<World> {
	const folder = await makeTempFolder();
	const runtime = makeCacheRuntime(folder);
	const real = store ?? createPlaintextFileStore(runtime, `${folder}/storage/tokens.json`);
	const messages: string[] = [];
	const lockPath = `${folder}/tokens.lock`;
	return {
		store: real,
		messages,
		folder,
		client: (change = {}) => {
			const onCorrupt = (message: string): void => void messages.push(message);
			return makeMsalClient(
				createCachePlugin({ runtime, store: real, lockPath, onCorrupt, ...change }),
				change.clientId,
			);
		},
		stored: async () => JSON.parse((await real.load()) ?? '{}'),
	};
}

const secretsOf = (section: Record<string, Record<string, string>> | undefined): string[] =>
	Object.values(section ?? {}).map(({ secret }) => secret ?? '');

describe('the cache plugin', () => {
	it('keeps a sign-in for the next process', async () => {
		const world = await makeWorld();
		await world.client().signIn('ann');
		const next = world.client();
		expect(await next.users()).toEqual(['ann']);
		expect((await next.silent('ann')).fromCache).toBe(true);
	});

	it('keeps the sign-ins of two processes that both read an empty cache first', async () => {
		const world = await makeWorld();
		const [one, two] = [world.client(), world.client()];
		expect(await Promise.all([one.users(), two.users()])).toEqual([[], []]);
		await Promise.all([one.signIn('ann'), two.signIn('bob')]);
		expect(await world.client().users()).toEqual(['ann', 'bob']);
	});

	it('does not bring back an account that another process signed out', async () => {
		const world = await makeWorld();
		const [one, two] = [world.client(), world.client()];
		await one.signIn('ann');
		await one.signIn('bob');
		expect(await two.users()).toEqual(['ann', 'bob']);
		await one.signOut('ann');
		expect(await two.users()).toEqual(['bob']);
		await two.silent('bob', 'Mail.Read');
		expect(await world.client().users()).toEqual(['bob']);
		expect(await world.store.load()).not.toContain('ann');
	});

	it('removes the stored document with the last account', async () => {
		const world = await makeWorld();
		const client = world.client();
		await client.signIn('ann');
		await client.signOut('ann');
		expect(await world.store.load()).toBeUndefined();
		expect(await client.users()).toEqual([]);
		await client.signIn('bob');
		expect(await world.client().users()).toEqual(['bob']);
	});

	it('loses no account when many requests of one process run at once', async () => {
		const world = await makeWorld();
		await world.client().signIn('ann');
		await world.client().signIn('bob');
		const client = world.client();
		const scopes = ['Mail.Read', 'Files.Read', 'User.Read', 'Calendars.Read', 'Tasks.Read'];
		const users = ['ann', 'bob'];
		// Each silent request makes MSAL empty its memory, while the others are saving.
		await Promise.all(users.flatMap((user) => scopes.map((scope) => client.silent(user, scope, true))));
		expect(await world.client().users()).toEqual(['ann', 'bob']);
		const cache = await world.stored();
		expect(Object.keys(cache['RefreshToken'] ?? {})).toHaveLength(2);
		for (const user of users) {
			const targets = Object.values(cache['AccessToken'] ?? {}).filter(({ home_account_id }) =>
				home_account_id?.startsWith(user),
			);
			expect(targets.map(({ target }) => target).sort()).toEqual(scopes.toSorted());
		}
	});

	it('keeps every token when requests of one process and of others interleave', async () => {
		const world = await makeWorld();
		const clients = Array.from({ length: 4 }, () => world.client());
		await Promise.all(clients.map((client, index) => client.signIn(`user${index}`)));
		const work = clients.flatMap((client, index) =>
			['A.Read', 'B.Read', 'C.Read'].map((scope) => client.silent(`user${index}`, scope)),
		);
		await Promise.all(work);
		const cache = await world.stored();
		expect(Object.keys(cache['RefreshToken'] ?? {})).toHaveLength(4);
		expect(Object.keys(cache['AccessToken'] ?? {})).toHaveLength(4 * 4);
	});

	it('leaves the tokens of another app when an account is signed out of one', async () => {
		const world = await makeWorld();
		const other = 'bbbbbbbb-0000-0000-0000-000000000002';
		await world.client({ clientId: other }).signIn('ann');
		const client = world.client({ clientId: defaultClientId });
		await client.signIn('ann');
		await client.signOut('ann');
		const rest = await world.stored();
		expect(Object.values(rest['RefreshToken'] ?? {}).map(({ client_id }) => client_id)).toEqual([other]);
		expect((await world.client({ clientId: other }).silent('ann')).fromCache).toBe(true);
	});

	it('writes nothing and takes no lock when nothing changed', async () => {
		const world = await makeWorld();
		await world.client().signIn('ann');
		const saves = vi.fn(world.store.save);
		const counting: Store = { ...world.store, save: saves };
		await writeFile(
			`${world.folder}/tokens.lock`,
			JSON.stringify({ pid: process.pid, started: '', token: '0123456789abcdef' }),
		);
		const client = world.client({ store: counting, timeoutMs: 0 });
		expect((await client.silent('ann')).fromCache).toBe(true);
		expect(saves).not.toHaveBeenCalled();
	});

	it('uses the load that was started early, once', async () => {
		const world = await makeWorld();
		await world.client().signIn('ann');
		const load = vi.fn(world.store.load);
		const client = world.client({ store: { ...world.store, load }, preload: load() });
		expect(await client.users()).toEqual(['ann']);
		expect(load).toHaveBeenCalledTimes(1);
		await world.client().signIn('bob');
		expect(await client.users()).toEqual(['ann', 'bob']);
	});

	it('reports a failed early load to the first request that needs it', async () => {
		const world = await makeWorld();
		const client = world.client({ preload: Promise.reject(new Error('keychain is gone')) });
		await expect(client.users()).rejects.toThrow('keychain is gone');
	});

	it('keeps what could not be saved, and saves it with the next change', async () => {
		const world = await makeWorld();
		let full = true;
		const failing: Store = {
			...world.store,
			save: (text) => (full ? Promise.reject(new Error('disk full')) : world.store.save(text)),
		};
		const client = world.client({ store: failing });
		await expect(client.signIn('ann')).rejects.toThrow('disk full');
		await world.client().signIn('cat');
		full = false;
		await client.signIn('bob');
		expect(await world.client().users()).toEqual(['ann', 'bob', 'cat']);
	});

	it.each([
		['is not JSON', 'half a {'],
		['is JSON but no cache', '[1,2]'],
		['is not even text', Buffer.from([0xff, 0x00, 0xfe])],
	])('sets a cache aside that %s, says so once, and goes on', async (_how, content) => {
		const world = await makeWorld();
		await world.client().signIn('zoe');
		await writeFile(world.store.location, content);
		const client = world.client();
		expect(await client.users()).toEqual([]);
		expect(await client.users()).toEqual([]);
		expect(world.messages).toHaveLength(1);
		const aside = (await readdir(`${world.folder}/storage`)).find((name) =>
			/^tokens\.json\.corrupt-\d{8}T\d{9}Z$/.test(name),
		);
		expect(world.messages[0]).toContain(aside ?? 'no file was set aside');
		await client.signIn('ann');
		expect(await world.client().users()).toEqual(['ann']);
	});

	it('sets a damaged cache aside once when several processes find it at the same time', async () => {
		const world = await makeWorld();
		await world.client().signIn('zoe');
		await writeFile(world.store.location, 'half a {');
		await Promise.all(Array.from({ length: 6 }, (_, index) => world.client().signIn(`user${index}`)));
		expect(world.messages).toHaveLength(1);
		expect((await world.client().users()).length).toBe(6);
	});

	it('keeps the sound entries of a cache with damaged ones', async () => {
		const world = await makeWorld();
		await world.client().signIn('ann');
		const cache = await world.stored();
		const damaged = {
			...cache,
			AccessToken: { ...cache['AccessToken'], broken: null, alsoBroken: { home_account_id: 7 } },
			Account: { ...cache['Account'], broken: { ...Object.values(cache['Account'] ?? {})[0], tenantProfiles: ['{'] } },
			IdToken: 'not a section',
		};
		await world.store.save(JSON.stringify(damaged));
		const client = world.client();
		expect(await client.users()).toEqual(['ann']);
		expect((await client.silent('ann', 'Mail.Read')).accessToken).toMatch(/^at-ann/);
		expect(world.messages).toEqual([expect.stringContaining('4 damaged entries')]);
	});

	it('leaves alone what a later version stored', async () => {
		const world = await makeWorld();
		await world.client().signIn('ann');
		const cache = await world.stored();
		const [[key, at] = ['', {}]] = Object.entries(cache['AccessToken'] ?? {});
		const future = { ...at, credential_type: 'AccessTokenOfTheFuture' };
		await world.store.save(
			JSON.stringify({ ...cache, AccessToken: { [key]: at, future }, Future: { x: { y: '1' } }, version: 2 }),
		);
		await world.client().signIn('bob');
		expect(await world.stored()).toMatchObject({ AccessToken: { future }, Future: { x: { y: '1' } }, version: 2 });
	});

	it('works with a store of this process alone', async () => {
		const world = await makeWorld(createMemoryStore());
		const client = world.client();
		await client.signIn('ann');
		expect((await client.silent('ann')).fromCache).toBe(true);
		expect(secretsOf((await world.stored())['RefreshToken'])).toHaveLength(1);
	});

	it('relies on a memory that msal-node still lets it reach', () => {
		// Without it, an entry removed by another process would come back with the next save.
		expect(TokenCache.prototype).toHaveProperty('getKVStore');
	});
});
