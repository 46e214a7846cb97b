/** An app credential in the environment: with a login, and without one. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { GraphctlError } from '../../src/errors.js';
import { createCliUser } from '../helpers/cli-user.js';
import { filesBelow } from '../helpers/desk.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

let sandbox: TestSandbox;
let env: Readonly<Record<string, string>>;
beforeEach(async () => {
	sandbox = await startTestSandbox({ autoApprove: true });
	const { clientId, clientSecret } = sandbox.apps.daemon;
	env = { AZURE_CLIENT_ID: clientId, AZURE_TENANT_ID: sandbox.company.tenantId, AZURE_CLIENT_SECRET: clientSecret };
});

/** A keychain that fails the test of whoever touches it. */
const noKeychain = async (): Promise<never> => {
	throw new GraphctlError({ code: 'storage.keychain-unavailable', message: 'The keychain was touched.' });
};

describe('an app in the environment', () => {
	it('works without a login and leaves nothing behind', async () => {
		const user = await createCliUser(sandbox, { env, keychain: noKeychain });
		const before = [...filesBelow(user.home).keys()];
		expect((await user.read<unknown[]>('users', 'list')).length).toBeGreaterThan(3);
		expect((await user.run('token')).code).toBe(0);
		const status = await user.read<object>('status');
		expect(status).toMatchObject({
			signedIn: true,
			account: { username: env['AZURE_CLIENT_ID'], flow: 'client-secret' },
			storage: { kind: 'environment', location: 'AZURE_CLIENT_SECRET' },
		});
		expect((await user.run('status')).stdout).toContain('without a login');
		expect((await user.run('status', '--claims')).code).toBe(2);
		expect((await user.run('me')).stderr).toContain('has no profile of its own');
		expect([...filesBelow(user.home).keys()]).toEqual(before);
		expect(existsSync(join(user.home, 'accounts.json'))).toBe(false);
	});

	it('gives way to an account that is signed in, and to one that is named', async () => {
		const user = await createCliUser(sandbox, { env });
		expect((await user.run('users', 'list', '--account', 'nobody')).code).toBe(4);
		await user.login('AdeleV', '--client-id', sandbox.clientId);
		expect((await user.read<{ mail: string }>('me')).mail).toBe('AdeleV@contoso.com');
		expect(await user.read('status')).toMatchObject({ account: { username: 'AdeleV@contoso.com' } });
	});

	it('goes on after a logout, which says so', async () => {
		const user = await createCliUser(sandbox, { env });
		const said = 'AZURE_CLIENT_SECRET names an app, as which every command that asks Graph goes on';
		expect((await user.run('logout')).stderr).toContain(said);
		await user.login('AdeleV', '--client-id', sandbox.clientId);
		await user.login('PattiF', '--client-id', sandbox.clientId);
		expect((await user.run('logout')).stderr).not.toContain(said);
		const { code, stdout, stderr } = await user.run('logout', '-o', 'json');
		expect(stderr).toContain(said);
		expect(JSON.parse(stdout)).toMatchObject({ removed: ['AdeleV@contoso.com'] });
		expect(code).toBe(0);
	});

	it('selects the flow of a login, which says why', async () => {
		const user = await createCliUser(sandbox, { env });
		const { code, stderr } = await user.run('login');
		expect(stderr).toContain('because AZURE_CLIENT_SECRET is set');
		expect(code).toBe(0);
		expect(await user.read('accounts', 'list')).toMatchObject([{ flow: 'client-secret' }]);
	});

	it('does not silently pass over what only a person could want', async () => {
		const user = await createCliUser(sandbox, { env });
		const { code, stderr } = await user.run('login', '--scope', 'Mail.Read');
		expect(code).toBe(2);
		expect(stderr).toContain(
			'--scope has no effect on an app that signs in as itself, which AZURE_CLIENT_SECRET asks for',
		);
	});

	it("prefers graphctl's own variables, of whatever kind, to Azure's", async () => {
		const more = {
			...env,
			AZURE_CLIENT_SECRET: 'wrong',
			GRAPHCTL_CLIENT_CERTIFICATE: sandbox.apps.daemon.certificateFile,
		};
		const user = await createCliUser(sandbox, { env: more });
		expect((await user.run('users', 'list')).code).toBe(0);
		expect(await user.read('status')).toMatchObject({ account: { flow: 'client-certificate' } });
	});

	it('has its secret and ids used without the blanks around them', async () => {
		const spaced = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, ` ${value}\n`]));
		const user = await createCliUser(sandbox, { env: spaced, keychain: noKeychain });
		expect(await user.run('users', 'list')).toMatchObject({ code: 0, stderr: '' });
	});

	it('is told that a secret has a blank inside, and does not see it', async () => {
		const more = { ...env, AZURE_CLIENT_SECRET: 'abc8Q~xq1 xq2' };
		const { code, stderr } = await (await createCliUser(sandbox, { env: more })).run('users', 'list');
		expect(code).toBe(2);
		expect(stderr).toContain('AZURE_CLIENT_SECRET gives as client secret has a blank');
		expect(stderr).not.toMatch(/xq/);
	});

	it('says what is missing beside the secret', async () => {
		const { AZURE_TENANT_ID: _, ...rest } = env;
		const user = await createCliUser(sandbox, { env: rest });
		const { code, stderr } = await user.run('users', 'list');
		expect(code).toBe(10);
		expect(stderr).toContain('AZURE_TENANT_ID');
	});

	it('explains a wrong secret without storing anything', async () => {
		const user = await createCliUser(sandbox, {
			env: { ...env, AZURE_CLIENT_SECRET: 'wrong-one' },
			keychain: noKeychain,
		});
		const { code, stderr } = await user.run('users', 'list');
		expect(code).toBe(10);
		expect(stderr).toContain('AADSTS7000215');
		expect(stderr).not.toContain('wrong-one');
		// A login would store what is to stay in the environment.
		expect(stderr).toContain('AZURE_CLIENT_SECRET');
		expect(stderr).not.toContain('graphctl login');
	});
});

describe('a login of an app without --cloud', () => {
	it('finds the cloud of the config file by an authority at its login host', async () => {
		const user = await createCliUser(sandbox, {
			env: { GRAPHCTL_CLOUD: '', GRAPHCTL_CLIENT_SECRET: env['AZURE_CLIENT_SECRET'] },
		});
		const authority = `${sandbox.loginOrigin}/${sandbox.company.tenantId}`;
		const line = ['login', '--authority', authority, '--client-id', sandbox.apps.daemon.clientId];
		expect(await user.run(...line)).toMatchObject({ code: 0 });
		expect(await user.read('accounts', 'list')).toMatchObject([{ cloud: 'sandbox' }]);
		expect((await user.run('users', 'list')).code).toBe(0);
		const other = await user.run(...line, '--cloud', 'usgov');
		expect(other).toMatchObject({ code: 10, stderr: expect.stringContaining('belongs to the cloud sandbox') });
	});
});
