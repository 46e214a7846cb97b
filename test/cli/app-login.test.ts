/** `graphctl login` for an app, and the commands after it, against a sandbox in this process. */
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { type CliUser, createCliUser } from '../helpers/cli-user.js';
import { textBelow } from '../helpers/desk.js';
import { countTokenRequests, startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

let sandbox: TestSandbox;
let where: readonly string[];
let clientId: string;
let secret: string;
beforeEach(async () => {
	sandbox = await startTestSandbox({ autoApprove: true });
	clientId = sandbox.apps.daemon.clientId;
	secret = sandbox.apps.daemon.clientSecret;
	where = ['--tenant', sandbox.company.tenantId, '--client-id', clientId];
});

/** Somebody whose standard input holds the secret. */
const secretUser = (input = `${secret}\n`): Promise<CliUser> =>
	createCliUser(sandbox, { stdin: Readable.from([input]) });
const loginLine = ['login', '--flow', 'client-secret', '--client-secret-stdin'];
const loginSecret = (user: CliUser, ...more: readonly string[]) => user.run(...loginLine, ...where, ...more);
describe('an app with a secret', () => {
	it('signs in from standard input; what comes later is silent', async () => {
		const user = await secretUser();
		const { code, stderr } = await loginSecret(user);
		expect(stderr).toContain(`(${clientId}), tenant ${sandbox.company.tenantId}.`);
		expect(stderr).toContain('Permissions: User.Read.All.');
		expect(stderr).not.toContain(secret);
		expect(code).toBe(0);
		const before = countTokenRequests(sandbox);
		expect((await user.read<unknown[]>('users', 'list')).length).toBeGreaterThan(3);
		expect((await user.run('token')).code).toBe(0);
		expect(countTokenRequests(sandbox)).toBe(before);
		expect((await user.run('token', '--force-refresh')).code).toBe(0);
		expect(countTokenRequests(sandbox)).toBe(before + 1);
		expect(textBelow(user.home)).not.toContain(secret);
	});

	it('stands beside people, is found by alias and by client id, and status says so', async () => {
		const user = await secretUser();
		await user.login('AdeleV');
		expect((await loginSecret(user, '--as', 'nightly')).code).toBe(0);
		const list = await user.read<{ username: string }[]>('accounts', 'list');
		expect(list).toMatchObject([
			{ username: 'AdeleV@contoso.com', flow: 'browser', current: false },
			{ username: clientId, alias: 'nightly', flow: 'client-secret', current: true },
		]);
		expect(await user.read('status')).toMatchObject({
			signedIn: true,
			refreshable: true,
			account: { alias: 'nightly' },
			scopes: ['User.Read.All'],
		});
		expect((await user.run('users', 'list', '--account', clientId.toUpperCase())).code).toBe(0);
		expect((await user.read<{ mail: string }>('me', '--account', 'AdeleV@contoso.com')).mail).toBe(
			'AdeleV@contoso.com',
		);
		const claims = await user.run('status', '--claims');
		expect(claims).toMatchObject({ code: 2 });
		expect(claims.stderr).toContain('an app has no ID token');
	});

	it('leaves no secret, no token and no account after logout, and a person untouched', async () => {
		const user = await createCliUser(sandbox, {
			stdin: Readable.from([secret]),
			env: { GRAPHCTL_STORAGE: 'plaintext-file' },
		});
		await user.login('AdeleV');
		await loginSecret(user);
		const kept = (): string => textBelow(join(user.home, 'storage'));
		expect(kept()).toContain(secret);
		const { stderr } = await user.run('logout', '--browser');
		expect(stderr).toContain('it has no session in the browser');
		expect(kept()).not.toContain(secret);
		expect(kept()).not.toContain(clientId);
		expect((await user.run('me')).code).toBe(0);
	});

	it('leaves no secret behind that a login under another name of the tenant had kept', async () => {
		const env = { GRAPHCTL_STORAGE: 'plaintext-file' };
		const user = await createCliUser(sandbox, { env: { ...env, GRAPHCTL_CLIENT_SECRET: secret } });
		const login = ['login', '--flow', 'client-secret', '--client-id', clientId, '--tenant'];
		expect((await user.run(...login, sandbox.company.domain)).code).toBe(0);
		expect((await user.run(...login, sandbox.company.tenantId)).code).toBe(0);
		expect(await user.read<unknown[]>('accounts', 'list')).toHaveLength(1);
		expect((await user.run('users', 'list')).code).toBe(0);
		expect((await user.run('logout')).code).toBe(0);
		expect(textBelow(join(user.home, 'storage'))).not.toContain(secret);
	});

	it('goes by its name beside its id in what is said of it', async () => {
		const user = await secretUser();
		await loginSecret(user);
		const called = `Contoso Reports (${clientId})`;
		expect((await user.run('accounts', 'list')).stdout).toContain(called);
		expect((await user.run('accounts', 'use', clientId)).stderr).toContain(called);
		expect((await user.run('logout')).stderr).toContain(`Signed out ${called}.`);
	});

	it('keeps its secret when the last person signs out', async () => {
		const user = await secretUser();
		await loginSecret(user);
		await user.login('AdeleV');
		expect((await user.run('logout', '--account', 'AdeleV@contoso.com')).code).toBe(0);
		expect((await user.run('token', '--force-refresh')).code).toBe(0);
		expect((await user.run('logout', '--all')).code).toBe(0);
		expect((await user.run('status')).code).toBe(4);
	});

	it('is refused at every place where only a person has something, before any request', async () => {
		const user = await secretUser();
		await loginSecret(user);
		const before = JSON.stringify([...sandbox.requests()]);
		for (const [line, words, hint] of [
			[['me'], 'has no profile of its own', 'graphctl users get'],
			[['mail'], 'has no mailbox of its own', 'graphctl api /users/'],
			[['api', '/me/messages'], 'has no mailbox of its own', 'graphctl api /users/'],
			[['api', 'beta/me?$select=id'], 'has no profile of its own', 'graphctl users get'],
			[['api', `${sandbox.graphOrigin}/v1.0/me?$select=id`], 'has no profile of its own', 'graphctl users get'],
			[['api', `${sandbox.graphOrigin}/beta/me/mailFolders`], 'has no mailbox of its own', 'graphctl api /users/'],
		] as const) {
			const { code, stderr } = await user.run(...line);
			expect(code).toBe(2);
			expect(stderr).toContain(words);
			expect(stderr).toContain(hint);
		}
		expect(JSON.stringify([...sandbox.requests()])).toBe(before);
	});

	it('is told of the person who is signed in too, by lines that work', async () => {
		const user = await secretUser();
		await user.login('AdeleV', '--scope', 'User.Read', '--scope', 'Mail.Read');
		await loginSecret(user);
		const { code, stderr } = await user.run('mail', '--top', '1');
		expect(code).toBe(2);
		expect(stderr).toContain('add --account AdeleV@contoso.com to the line, ');
		expect(stderr).toContain('from now on: graphctl accounts use AdeleV@contoso.com\n');
		expect((await user.run('mail', '--top', '1', '--account', 'AdeleV@contoso.com')).code).toBe(0);
		await user.run('accounts', 'use', 'AdeleV@contoso.com');
		expect((await user.run('me')).code).toBe(0);
	});

	it('is told the application permission and the consent address, not a login, when Graph says 403', async () => {
		const user = await secretUser();
		await loginSecret(user);
		const { code, stderr } = await user.run('api', '/users/AdeleV@contoso.com/messages');
		expect(code).toBe(5);
		expect(stderr).toContain('does not allow the app to GET /v1.0/users/');
		expect(stderr).toContain('the application permission Mail.Read may be missing');
		expect(stderr).toContain(
			`${sandbox.loginOrigin}/${sandbox.company.tenantId}/v2.0/adminconsent?client_id=${clientId}`,
		);
		expect(stderr).not.toContain('graphctl login');
		await sandbox.do.revokeRole(clientId);
		expect((await user.run('token', '--force-refresh')).code).toBe(0);
		const list = await user.run('users', 'list');
		expect(list.stderr).toMatch(/the application permission User\.Read(Basic)?\.All may be missing[\s\S]*adminconsent/);
		// Advice after a command for one account is for that account.
		const named = await user.run('--account', clientId, 'users', 'list');
		expect(named.stderr).toContain(`graphctl --account ${clientId} token --force-refresh`);
		expect(list.stderr).toContain('graphctl token --force-refresh');
		await sandbox.do.grantRole(clientId, 'Mail.Read');
		expect((await user.run('token', '--force-refresh')).code).toBe(0);
		expect((await user.run('api', '/users/AdeleV@contoso.com/messages')).code).toBe(0);
	});

	it('is told that no single permission of Graph is asked for, whatever --scope names', async () => {
		const user = await secretUser();
		await loginSecret(user);
		const said = 'An app gets all its permissions at once: https://graph.microsoft.com/.default instead of Mail.Read.';
		const graph = said.replace('https://graph.microsoft.com', sandbox.graphOrigin);
		expect((await user.run('token', '--scope', 'Mail.Read')).stderr).toBe(`${graph}\n`);
		expect((await user.run('api', '/users', '--scope', 'Mail.Read')).stderr).toBe(`${graph}\n`);
		expect((await user.run('token', '--scope', `${sandbox.graphOrigin}/.default`)).stderr).toBe('');
		expect((await user.run('token')).stderr).toBe('');
	});

	it('gets a token of another API, with all that it has there, and says so', async () => {
		const user = await secretUser();
		await loginSecret(user);
		const { audience } = sandbox.apps.api;
		const { code, stderr, stdout } = await user.run(
			'token',
			'--decode',
			'-o',
			'json',
			'--scope',
			`${audience}/ToDoList.Read`,
		);
		expect(stderr).toContain(`${audience}/.default instead of ${audience}/ToDoList.Read`);
		expect(code).toBe(0);
		expect(JSON.parse(stdout).claims.aud).not.toContain('graph');
		expect((await user.run('token', '--scope', `${audience}/A`, '--scope', 'User.Read')).code).toBe(2);
	});

	it('goes on with a new token when Graph no longer takes the old one, without asking anybody', async () => {
		const user = await secretUser();
		await loginSecret(user);
		await sandbox.do.expireAccessTokens();
		const before = countTokenRequests(sandbox);
		expect(await user.run('users', 'list')).toMatchObject({ code: 0, stderr: '' });
		expect(countTokenRequests(sandbox)).toBe(before + 1);
	});

	it('is offered no browser when a policy blocks it', async () => {
		const user = await secretUser();
		await loginSecret(user);
		await sandbox.do.failToken({ error: 'access_denied', aadsts: 53003 });
		const { code, stderr } = await user.run('token', '--force-refresh');
		expect(code).toBe(5);
		expect(stderr).toContain('policy for workload identities');
		expect(stderr).not.toMatch(/--browser|device/);
	});

	it('explains a wrong and an expired secret with its own login line, keeping the old secret', async () => {
		const user = await secretUser();
		await loginSecret(user);
		const wrong = await createCliUser(sandbox, { stdin: Readable.from(['not-it']) });
		const refused = await loginSecret(wrong);
		expect(refused.code).toBe(10);
		expect(refused.stderr).toContain('AADSTS7000215');
		expect(refused.stderr).toContain(`graphctl login --flow client-secret --tenant ${sandbox.company.tenantId}`);
		expect(refused.stderr).not.toMatch(/--browser|--device-code|not-it/);
		expect(await wrong.read('accounts', 'list')).toEqual([]);
		await sandbox.do.expireSecret(clientId);
		const expired = await user.run('token', '--force-refresh');
		expect(expired.code).toBe(10);
		expect(expired.stderr).toContain('AADSTS7000222');
		expect(expired.stderr).toMatch(/Then: graphctl login --flow client-secret .*--client-id/);
	});
});
