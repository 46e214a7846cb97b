import { describe, expect, it } from 'vitest';
import { claimsChallenge } from '../../src/graph/challenge.js';

const claims = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"},"x":"??>>~~"}}';
const base64 = Buffer.from(claims).toString('base64');
const base64url = Buffer.from(claims).toString('base64url');

describe('the claims of a challenge', () => {
	it.each([
		[
			'base64',
			`Bearer realm="", authorization_uri="https://a/b?c=d,e", error="insufficient_claims", claims="${base64}"`,
		],
		['base64url', `Bearer claims="${base64url}", error="insufficient_claims"`],
		['JSON', `Bearer claims="${claims.replaceAll('"', '\\"')}"`],
		['no quotes', `Bearer claims=${base64url}, error=insufficient_claims`],
		['capitals', `BEARER CLAIMS = "${base64}"`],
	])('are read as %s', (_title, header) => {
		expect(claimsChallenge(header)).toBe(claims);
	});

	it('are found in any of several headers', () => {
		expect(claimsChallenge(['Basic realm="x"', `PoP claims="${base64}"`])).toBe(claims);
	});

	it.each([
		[undefined],
		['Bearer error="invalid_token"'],
		['Bearer realm="claims=abc"'],
		['Bearer claims="not base64 json"'],
		['Bearer claims=""'],
		[`Bearer xclaims="${base64}"`],
	])('are absent from %s', (header) => {
		expect(claimsChallenge(header)).toBeUndefined();
	});

	it('are looked for without getting lost in a hostile header', () => {
		expect(claimsChallenge(`Bearer ${'a="\\'.repeat(4000)}`)).toBeUndefined();
	});
});
