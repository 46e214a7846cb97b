import { describe, expect, it } from 'vitest';
import type { CacheDocument } from '../../src/cache/cache-document.js';
import { mergeCache } from '../../src/cache/merge-cache.js';

type Fields = Readonly<Record<string, string>>;

const token = (home: string, secret: string, more: Fields = {}) => ({
	home_account_id: home,
	environment: 'login.microsoftonline.com',
	client_id: 'app-1',
	secret,
	...more,
});

/** A cache with an account, a refresh token and an id token for each user. */
function cacheOf(users: readonly string[], change: Record<string, Record<string, unknown>> = {}): CacheDocument {
	const section = (kind: string) =>
		Object.fromEntries(users.map((user) => [`${user}-${kind}`, token(user, `${kind}-of-${user}`)]));
	const accounts = users.map((user) => [
		`${user}-account`,
		{ home_account_id: user, environment: 'login.microsoftonline.com' },
	]);
	const document: Record<string, Record<string, unknown>> = {
		Account: Object.fromEntries(accounts),
		IdToken: section('id'),
		AccessToken: {},
		RefreshToken: section('rt'),
		AppMetadata: {},
	};
	for (const [name, entries] of Object.entries(change)) document[name] = { ...document[name], ...entries };
	return document;
}

describe('merging caches', () => {
	it('keeps what two processes added at the same time', () => {
		const merged = mergeCache({ base: cacheOf([]), mine: cacheOf(['ann']), theirs: cacheOf(['bob']) });
		expect(merged).toEqual(cacheOf(['bob', 'ann']));
	});

	it('leaves what another process changed when this one did not touch it', () => {
		const theirs = cacheOf(['ann', 'bob'], { RefreshToken: { 'bob-rt': token('bob', 'newer') } });
		const mine = cacheOf(['ann', 'bob'], { AccessToken: { 'ann-at': token('ann', 'at') } });
		const merged = mergeCache({ base: cacheOf(['ann', 'bob']), mine, theirs });
		expect(merged).toMatchObject({
			RefreshToken: { 'bob-rt': { secret: 'newer' } },
			AccessToken: { 'ann-at': { secret: 'at' } },
		});
	});

	it('removes what this process removed and nobody else changed', () => {
		const at = { 'ann-at': token('ann', 'old') };
		const base = cacheOf(['ann'], { AccessToken: at });
		expect(mergeCache({ base, mine: cacheOf(['ann']), theirs: base })).toEqual(cacheOf(['ann']));
	});

	it('keeps a token that another process renewed while this one removed the old one', () => {
		const base = cacheOf(['ann']);
		const mine = { ...cacheOf(['ann']), RefreshToken: {} };
		const theirs = cacheOf(['ann'], { RefreshToken: { 'ann-rt': token('ann', 'renewed') } });
		expect(mergeCache({ base, mine, theirs })).toMatchObject({ RefreshToken: { 'ann-rt': { secret: 'renewed' } } });
	});

	it('lets this process win when both renewed a refresh token', () => {
		const renewed = (secret: string) => cacheOf(['ann'], { RefreshToken: { 'ann-rt': token('ann', secret) } });
		const merged = mergeCache({ base: cacheOf(['ann']), mine: renewed('mine'), theirs: renewed('theirs') });
		expect(merged).toMatchObject({ RefreshToken: { 'ann-rt': { secret: 'mine' } } });
	});

	it.each([
		['1000', '2000', 'theirs'],
		['2000', '1000', 'mine'],
		['1000', '1000', 'mine'],
		['not a number', '1000', 'theirs'],
	])('of access tokens that expire on %s (mine) and %s (theirs) keeps %s', (mineExpires, theirsExpires, winner) => {
		const at = (secret: string, expires_on: string) =>
			cacheOf(['ann'], { AccessToken: { 'ann-at': token('ann', secret, { expires_on }) } });
		const mine = at('mine', mineExpires);
		const merged = mergeCache({ base: at('old', '1'), mine, theirs: at('theirs', theirsExpires) });
		expect(merged).toMatchObject({ AccessToken: { 'ann-at': { secret: winner } } });
	});

	it('keeps an account signed out here out, even when another process renewed its tokens meanwhile', () => {
		const base = cacheOf(['ann', 'bob']);
		const theirs = cacheOf(['ann', 'bob'], {
			RefreshToken: { 'ann-rt': token('ann', 'renewed') },
			AccessToken: { 'ann-at': token('ann', 'new') },
		});
		expect(mergeCache({ base, mine: cacheOf(['bob']), theirs })).toEqual(cacheOf(['bob']));
	});

	it('keeps an account that another process signed out out, even when this one renewed its tokens meanwhile', () => {
		const base = cacheOf(['ann', 'bob']);
		const mine = cacheOf(['ann', 'bob'], { RefreshToken: { 'ann-rt': token('ann', 'renewed') } });
		expect(mergeCache({ base, mine, theirs: cacheOf(['bob']) })).toEqual(cacheOf(['bob']));
	});

	it('does not take an expired app-only token for a signed-out account', () => {
		const appOnly = (secret: string) => cacheOf([], { AccessToken: { [`-${secret}`]: token('', secret) } });
		const merged = mergeCache({ base: appOnly('old'), mine: cacheOf([]), theirs: appOnly('new') });
		expect(merged).toMatchObject({ AccessToken: { '-new': { secret: 'new' } } });
	});

	it('signs an account out of one app and leaves it signed in to the other', () => {
		const other = { 'ann-rt-2': token('ann', 'other app', { client_id: 'app-2' }) };
		const base = cacheOf(['ann'], { RefreshToken: other });
		const merged = mergeCache({ base, mine: cacheOf([]), theirs: base, clientId: 'app-1' });
		expect(merged).toEqual({ ...cacheOf([]), Account: cacheOf(['ann'])['Account'], RefreshToken: other });
	});

	it('keeps sections and values it does not know', () => {
		const theirs = { ...cacheOf(['bob']), Future: { a: { b: 1 } }, version: 7 };
		const merged = mergeCache({ base: cacheOf([]), mine: cacheOf(['ann']), theirs });
		expect(merged).toMatchObject({ Future: { a: { b: 1 } }, version: 7 });
	});

	it('leaves entries alone that MSAL did not understand and therefore does not hold', () => {
		const strange = { 'x-at': token('ann', 'x', { credential_type: 'AccessTokenOfTheFuture' }) };
		const base = cacheOf(['ann'], { AccessToken: strange });
		const merged = mergeCache({ base, seen: cacheOf(['ann']), mine: cacheOf(['ann', 'bob']), theirs: base });
		expect(merged).toMatchObject({ AccessToken: strange, RefreshToken: { 'bob-rt': {} } });
	});
});
