/** `graphctl token --on-behalf-of` against a sandbox, in this process. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Runtime } from '../../src/runtime.js';
import { type CliUser, createCliUser } from '../helpers/cli-user.js';
import { readJson } from '../helpers/https-client.js';
import { startTestSandbox, systemClock, type TestSandbox } from '../helpers/sandbox.js';
import { askAsApp, withSecret } from '../helpers/sandbox-apps.js';
import { signInForTodo } from '../helpers/sandbox-people.js';

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true }, { keep: true });
});
afterAll(() => sandbox.stop());

const env = { GRAPHCTL_STORAGE: 'plaintext-file' };
const graph = ['--scope', 'User.Read'];

/** What somebody sends to the to-do list's API. */
const callerToken = async (login = 'AdeleV@contoso.com', own = sandbox): Promise<string> =>
	(await signInForTodo(own, ['ToDoList.Read'], { login_hint: login })).access_token;

/** The API, signed in with its secret. */
async function apiUser(more: Partial<Runtime> = {}, own = sandbox): Promise<CliUser> {
	const { clientId, clientSecret } = own.apps.api;
	const user = await createCliUser(own, {
		stdin: Readable.from([clientSecret]),
		...more,
		env: { ...env, ...more.env },
	});
	const place = ['--client-id', clientId, '--tenant', own.company.tenantId];
	const login = await user.run('login', '--flow', 'client-secret', '--client-secret-stdin', ...place);
	expect(login.code, login.stderr).toBe(0);
	return user;
}

/** A file with that content in the user's home. */
async function fileWith(user: CliUser, content: string, name = 'caller.jwt'): Promise<string> {
	const file = join(user.home, name);
	await writeFile(file, content);
	return file;
}

const exchanges = (own = sandbox): number =>
	[...own.requests()].reduce((sum, [path, count]) => sum + (path.endsWith('/token') ? count : 0), 0);

const claimsOf = (token: string): Record<string, unknown> =>
	JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));

