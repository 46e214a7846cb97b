/** What is kept for apps beside MSAL's entries, and that nothing of it is lost or left behind. */
import { describe, expect, it } from 'vitest';
import { isAccount } from '../../src/cache/account.js';
import { readAppToken, readSecretOf, saveAppToken, saveCredential } from '../../src/cache/app-store.js';
import { createMemoryStore } from '../../src/cache/memory.js';
import { mergeCache } from '../../src/cache/merge-cache.js';
import { readTokenFacts, removeTokens, type TokenCacheOptions } from '../../src/cache/token-facts.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

const authority = 'https://login.example.com/tenant-1';
const app = { clientId: 'app-1', authority };
const account = { ...app, homeAccountId: 'app-1.tenant-1', flow: 'client-secret' };
const person = { homeAccountId: 'p.t', clientId: 'app-1', environment: 'login.example.com' };
const personToken = {
	home_account_id: 'p.t',
	environment: 'login.example.com',
	credential_type: 'RefreshToken',
	client_id: 'app-1',
	secret: 'person-secret',
};
const scope = 'https://graph.example.com/.default';
const hour = 3_600_000;

function open(document: object = {}): TokenCacheOptions & { text(): Promise<string | undefined> } {
	const { runtime, home } = createTestRuntime();
	const store = createMemoryStore();
	void store.save(JSON.stringify(document));
	const onCorrupt = (message: string): never => {
		throw new Error(message);
	};
	return { runtime, store, lockPath: `${home}/lock`, onCorrupt, text: () => store.load() };
}

describe('an app in the token store', () => {
	it('keeps its secret beside the tokens of people', async () => {
		const cache = open({ RefreshToken: { key: personToken } });
		await saveCredential(cache, app, { flow: 'client-secret', secret: 'the-secret' });
		expect(await readSecretOf(cache, account)).toBe('the-secret');
		expect(await readSecretOf(cache, { ...account, clientId: 'app-2' })).toBeUndefined();
		expect(await readSecretOf(cache, { ...account, authority: `${authority}0` })).toBeUndefined();
		expect(await cache.text()).toContain('person-secret');
		expect(await readTokenFacts(cache, account)).toEqual({ accessTokens: [], refreshable: true });
	});

	it('never gives the password of a certificate file to a login by client secret', async () => {
		const cache = open();
		await saveCredential(cache, app, { flow: 'client-certificate', secret: 'the-password' });
		expect(await readSecretOf(cache, account)).toBeUndefined();
		expect(await readSecretOf(cache, { ...account, flow: 'client-certificate' })).toBe('the-password');
	});

	it('keeps it when the last person is removed, and loses it with its own removal', async () => {
		const cache = open({ RefreshToken: { key: personToken } });
		await saveCredential(cache, app, { flow: 'client-secret', secret: 'the-secret' });
		await removeTokens(cache, [person]);
		expect(await cache.text()).not.toContain('person-secret');
		expect(await cache.text()).toContain('the-secret');
		await saveAppToken(cache, app, scope, { accessToken: 'the-token', expiresOn: Date.now() + hour });
		await removeTokens(cache, [account]);
		expect(await cache.text()).toBeUndefined();
	});

	it('is removed in one tenant only, and no person of the same app with it', async () => {
		const cache = open({ RefreshToken: { key: personToken } });
		const elsewhere = { ...app, authority: 'https://login.example.com/tenant-2' };
		for (const one of [app, elsewhere]) {
			await saveCredential(cache, one, { flow: 'client-secret', secret: `secret of ${one.authority}` });
			await saveAppToken(cache, one, scope, { accessToken: `token of ${one.authority}`, expiresOn: Date.now() + hour });
		}
		await removeTokens(cache, [account]);
		const text = (await cache.text()) ?? '';
		expect(text).not.toContain(`secret of ${authority}`);
		expect(text).not.toContain(`token of ${authority}`);
		expect(text).toContain('person-secret');
		expect((await readAppToken(cache, elsewhere, scope))?.accessToken).toBe(`token of ${elsewhere.authority}`);
	});

	it('is handed a kept token only while that is good for some minutes, and only its own', async () => {
		const cache = open();
		const kept = async (expiresOn: number, of = scope) => {
			await saveAppToken(cache, app, scope, { accessToken: 'the-token', expiresOn });
			return readAppToken(cache, app, of);
		};
		expect((await kept(Date.now() + hour))?.accessToken).toBe('the-token');
		expect(await kept(Date.now() + hour, 'api://other/.default')).toBeUndefined();
		expect(await kept(Date.now() + 4 * 60_000)).toBeUndefined();
		expect(await kept(Date.now() - hour)).toBeUndefined();
	});

	it('is not brought back by a process that got a token while another one signed it out', () => {
		const entry = { client_id: 'app-1', environment: 'e', realm: 'tenant-1', flow: 'client-secret', secret: 's' };
		const token = { ...personToken, home_account_id: '', credential_type: 'AccessToken', realm: 'tenant-1' };
		const base = { AppCredential: { a: entry } };
		const mine = { AccessToken: { new: { ...token, target: scope } } };
		expect(mergeCache({ base, seen: {}, mine, theirs: {} })).toEqual({ AccessToken: {} });
		expect(mergeCache({ base, seen: {}, mine, theirs: base })).toMatchObject({ ...mine, ...base });
	});

	it('survives MSAL, which knows nothing of it', () => {
		const kept = { AppCredential: { a: { client_id: 'a', environment: 'e', realm: 'r', flow: 'client-secret' } } };
		expect(mergeCache({ base: kept, seen: {}, mine: { AccessToken: {} }, theirs: kept })).toMatchObject(kept);
	});
});

describe('the account list', () => {
	const person = { homeAccountId: 'h', clientId: 'c', cloud: 'global', localAccountId: 'l', username: 'u' };
	const whole = { ...person, tenantId: 't', authority, flow: 'browser', addedAt: '' };

	it('takes accounts of earlier versions, and those of apps', () => {
		expect(isAccount(whole)).toBe(true);
		expect(isAccount({ ...whole, certificateFile: '/x.pem' })).toBe(true);
		expect(isAccount({ ...whole, certificateFile: 1 })).toBe(false);
	});
});
