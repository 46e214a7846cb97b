/** `GRAPHCTL_ACCESS_TOKEN`: a token that is used as it is, against a sandbox. */
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Runtime } from '../../src/runtime.js';
import { type CliUser, createCliUser } from '../helpers/cli-user.js';
import { startTestSandbox, systemClock, type TestSandbox } from '../helpers/sandbox.js';

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true }, { keep: true });
});
afterAll(() => sandbox.stop());

/** A token of somebody; unless told otherwise of Patti, for her profile, her mail and the people around her. */
async function getToken(person = 'PattiF', scopes = 'User.Read,Mail.Read,User.ReadBasic.All'): Promise<string> {
	const user = await createCliUser(sandbox);
	await user.login(person, '--scope', scopes);
	return (await user.run('token', '--scope', scopes)).stdout.trim();
}

/** Somebody with that token in the environment, and without any place where tokens could rest. */
function withToken(token: string, more: Partial<Runtime> = {}): Promise<CliUser> {
	const keychain = async (): Promise<never> => {
		throw new Error('The keychain was touched.');
	};
	return createCliUser(sandbox, { keychain, ...more, env: { ...more.env, GRAPHCTL_ACCESS_TOKEN: token } });
}

const requests = (): number => [...sandbox.requests().values()].reduce((sum, count) => sum + count, 0);