describe('token --on-behalf-of', () => {
	it('gives a token of Graph in the name of the caller, in the shape of `token`', async () => {
		const user = await apiUser();
		const caller = await callerToken();
		const file = await fileWith(user, `${caller}\n`);
		const { code, stdout, stderr } = await user.run('token', '--on-behalf-of', file, ...graph);
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		expect(claimsOf(stdout)).toMatchObject({ appid: sandbox.apps.api.clientId, oid: claimsOf(caller)['oid'] });
		expect(await user.read('token', '--on-behalf-of', file, ...graph)).toEqual({
			accessToken: stdout.trim(),
			tokenType: 'Bearer',
			expiresOn: expect.stringMatching(/\+00:00$/),
			expiresOnEpoch: expect.any(Number),
			scopes: expect.arrayContaining(['User.Read']),
			account: 'AdeleV@contoso.com',
			tenantId: sandbox.company.tenantId,
		});
		const decoded = await user.read<{ claims: object }>('token', '--on-behalf-of', file, ...graph, '--decode');
		expect(decoded.claims).toMatchObject({ scp: expect.stringContaining('User.Read') });
	});

	it('exchanges the same token once, and never gives one caller what is another’s', async () => {
		const user = await apiUser();
		const adele = await fileWith(user, await callerToken(), 'adele');
		const again = await fileWith(user, await callerToken(), 'again');
		const patti = await fileWith(user, await callerToken('PattiF@contoso.com'), 'patti');
		const before = exchanges();
		const token = async (file: string, ...more: string[]): Promise<string> =>
			(await user.run('token', '--on-behalf-of', file, ...graph, ...more)).stdout;
		const first = await token(adele);
		expect(await token(adele)).toBe(first);
		expect(exchanges()).toBe(before + 1);
		const others = [await token(again), await token(patti)];
		expect(exchanges()).toBe(before + 3);
		expect(new Set([first, ...others]).size).toBe(3);
		expect(claimsOf(others[1] ?? '')['upn'] ?? claimsOf(others[1] ?? '')['oid']).not.toBe(claimsOf(first)['oid']);
		// MSAL writes its own part of the store; what was exchanged stays in it.
		expect((await user.run('token', '--force-refresh')).code).toBe(0);
		const after = exchanges();
		expect(await token(adele)).toBe(first);
		expect(exchanges()).toBe(after);
		expect(await token(adele, '--force-refresh')).not.toBe(first);
		expect(exchanges()).toBe(after + 1);
	});

	it('is asked anew when little is left of what was kept', async () => {
		let ahead = 0;
		const user = await apiUser({ clock: { ...systemClock, now: () => Date.now() + ahead } });
		const file = await fileWith(user, await callerToken());
		const first = await user.run('token', '--on-behalf-of', file, ...graph);
		ahead = (Number(claimsOf(first.stdout)['exp']) - 240) * 1000 - Date.now();
		const before = exchanges();
		expect((await user.run('token', '--on-behalf-of', file, ...graph)).code).toBe(0);
		expect(exchanges()).toBe(before + 1);
	});

	it('keeps neither the caller’s token nor anything after logout, and leaves the people’s tokens alone', async () => {
		const user = await apiUser();
		await user.login('PattiF', '--as', 'patti');
		const caller = await callerToken();
		const file = await fileWith(user, caller);
		const { stdout } = await user.run('token', '--on-behalf-of', file, ...graph, '-a', sandbox.apps.api.clientId);
		const stored = (): Promise<string> => readFile(join(user.home, 'storage', 'tokens.json'), 'utf8');
		expect(await stored()).toContain(stdout.trim());
		expect(await stored()).not.toContain(caller.split('.')[2]);
		expect(await user.run('logout', '-a', sandbox.apps.api.clientId)).toMatchObject({
			code: 0,
			stderr: expect.stringContaining('Signed out'),
		});
		expect(await stored()).not.toContain(stdout.trim());
		expect((await user.run('me', '-a', 'patti')).code).toBe(0);
	});

	it('works with the credential of the environment, from a pipe, and leaves nothing behind', async () => {
		const { clientId, clientSecret } = sandbox.apps.api;
		const app = { AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: clientSecret };
		const user = await createCliUser(sandbox, {
			stdin: Readable.from([await callerToken()]),
			env: { ...app, AZURE_TENANT_ID: sandbox.company.tenantId },
		});
		const { code, stdout, stderr } = await user.run('token', '--on-behalf-of', '-', ...graph);
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		expect(claimsOf(stdout)).toMatchObject({ appid: clientId });
		expect(await readdir(user.home)).toEqual(['config.json']);
	});
});

