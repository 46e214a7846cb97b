/** What tokens say, as `graphctl token --decode` and `graphctl status --claims` show it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimsAsText } from '../../src/cli/claims-view.js';
import { createCliUser } from '../helpers/cli-user.js';
import { hostileTexts } from '../helpers/hostile-text.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true }, { keep: true });
});
afterAll(() => sandbox.stop());

const noon = Date.parse('2026-11-20T12:00:00Z');
const clock = { now: () => noon, timeZone: 'Europe/Berlin' };

describe('token --decode', () => {
	it('shows header and claims and says that nothing was verified', async () => {
		const user = await createCliUser(sandbox);
		await user.login('PattiF', '--scope', 'User.Read', '--scope', 'Mail.Read');
		const { code, stdout, stderr } = await user.run('token', '--decode');
		expect(code).toBe(0);
		expect(stdout).toMatch(/^Header\n(.+\n)*alg +RS256\n/m);
		expect(stdout).toMatch(/^\nClaims\n/m);
		expect(stdout).toMatch(/^tid +[0-9a-f-]{36}$/m);
		expect(stdout).toMatch(/^exp +\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d \(in (59 min|60 min|1 h)\)$/m);
		expect(stdout).toMatch(/^scp +Mail\.Read\n +User\.Read$|^scp +User\.Read\n +Mail\.Read$/m);
		expect(stdout).not.toContain('eyJ');
		expect(stderr).toBe('Nothing of this was verified: neither signature nor issuer, audience or expiry.\n');
	});

	it('-o json gives the claims as they stand in the token', async () => {
		const user = await createCliUser(sandbox);
		await user.login('AdeleV');
		const [, payload = ''] = (await user.run('token')).stdout.split('.');
		const decoded = await user.read<{ header: object; claims: object }>('token', '--decode');
		expect(Object.keys(decoded)).toEqual(['header', 'claims']);
		expect(decoded.header).toMatchObject({ alg: 'RS256' });
		expect(decoded.claims).toEqual(JSON.parse(Buffer.from(payload, 'base64url').toString()));
		expect((await user.run('token', '--decode', '-q', 'claims.tid')).stdout).toBe(`${sandbox.company.tenantId}\n`);
	});
});

describe('status --claims', () => {
	it('shows what the sign-in said of the person, without asking anybody', async () => {
		const user = await createCliUser(sandbox);
		await user.login('PattiF');
		const before = JSON.stringify([...sandbox.requests()]);
		const { code, stdout } = await user.run('status', '--claims');
		expect(code).toBe(0);
		expect(stdout).toMatch(/^preferred_username +PattiF@contoso\.com$/m);
		expect(stdout).toMatch(/^iat +\d{4}-\d\d-\d\dT\S+ \((now|\d+ s ago)\)$/m);
		expect(await user.read('status', '--claims')).toMatchObject({
			name: 'Patti Fernandez',
			tid: sandbox.company.tenantId,
			aud: sandbox.clientId,
		});
		expect(JSON.stringify([...sandbox.requests()])).toBe(before);
	});

	it('is of the account that is named, and ends with 4 when nobody is signed in', async () => {
		const user = await createCliUser(sandbox);
		expect((await user.run('status', '--claims')).code).toBe(4);
		await user.login('AdeleV', '--as', 'work');
		await user.login('PattiF');
		expect((await user.run('status', '--claims', '-a', 'work', '-q', 'name')).stdout).toBe('Adele Vance\n');
	});
});

describe('claims as text', () => {
	it('have local times with their distance, and lists an item a line', () => {
		const claims = {
			exp: noon / 1000 + 3300,
			nbf: noon / 1000 - 3 * 3600,
			roles: ['A.Read', 'B.Read'],
			ver: 1,
			wids: [],
		};
		expect(claimsAsText({ Claims: claims }, clock)).toBe(
			[
				'exp    2026-11-20T13:55:00+01:00 (in 55 min)',
				'nbf    2026-11-20T10:00:00+01:00 (3 h ago)',
				'roles  A.Read',
				'       B.Read',
				'ver    1',
				'wids',
				'',
			].join('\n'),
		);
	});

	it('keep their hands off the terminal, in names, texts, lists and objects', () => {
		for (const { text: hostile } of hostileTexts) {
			const claims = { [hostile]: hostile, roles: [hostile], scp: hostile, xms: { [hostile]: hostile }, exp: hostile };
			const shown = claimsAsText({ Claims: claims }, clock);
			expect(shown.replaceAll('\n', '')).not.toMatch(
				/[\u0000-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2066-\u2069\ufeff]/,
			);
			// One line for each value: none can pass itself off as another claim.
			const lines = 4 + hostile.split(' ').filter((item) => item !== '').length;
			expect(shown.split('\n').length - 1).toBe(lines);
		}
		const odd = claimsAsText({ Claims: { exp: 1e300, nbf: -1e14, iat: null, auth_time: '1' } }, clock);
		expect(odd).toMatch(/^exp +1e\+300$/m);
	});
});