describe('a token in the environment', () => {
	it('serves every command that asks Graph, without login, store or a file left behind', async () => {
		const token = await getToken();
		const user = await withToken(` ${token}\n`);
		const before = requests();
		expect((await user.run('me', '-q', 'displayName')).stdout).toBe('Patti Fernandez\n');
		expect((await user.run('mail', '--top', '1')).stdout).toContain('Hi Patti');
		expect(await user.run('users', 'list', '--top', '2')).toMatchObject({ code: 0, stderr: '' });
		expect((await user.run('api', '/me?$select=id', '-q', 'displayName')).code).toBe(0);
		expect(requests()).toBe(before + 4);
		expect(await user.run('token')).toEqual({ code: 0, stdout: `${token}\n`, stderr: '' });
		expect(await user.read('token')).toMatchObject({
			accessToken: token,
			account: 'PattiF@contoso.com',
			tenantId: sandbox.company.tenantId,
			scopes: expect.arrayContaining(['User.Read', 'Mail.Read']),
			expiresOn: expect.stringMatching(/\+00:00$/),
		});
		expect(await user.read('token', '--decode')).toMatchObject({ claims: { tid: sandbox.company.tenantId } });
		expect(await readdir(user.home)).toEqual(['config.json']);
	});

	it('goes to the Graph of the cloud of the config file whose login host issued it', async () => {
		const user = await withToken(await getToken(), { env: { GRAPHCTL_CLOUD: '' } });
		expect(await user.read('me')).toMatchObject({ mail: 'PattiF@contoso.com' });
		expect((await user.run('status')).stdout).toMatch(/^Cloud +sandbox$/m);
	});

	it('that Graph refuses ends with 4, says whose it is and asks Graph once', async () => {
		const user = await withToken('opaque-and-unknown');
		const before = requests();
		const { code, stdout, stderr } = await user.run('me');
		expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
		expect(stderr).toMatch(/The token in GRAPHCTL_ACCESS_TOKEN was refused by localhost:\d+\. /);
		expect(stderr).toContain('unset GRAPHCTL_ACCESS_TOKEN;');
		expect(stderr).not.toContain('graphctl login');
		expect(requests()).toBe(before + 1);
		const json = JSON.parse((await user.run('me', '-o', 'json')).stderr);
		expect(json.error).toMatchObject({ code: 'sign-in.token-refused', exitCode: 4 });
	});

	it('that has expired is told so', async () => {
		const token = await getToken();
		const clock = { ...systemClock, now: () => Date.now() + 7_200_000 };
		const user = await withToken(token, { clock });
		const { code, stdout } = await user.run('status');
		expect(code).toBe(4);
		expect(stdout).toMatch(/^Valid +access token expired \S+ (min|h) ago, not renewed$/m);
		await sandbox.do.expireAccessTokens();
		expect((await user.run('me')).stderr).toMatch(/was refused by \S+: it has expired\./);
	});

	it('that lacks a permission leads to a sign-in without the variable', async () => {
		const user = await withToken(await getToken('DiegoS', 'User.Read'));
		for (const argv of [['mail'], ['api', '/me/messages']]) {
			const { code, stderr } = await user.run(...argv);
			expect(code).toBe(5);
			expect(stderr).toMatch(/: unset GRAPHCTL_ACCESS_TOKEN; graphctl login --scope Mail\.\S+$/m);
		}
	});

	it('of an app is refused what only a person has before it is sent, and a missing permission is the application’s', async () => {
		const { clientId, clientSecret } = sandbox.apps.daemon;
		const { tenantId } = sandbox.company;
		const env = { AZURE_CLIENT_ID: clientId, AZURE_TENANT_ID: tenantId, AZURE_CLIENT_SECRET: clientSecret };
		const token = (await (await createCliUser(sandbox, { env })).run('token')).stdout.trim();
		const user = await withToken(token);
		const before = requests();
		for (const argv of [['me'], ['mail'], ['api', `${sandbox.graphOrigin}/v1.0/me`]]) {
			const { code, stderr } = await user.run(...argv);
			expect(code).toBe(2);
			expect(stderr).toContain('of its own, and Contoso Reports is one.');
			expect(stderr).toContain('sign in as a person: unset GRAPHCTL_ACCESS_TOKEN; graphctl login');
		}
		expect(requests()).toBe(before);
		expect((await user.run('users', 'list')).code).toBe(0);
		const { code, stderr } = await user.run('api', '/users/AdeleV@contoso.com/messages');
		expect(code).toBe(5);
		expect(stderr).toContain('the application permission Mail.Read may be missing');
		expect(stderr).toContain(`/${tenantId}/v2.0/adminconsent?client_id=${clientId}&`);
		expect(stderr).toContain('The next token has it.\n');
		expect(stderr).not.toContain('graphctl login');
	});

	it('goes to no other API, whatever scope is named', async () => {
		for (const token of ['opaque', await getToken()]) {
			const user = await withToken(token);
			const { code, stderr } = await user.run('api', 'https://localhost:1/todos', '--scope', 'api://todo/Read');
			expect(code).toBe(2);
			expect(stderr).toContain('does not leave for localhost:1; nothing was sent');
		}
	});

	it('cannot be changed by options, and is refused where no header could carry it', async () => {
		const user = await withToken('opaque');
		expect((await user.run('token', '--force-refresh')).code).toBe(2);
		expect((await user.run('token', '--scope', 'Mail.Read')).code).toBe(2);
		const quoted = await (await withToken('Bearer abc')).run('me');
		expect(quoted.code).toBe(10);
		expect(quoted.stderr).toContain('without the word Bearer');
		expect(quoted.stderr).not.toContain('abc');
	});

	it('yields to an account that the command line names', async () => {
		const env = { GRAPHCTL_ACCESS_TOKEN: await getToken() };
		const user = await createCliUser(sandbox, { env });
		await user.login('AdeleV', '--as', 'work');
		expect((await user.run('me', '-q', 'displayName')).stdout).toBe('Patti Fernandez\n');
		expect((await user.run('me', '-q', 'displayName', '-a', 'work')).stdout).toBe('Adele Vance\n');
		expect((await user.run('status', '-a', 'work', '-q', 'account.username')).stdout).toBe('AdeleV@contoso.com\n');
	});

	it('is mentioned by status, and by every command about accounts, and never printed or logged', async () => {
		const token = await getToken();
		const user = await createCliUser(sandbox, { env: { GRAPHCTL_ACCESS_TOKEN: token } });
		const said = [await user.run('login', '--browser', '--login-hint', 'AdeleV@contoso.com', '--debug')];
		for (const line of ['accounts list', 'accounts use AdeleV@contoso.com', 'logout --debug'])
			said.push(await user.run(...line.split(' ')));
		for (const { code, stderr } of said) {
			expect(code).toBe(0);
			expect(stderr).toContain('Warning: The value of GRAPHCTL_ACCESS_TOKEN is being used');
		}
		const status = await user.run('status', '--debug');
		expect(status.code).toBe(0);
		expect(status.stdout).toMatch(/^Signed in as +Patti Fernandez <PattiF@contoso\.com>$/m);
		expect(status.stdout).toMatch(/^Signed in by +the value of GRAPHCTL_ACCESS_TOKEN/m);
		expect(await user.read('status')).toMatchObject({ signedIn: true, storage: { kind: 'environment' } });
		const { code, stderr } = await user.run('status', '--claims');
		expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('token --decode') });
		said.push(status, await user.run('me', '--debug'), await user.run('api', '/me', '-i', '--debug'));
		for (const { stdout, stderr: text } of said) expect(stdout + text).not.toContain(token.slice(0, 20));
	});

	it('that is opaque is used all the same, and cannot be decoded', async () => {
		const user = await withToken('EwB4A8l6BAAU');
		expect((await user.run('token')).stdout).toBe('EwB4A8l6BAAU\n');
		expect(await user.read('token')).toMatchObject({ account: null, tenantId: null, expiresOn: null, scopes: [] });
		expect((await user.run('status')).stdout).toContain('(the token does not say)');
		const { code, stdout, stderr } = await user.run('token', '--decode');
		expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
		expect(stderr).toContain('it is opaque');
	});
});
