import { describe, expect, it } from 'vitest';
import type { TokenResult } from '../../src/flows/token-result.js';
import { holdTokens } from '../../src/session/held-token.js';
import type { TokenRequest } from '../../src/session/session.js';

const minute = 60_000;
const account = { homeAccountId: 'a', localAccountId: 'a', username: 'a', tenantId: 't', environment: 'e' };

/** A source whose every token is a new one, good for an hour; `at` is the time. Claims that nobody can satisfy fail. */
function createSource() {
	const asked: TokenRequest[] = [];
	const clock = { at: 0, now: () => clock.at };
	const token = holdTokens(clock, async (request): Promise<TokenResult> => {
		asked.push(request);
		if (request.claims === 'impossible') throw new Error('nobody is there');
		return {
			accessToken: `token ${asked.length}`,
			expiresOn: clock.at + 60 * minute,
			scopes: [],
			missingScopes: [],
			account,
			idTokenClaims: {},
			fromCache: true,
		};
	});
	return { asked, clock, text: async (request?: TokenRequest) => (await token(request)).accessToken };
}

describe('a token in memory', () => {
	it('serves every page until shortly before it expires', async () => {
		const { asked, clock, text } = createSource();
		for (const at of [0, 1, 30, 54]) {
			clock.at = at * minute;
			expect(await text()).toBe('token 1');
		}
		clock.at = 56 * minute;
		expect(await text()).toBe('token 2');
		expect(asked).toHaveLength(2);
	});

	it('is not used for other scopes', async () => {
		const { text } = createSource();
		expect(await text({ scopes: ['Mail.Read'] })).toBe('token 1');
		expect(await text({ scopes: ['User.Read'] })).toBe('token 2');
		expect(await text()).toBe('token 3');
		expect(await text({ scopes: ['Mail.Read'] })).toBe('token 1');
	});

	it('gives way to the one that Graph asked for', async () => {
		const { asked, text } = createSource();
		await text();
		expect(await text({ claims: '{}' })).toBe('token 2');
		expect(await text()).toBe('token 2');
		expect(await text({ forceRefresh: true })).toBe('token 3');
		expect(await text()).toBe('token 3');
		expect(asked).toHaveLength(3);
	});

	it('is forgotten when a better one was asked for and there was none', async () => {
		const { text } = createSource();
		await text();
		await expect(text({ claims: 'impossible' })).rejects.toThrow('nobody is there');
		expect(await text()).toBe('token 3');
	});
});
