import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/cache/memory.js';
import { readTokenFacts, removeTokens } from '../../src/cache/token-facts.js';
import { makeTempFolder } from '../helpers/temp-folder.js';
import { makeCacheRuntime } from './cache-runtime.js';

const token = (environment: string, type: string) => ({
	home_account_id: 'u.t',
	environment,
	client_id: 'app',
	credential_type: type,
	secret: 's',
	realm: 't',
	target: 'User.Read',
	expires_on: '2000000000',
});

describe('the tokens of one person in two clouds with the same app', () => {
	it('are told apart, and signing out of one leaves the other', async () => {
		const store = createMemoryStore();
		await store.save(
			JSON.stringify({
				RefreshToken: { a: token('login.one.example', 'RefreshToken'), b: token('login.two.example', 'RefreshToken') },
				AccessToken: { a: token('login.one.example', 'AccessToken') },
			}),
		);
		const folder = await makeTempFolder();
		const options = { runtime: makeCacheRuntime(folder), store, lockPath: join(folder, 'lock'), onCorrupt: () => {} };
		const owner = (environment: string) => ({ homeAccountId: 'u.t', clientId: 'app', environment });
		expect((await readTokenFacts(options, owner('login.two.example'))).accessTokens).toEqual([]);
		await removeTokens(options, [owner('login.one.example')]);
		expect((await readTokenFacts(options, owner('login.one.example'))).refreshable).toBe(false);
		expect((await readTokenFacts(options, owner('login.two.example'))).refreshable).toBe(true);
	});
});
