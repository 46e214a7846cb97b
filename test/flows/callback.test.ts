import { describe, expect, it } from 'vitest';
import { parseRedirect, readCallback } from '../../src/flows/callback.js';

const state = 'the-right-state';
const good = `http://localhost:51234/?code=abc&state=${state}`;

describe('a pasted address', () => {
	it.each([
		['as the browser shows it', good],
		['with spaces and a line break from the terminal', `  http://localhost:51234/?code=a\nbc&state=${state} `],
		['between the marks of a bracketed paste', `\u001b[200~${good}\u001b[201~`],
		['in quotation marks', `"${good}"`],
		['as its query only', `?code=abc&state=${state}`],
		['as its parameters only', `code=abc&state=${state}`],
		['with the IPv4 address', `http://127.0.0.1:51234/?code=abc&state=${state}`],
	])('is taken %s', (_title, text) => {
		expect(parseRedirect(text, state)).toEqual({ accepted: { kind: 'code', code: 'abc', issuer: undefined } });
	});

	it.each([
		['of another sign-in', 'http://localhost:51234/?code=abc&state=other', /another sign-in/],
		['without a state', 'http://localhost:51234/?code=abc', /no state/],
		['with two states', `${good}&state=${state}`, /more than once/],
		['with two codes', `${good}&code=def`, /more than once/],
		['without a code', `http://localhost:51234/?state=${state}`, /neither/],
		['with a code and an error', `${good}&error=access_denied`, /both/],
		['of another host', `https://evil.example/?code=abc&state=${state}`, /localhost/],
		['that is none', 'hello', /localhost/],
		['that is far too long', 'x'.repeat(40_000), /too long/],
	])('is refused %s', (_title, text, reason) => {
		const reading = parseRedirect(text, state);
		expect('refused' in reading && reading.refused).toMatch(reason);
		expect(JSON.stringify(reading)).not.toContain('abc');
	});
});

describe('an error in the callback', () => {
	it('is read with its AADSTS number when the state is right', () => {
		const query = new URLSearchParams({
			error: 'access_denied',
			error_description: 'AADSTS65004: User declined to consent.',
			state,
		});
		expect(readCallback(query, state)).toMatchObject({
			accepted: { kind: 'error', error: { error: 'access_denied', aadsts: 65004 } },
		});
	});

	it('is refused when the state is wrong', () => {
		expect(readCallback(new URLSearchParams({ error: 'access_denied', state: 'x' }), state)).toHaveProperty('refused');
	});
});
