/** The numbered checks of `auth-checks-people.test.ts` go on: what an organization's policies do, renewal ahead of time, and the way out. */
import { beforeEach, describe, expect, it } from 'vitest';
import { plaintext } from '../helpers/api-user.js';
import { createCliUser } from '../helpers/cli-user.js';
import { filesBelow } from '../helpers/desk.js';
import { claimsOf } from '../helpers/entra-client.js';
import { countTokenRequests, startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import { createInterrupt, createTerminalUser, travel } from '../helpers/terminal-user.js';

let sandbox: TestSandbox;
beforeEach(async () => {
	sandbox = await startTestSandbox({ autoApprove: true });
});

const claims = '{"access_token":{"capolids":{"essential":true,"values":["c3f5"]}}}';
const renew = ['token', '--force-refresh'];

describe('Conditional Access when a token is renewed', () => {
	it.each([
		['interaction_required', undefined],
		['invalid_grant', 'basic_action'],
	])('11 blocks (53003 as %s): exit code 5 says so, and the person stays signed in', async (error, suberror) => {
		const user = await createCliUser(sandbox);
		await user.login('AdeleV');
		await sandbox.do.failToken({ error, aadsts: 53003, ...(suberror ? { suberror } : {}) });
		const { code, stdout, stderr } = await user.run(...renew);
		expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
		expect(stderr).toContain('Conditional Access policy of your organization blocked');
		expect(stderr).toContain('AADSTS53003');
		expect(stderr).toMatch(/graphctl login .*--login-hint AdeleV@contoso\.com/);
		expect((await user.run('me')).code).toBe(0);
	});

	it('12 asks for more (claims): exit code 5 without a terminal, and the line it prints carries the claims', async () => {
		const user = await createTerminalUser(sandbox);
		await user.login('AdeleV');
		await sandbox.do.failToken({ error: 'interaction_required', aadsts: 53003, suberror: 'basic_action', claims });
		const { code } = await user.run(...renew, '--no-input', '-o', 'json');
		expect(code, user.said()).toBe(5);
		const { error } = JSON.parse(user.said().slice(user.said().lastIndexOf('{"error"')));
		expect(error).toMatchObject({ code: 'permission.conditional-access', aadsts: 53003, suberror: 'basic_action' });
		const [, line = ''] = /graphctl login (.*--claims .*)/.exec(error.hint) ?? [];
		const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
		expect(words).toContain(claims);
		expect((await user.run('login', ...words)).code).toBe(0);
		expect(JSON.parse(user.visited.at(-1)?.searchParams.get('claims') ?? '')).toMatchObject(JSON.parse(claims));
	});

	it.each([
		['without claims', undefined],
		['with claims', claims],
	])('13 is satisfied on a terminal (%s), and the same command goes on', async (_title, demanded) => {
		const user = await createTerminalUser(sandbox);
		await user.login('AdeleV');
		await sandbox.do.failToken({
			...{ error: 'interaction_required', aadsts: 53003 },
			...(demanded ? { claims: demanded } : {}),
		});
		const { code, stdout } = await user.run(...renew);
		expect(code, user.said()).toBe(0);
		expect(claimsOf(stdout)['upn']).toBe('AdeleV@contoso.com');
		expect(user.visited).toHaveLength(2);
		const sent = user.visited[1]?.searchParams.get('claims') ?? '';
		expect(sent.includes('capolids')).toBe(demanded !== undefined);
		expect((await user.run('me')).code).toBe(0);
		expect(user.visited).toHaveLength(2);
	});
});

describe('a token that was good a moment ago', () => {
	it('14 is challenged by Graph (CAE): the sign-in carries the claims, and the same command goes on', async () => {
		const user = await createTerminalUser(sandbox);
		await user.login('AdeleV');
		expect(claimsOf((await user.run('token')).stdout)['xms_cc']).toEqual(['CP1']);
		await sandbox.do.demandAcrs('c1');
		const { code, stdout } = await user.run('me', '-o', 'json');
		expect(code, user.said()).toBe(0);
		expect(JSON.parse(stdout)).toMatchObject({ displayName: 'Adele Vance' });
		const sent = JSON.parse(user.visited[1]?.searchParams.get('claims') ?? '{}');
		expect(sent.access_token).toMatchObject({ acrs: { value: 'c1' }, xms_cc: { values: ['CP1'] } });
		expect((await user.run('me')).code).toBe(0);
		expect(user.visited).toHaveLength(2);
	});

	it('15 belongs to a session that was revoked: exit code 4, with number, words and ids of the platform', async () => {
		const user = await createCliUser(sandbox);
		await user.login('AdeleV');
		await sandbox.do.revokeSession('AdeleV@contoso.com');
		const { code, stderr } = await user.run('me', '-o', 'json');
		expect(code).toBe(4);
		const guid = expect.stringMatching(/^[0-9a-f]{8}-/);
		const { error } = JSON.parse(stderr);
		expect(error).toMatchObject({ exitCode: 4, aadsts: 50173, correlationId: guid });
		// One line to run, not a second one that lacks the claims.
		expect(error.hint.match(/graphctl login .*/g)).toEqual([expect.stringContaining('--claims')]);
	});
});

describe('a token that its issuer wants renewed ahead of time (refresh_in)', () => {
	it('16 is renewed by the first command that finds it so; the next has the new one', async () => {
		const user = await createCliUser(sandbox);
		await sandbox.do.refreshIn(60);
		await user.login('AdeleV');
		const first = (await user.run('token')).stdout;
		const before = countTokenRequests(sandbox);
		expect((await user.run('me')).code).toBe(0);
		expect(countTokenRequests(sandbox)).toBe(before);
		travel(90);
		expect(await user.run('me')).toMatchObject({ code: 0, stderr: '' });
		expect(countTokenRequests(sandbox)).toBe(before + 1);
		expect((await user.run('token')).stdout).not.toBe(first);
		expect(countTokenRequests(sandbox)).toBe(before + 1);
	});

	it.each([
		['refuses', { error: 'invalid_grant', aadsts: 50173 }],
		['asks for a person', { error: 'interaction_required', aadsts: 53003 }],
		['is not there for the moment', { status: 503 }],
		['asks for patience', { status: 429 }],
	])('17 serves on where the platform %s, after one attempt and without a word', async (_title, failure) => {
		const user = await createTerminalUser(sandbox);
		await sandbox.do.refreshIn(60);
		await user.login('AdeleV');
		const first = (await user.run('token')).stdout;
		const before = countTokenRequests(sandbox);
		const said = user.said();
		travel(90);
		await sandbox.do.failToken({ ...failure, times: 9 });
		expect(await user.run('token')).toMatchObject({ code: 0, stdout: first });
		expect(countTokenRequests(sandbox)).toBe(before + 1);
		expect((await user.run('me')).code).toBe(0);
		expect(user.said()).toBe(said);
		expect(user.visited).toHaveLength(1);
	});

	it('17 serves nobody who pressed Ctrl-C meanwhile', async () => {
		const interrupt = createInterrupt();
		const user = await createCliUser(sandbox, interrupt.more);
		await sandbox.do.refreshIn(60);
		await user.login('AdeleV');
		travel(90);
		interrupt.arm();
		expect(await user.run('token')).toMatchObject({ code: 130, stdout: '' });
	});

	it('17 serves on where nothing answers any more at the platform', async () => {
		const user = await createCliUser(sandbox);
		await sandbox.do.refreshIn(60);
		await user.login('AdeleV');
		const first = (await user.run('token')).stdout;
		travel(90);
		await sandbox.close();
		expect(await user.run('token')).toMatchObject({ code: 0, stdout: first, stderr: '' });
		expect((await user.run(...renew)).code).toBe(6);
	});
});

describe('the way out', () => {
	it('18 leaves no token behind and asks nobody', async () => {
		const user = await createCliUser(sandbox, { env: plaintext });
		await user.login('AdeleV');
		const token = (await user.run('token')).stdout.trim();
		const holders = (): number => [...filesBelow(user.home).values()].filter((bytes) => bytes.includes(token)).length;
		expect(holders()).toBe(1);
		const before = JSON.stringify([...sandbox.requests()]);
		expect((await user.run('logout')).code).toBe(0);
		expect(JSON.stringify([...sandbox.requests()])).toBe(before);
		expect(holders()).toBe(0);
		expect((await user.run('me')).code).toBe(4);
	});

	it('19 ends the session in the browser, too, without a question there (logout_hint)', async () => {
		const user = await createTerminalUser(sandbox);
		await user.login('AdeleV');
		const { login_hint } = await user.read<{ login_hint: string }>('status', '--claims');
		expect((await user.run('logout', '--browser')).code, user.said()).toBe(0);
		const page = user.visited.at(-1);
		expect(page?.pathname).toMatch(/\/oauth2\/v2\.0\/logout$/);
		expect(page?.searchParams.get('logout_hint')).toBe(login_hint);
		expect(user.said()).toContain('AdeleV@contoso.com is signed out in the browser.');
	});
});
