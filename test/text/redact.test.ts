import { describe, expect, it } from 'vitest';
import { redact } from '../../src/text/redact.js';

const jwt = `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.c${'d'.repeat(20)}`;
const secret = 'S3cr3t-value_1.x~y';

describe('redact', () => {
	it.each([
		['JSON', `{"access_token":"${secret}","expires_in":3599}`],
		['JSON with blanks and capitals', `{ "Refresh_Token" : "${secret}" }`],
		['JSON inside JSON', JSON.stringify(JSON.stringify({ id_token: secret, next: 1 }))],
		['camel case', `clientSecret: '${secret}'`],
		['a form', `grant_type=password&username=a&password=${secret}&scope=x`],
		['an assertion in a form', `client_assertion_type=x&client_assertion=${secret}`],
		['a redirect URL', `http://localhost:5000/?code=${secret}&state=abc`],
		['a redirect URL inside a URL', `https://x.example/?next=http%3A%2F%2Flocalhost%2F%3Fcode%3D${secret}`],
		['a fragment', `http://localhost/#access_token=${secret}`],
		['a header', `Authorization: Bearer ${secret}`],
		['a header with a basic password', `authorization: Basic dXNlcjpwYXNz${'QQ=='}`],
		['a header in JSON', `{"authorization":"Bearer ${secret}"}`],
		['a scheme in a sentence', `sent Bearer ${secret} to the server`],
		['a sentence', `/etc/passwd: ${secret} is not it`],
		['a sentence that begins like one', `password: the-${secret}`],
		['a word of a sentence that is quoted', `password: "it ${secret}"`],
		['a cookie', `Set-Cookie: ESTSAUTH=${secret}; path=/; ${secret}`],
		['a device code', `device_code=${secret}`],
		['a code verifier', `{"code_verifier":"${secret}"}`],
		['an option', `--password=${secret}`],
		['the environment', `GRAPHCTL_PASSPHRASE=${secret} AZURE_CLIENT_SECRET=${secret}`],
		['JSON cut off in the middle', `{"password":"${secret}`],
		['a quoted value with quotes in it', `{"password":"a\\"${secret}"}`],
		['a generated client secret', `used abc8Q~${'x'.repeat(34)} here`],
		['one that was taken for a tenant', `used abc8q~${'x'.repeat(34)} here`],
	])('hides the secret of %s', (_where, text) => {
		const safe = redact(text);
		expect(safe).not.toContain(secret);
		expect(safe).not.toContain('dXNlcjpwYXNz');
		expect(safe.toUpperCase()).not.toContain('8Q~');
		expect(safe).toContain('[redacted]');
	});

	it('hides tokens that stand alone', () => {
		expect(redact(`got ${jwt} back`)).toBe('got [redacted] back');
		expect(redact(`0.AXoA${'k'.repeat(60)}.x`)).toBe('[redacted]');
		expect(redact('-----BEGIN PRIVATE KEY-----\nMIIEvQ\nabc=\n-----END PRIVATE KEY-----')).not.toContain('MIIEvQ');
	});

	it.each([
		'{"error":{"code":"ErrorItemNotFound","message":"The item was not found."}}',
		'{"code":"InvalidAuthenticationToken"}',
		'WWW-Authenticate: Bearer error="invalid_token"',
		'Invalid token: it has expired.',
		'error_code: 50058, status code: 401',
		'Bearer authentication is needed.',
		'AADSTS65001: consent is missing.',
		'tokenizer=cl100k',
		'Cannot write /etc/passwd: it is no folder.',
		'Cannot read private-key: the system does not allow it.',
	])('leaves %s as it is', (text) => {
		expect(redact(text)).toBe(text);
	});

	it('keeps the rest of a URL readable', () => {
		expect(redact(`http://localhost:5000/?code=${secret}&state=abc`)).toBe(
			'http://localhost:5000/?code=[redacted]&state=abc',
		);
	});

	it('hides e-mail addresses only when asked', () => {
		expect(redact('adele@contoso.com')).toBe('adele@contoso.com');
		expect(redact('for adele@contoso.com, login_hint=adele%40contoso.com', { emails: true })).toBe(
			'for [email], login_hint=[email]',
		);
	});

	it.each(['eyJ-', '\\', 'a', 'code ', '"code":"', 'a@', 'code="', 'authorization', 'bearer ', 'aaa1Q~', 'password=,'])(
		'takes linear time for a megabyte of %s',
		(unit) => {
			const start = performance.now();
			redact(unit.repeat(Math.floor(1_000_000 / unit.length)), { emails: true });
			expect(performance.now() - start).toBeLessThan(2500);
		},
	);
});
