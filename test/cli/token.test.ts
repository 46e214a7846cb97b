/** `graphctl token` against a sandbox, in this process. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCliUser } from '../helpers/cli-user.js';
import { claimsOf } from '../helpers/entra-client.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true }, { keep: true });
});
afterAll(() => sandbox.stop());

const jwt = /^eyJ[\w-]+\.[\w-]+\.[\w-]+\n$/;

describe('token', () => {
	it('prints the cached token alone, on standard output, and asks nobody', async () => {
		const user = await createCliUser(sandbox);
		await user.login('AdeleV');
		const before = JSON.stringify([...sandbox.requests()]);
		const { code, stdout, stderr } = await user.run('token');
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		expect(stdout).toMatch(jwt);
		expect((await user.run('token')).stdout).toBe(stdout);
		expect(JSON.stringify([...sandbox.requests()])).toBe(before);
	});

	it('--force-refresh gets another one, which is the cached one from then on', async () => {
		const user = await createCliUser(sandbox);
		await user.login('AdeleV');
		const old = (await user.run('token')).stdout;
		const { code, stdout } = await user.run('token', '--force-refresh');
		expect(code).toBe(0);
		expect(stdout).toMatch(jwt);
		expect(stdout).not.toBe(old);
		expect((await user.run('token')).stdout).toBe(stdout);
	});

	it('-o json tells what a script needs to know of it', async () => {
		const user = await createCliUser(sandbox);
		await user.login('PattiF', '--scope', 'User.Read', '--scope', 'Mail.Read');
		const facts = await user.read<Record<string, unknown>>('token', '--scope', 'Mail.Read');
		expect(facts).toMatchObject({
			tokenType: 'Bearer',
			account: 'PattiF@contoso.com',
			tenantId: sandbox.company.tenantId,
		});
		expect(Object.keys(facts).sort()).toEqual([
			'accessToken',
			'account',
			'expiresOn',
			'expiresOnEpoch',
			'scopes',
			'tenantId',
			'tokenType',
		]);
		expect(facts['scopes']).toEqual(expect.arrayContaining(['Mail.Read', 'User.Read']));
		expect(facts['expiresOn']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
		expect(Date.parse(String(facts['expiresOn']))).toBe(Number(facts['expiresOnEpoch']) * 1000);
		const [, payload = ''] = String(facts['accessToken']).split('.');
		const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
		// MSAL counts the lifetime from its own clock, after the answer came.
		expect(Math.abs(claims.exp - Number(facts['expiresOnEpoch']))).toBeLessThanOrEqual(2);
	});

	it('--query takes one value out', async () => {
		const user = await createCliUser(sandbox);
		await user.login('AdeleV');
		expect((await user.run('token', '-q', 'accessToken')).stdout).toBe((await user.run('token')).stdout);
	});

	it('for a permission nobody allowed ends with 5 and the login line, and that line mends it', async () => {
		const user = await createCliUser(sandbox);
		// Somebody who has not consented to mail in another test.
		await user.login('DiegoS');
		const { code, stdout, stderr } = await user.run('token', '--scope', 'Mail.Read');
		expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
		const line = /graphctl (login .*)$/m.exec(stderr)?.[1] ?? '';
		expect(line).toBe('login --login-hint DiegoS@contoso.com --scope Mail.Read');
		expect((await user.run(...line.split(' '), '--browser')).code).toBe(0);
		expect((await user.run('token', '--scope', 'Mail.Read')).stdout).toMatch(jwt);
	});

	it('for a permission that only an administrator can allow prints the line and the address for him', async () => {
		const user = await createCliUser(sandbox);
		await user.login('DiegoS');
		const { code, stderr } = await user.run('token', '--scope', 'User.Read.All');
		expect(code).toBe(5);
		expect(stderr).toMatch(/^Run: graphctl login --login-hint DiegoS@contoso\.com --scope User\.Read\.All$/m);
		expect(stderr).toMatch(/^.*administrator.*: https:\/\/\S+\/adminconsent\?\S+$/m);
		expect(stderr.match(/graphctl login/g)).toHaveLength(1);
	});

	it('takes lists of scopes apart, and refuses an empty one', async () => {
		const user = await createCliUser(sandbox);
		await user.login('PattiF', '--scope', 'User.Read,Mail.Read');
		expect((await user.run('token', '--scope', 'User.Read,Mail.Read')).stdout).toMatch(jwt);
		expect((await user.run('token', '--scope', 'User.Read', '--scope', '')).code).toBe(2);
	});

	it('for another resource that the tenant does not know names that resource', async () => {
		const user = await createCliUser(sandbox);
		await user.login('AdeleV');
		const { code, stderr } = await user.run('token', '--scope', 'https://vault.azure.net/.default');
		expect(code).toBe(10);
		expect(stderr).toContain('The resource https://vault.azure.net is not known in this tenant');
		expect(stderr).not.toContain('Graph is not known');
	});

	it.each(['openid', 'offline_access', 'Profile'])(
		'for %s alone is one of Graph, not of another API',
		async (scope) => {
			const user = await createCliUser(sandbox);
			await user.login('AdeleV', '--scope', `${sandbox.apps.api.audience}/ToDoList.Read`);
			const { code, stdout } = await user.run('token', '--scope', scope);
			expect(code).toBe(0);
			expect(claimsOf(stdout)['aud']).toBe('00000003-0000-0000-c000-000000000000');
			expect((await user.run('api', '/me', '--scope', scope)).code).toBe(0);
		},
	);

	it('with nobody signed in ends with 4', async () => {
		const user = await createCliUser(sandbox);
		expect(await user.run('token')).toEqual({
			code: 4,
			stdout: '',
			stderr: 'Error: Nobody is signed in.\nSign in with: graphctl login\n',
		});
	});
});