describe('a caller’s token', () => {
	it.each([
		['is empty', ' \n', 'is empty'],
		['is no JWT', 'EwB4A8l6BAAU', 'signed JSON Web Tokens'],
		['is a whole header', 'Bearer e30.e30.x', 'without the word Bearer'],
		['is too large', 'x'.repeat(70_000), 'too large'],
	])('that %s is refused before anybody is asked', async (_title, content, words) => {
		const user = await apiUser();
		const file = await fileWith(user, content);
		const before = exchanges();
		const { code, stderr } = await user.run('token', '--on-behalf-of', file, ...graph);
		expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
		expect(exchanges()).toBe(before);
	});

	it('must be in a file that can be read, or come by a pipe', async () => {
		const terminal = Object.assign(new PassThrough(), { isTTY: true });
		const user = await createCliUser(sandbox, { env, stdin: terminal });
		await mkdir(join(user.home, 'folder'));
		for (const [source, words] of [
			[join(user.home, 'nothing'), 'Cannot read'],
			[join(user.home, 'folder'), 'Cannot read'],
			['/dev/zero', 'too large'],
			['-', 'is the terminal'],
		] as const) {
			const { code, stderr } = await user.run('token', '--on-behalf-of', source, ...graph);
			expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
		}
		const file = await fileWith(user, await callerToken());
		expect((await user.run('token', '--on-behalf-of', file)).stderr).toContain('needs --scope');
	});

	it('is exchanged by an app only', async () => {
		const user = await createCliUser(sandbox, { env });
		const file = await fileWith(user, await callerToken());
		const nobody = await user.run('token', '--on-behalf-of', file, ...graph);
		expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('nobody is signed in') });
		await user.login('AdeleV');
		const person = await user.run('token', '--on-behalf-of', file, ...graph);
		expect(person).toMatchObject({ code: 2, stderr: expect.stringContaining('AdeleV@contoso.com is a person') });
	});

	it('for another app, or of Graph, is explained', async () => {
		const user = await apiUser();
		const person = await createCliUser(sandbox, { env });
		await person.login('AdeleV');
		const file = await fileWith(user, (await person.run('token')).stdout);
		const { code, stderr } = await user.run('token', '--on-behalf-of', file, ...graph);
		expect(code).toBe(2);
		expect(stderr).toContain('meant for');
		expect(stderr).toContain('api://CLIENT-ID/NAME');
	});

	it('of an app is explained: there is nobody to act for', async () => {
		const user = await apiUser();
		const scope = `${sandbox.apps.api.audience}/.default`;
		const answer = await askAsApp(sandbox, { ...withSecret(sandbox), scope });
		const file = await fileWith(user, readJson<{ access_token: string }>(answer).access_token);
		const { code, stderr } = await user.run('token', '--on-behalf-of', file, ...graph);
		expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('nobody to act for') });
	});

	it('with a signature that does not fit is explained', async () => {
		const user = await apiUser();
		const [head, body] = (await callerToken()).split('.');
		const file = await fileWith(user, `${head}.${body}.AAAA`);
		const { code, stderr } = await user.run('token', '--on-behalf-of', file, ...graph);
		expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('AADSTS50013') });
	});

	it('that has expired is explained', async () => {
		const own = await startTestSandbox({ autoApprove: true });
		const user = await apiUser({}, own);
		const file = await fileWith(user, await callerToken(undefined, own));
		await own.do.expireAccessTokens();
		const { code, stderr } = await user.run('token', '--on-behalf-of', file, ...graph);
		expect({ code, stderr }).toMatchObject({ code: 4, stderr: expect.stringContaining("caller's token has expired") });
		expect(stderr).not.toContain('graphctl login');
	});

	it('whose person has not consented leads to where consent is given', async () => {
		const user = await apiUser();
		const file = await fileWith(user, await callerToken());
		// What was kept for another permission does not do.
		expect((await user.run('token', '--on-behalf-of', file, ...graph)).code).toBe(0);
		const { code, stderr } = await user.run('token', '--on-behalf-of', file, '--scope', 'Mail.Read');
		expect(code).toBe(5);
		expect(stderr).toContain("this app uses Mail.Read in the caller's name");
		expect(stderr).not.toContain('graphctl login');
		expect(stderr).toContain('AADSTS65001');
		const [url = ''] = /https:\S+\/adminconsent\S+/.exec(stderr) ?? [];
		expect(new URL(url).searchParams.get('client_id')).toBe(sandbox.apps.api.clientId);
		expect(new URL(url).searchParams.get('scope')).toContain('/Mail.Read');
	});

	it('that is too weak passes the claims challenge back, in text and JSON, with exit code 4', async () => {
		const own = await startTestSandbox({ autoApprove: true });
		const user = await apiUser({}, own);
		const file = await fileWith(user, await callerToken(undefined, own));
		await own.do.demandAcrs('c1');
		const line = ['token', '--on-behalf-of', file, ...graph];
		const text = await user.run(...line);
		expect({ code: text.code, stdout: text.stdout }).toEqual({ code: 4, stdout: '' });
		const { error } = JSON.parse((await user.run(...line, '-o', 'json')).stderr);
		expect(error).toMatchObject({ code: 'sign-in.claims-challenge', exitCode: 4 });
		expect(JSON.parse(error.claims)).toMatchObject({ access_token: { acrs: { value: 'c1' } } });
		expect(text.stderr).toContain(`  ${error.claims}\n`);
		const [, header = ''] = /claims="([^"]+)"/.exec(text.stderr) ?? [];
		expect(Buffer.from(header, 'base64').toString()).toBe(error.claims);
		const stronger = await signInForTodo(own, ['ToDoList.Read'], { claims: error.claims });
		await fileWith(user, stronger.access_token);
		expect((await user.run(...line)).code).toBe(0);
	});
});
