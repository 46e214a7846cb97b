import { describe, expect, it } from 'vitest';
import { decodeJwt } from '../../src/text/decode-jwt.js';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const head = part({ alg: 'none' });

describe('decodeJwt', () => {
	it('reads header and claims, also beyond ASCII and without a signature', () => {
		expect(decodeJwt(`${head}.${part({ name: 'Jürgen 李' })}.`)).toEqual({
			header: { alg: 'none' },
			claims: { name: 'Jürgen 李' },
		});
	});

	it.each([
		['an opaque token', 'EwBwA8l6BAAU-opaque'],
		['an encrypted token of five parts', `${head}.a.b.c.d`],
		['two parts', `${head}.${part({})}`],
		['a list for claims', `${head}.${part([1])}.x`],
		['text for a header', `${part('x')}.${part({})}.x`],
		['an empty part', `${head}..x`],
		['a part that is cut off', `${head}.${part({ sub: 'somebody' }).slice(0, -4)}.x`],
		['bytes that are no UTF-8', `${head}.${Buffer.from('{"a":"\u00ff"}', 'latin1').toString('base64url')}.x`],
	])('takes %s for none', (_what, token) => {
		expect(decodeJwt(token)).toBeUndefined();
	});
});
