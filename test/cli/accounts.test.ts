/** `login`, `status` and `accounts` against a sandbox, in this process. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCliUser } from '../helpers/cli-user.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

interface AccountFacts {
	readonly username: string;
	readonly homeAccountId: string;
	readonly alias: string | null;
	readonly current: boolean;
}

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true, deviceCodeInterval: 1 }, { keep: true });
});
afterAll(() => sandbox.stop());

const adele = 'AdeleV@contoso.com';
const patti = 'PattiF@contoso.com';

describe('login', () => {
	it('says who is signed in and where the tokens rest', async () => {
		const user = await createCliUser(sandbox);
		const { code, stdout, stderr } = await user.run('login', '--browser', '--login-hint', patti);
		expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
		expect(stderr).toContain(`Signed in as ${patti} (tenant ${sandbox.company.tenantId}).`);
	});

	it('with -o json prints the account', async () => {
		const user = await createCliUser(sandbox);
		const { code, stdout } = await user.run(
			'login',
			'--device-code',
			'--as',
			'work',
			'--scope',
			'User.Read,Mail.Read',
			'--json',
		);
		expect(code).toBe(0);
		expect(JSON.parse(stdout)).toMatchObject({
			account: adele,
			name: 'Adele Vance',
			alias: 'work',
			tenantId: sandbox.company.tenantId,
			cloud: 'sandbox',
			flow: 'device-code',
			scopes: expect.arrayContaining(['User.Read', 'Mail.Read']),
			storage: 'keychain',
		});
	});

	it('of the same person again keeps one account and its alias', async () => {
		const user = await createCliUser(sandbox);
		await user.login('AdeleV', '--as', 'work');
		await user.login('AdeleV');
		expect(await user.read<AccountFacts[]>('accounts', 'list')).toMatchObject([
			{ username: adele, alias: 'work', current: true },
		]);
	});
});

describe('status', () => {
	it('ends with 4 and the way to sign in when nobody is', async () => {
		const user = await createCliUser(sandbox);
		expect(await user.run('status')).toEqual({
			code: 4,
			stdout: '',
			stderr: 'Nobody is signed in. Sign in with: graphctl login\n',
		});
		const { code, stdout } = await user.run('status', '-o', 'json');
		expect(code).toBe(4);
		expect(JSON.parse(stdout)).toEqual({ signedIn: false, account: null, storage: null });
	});

	it('tells who, how, until when and where the tokens rest, without asking anybody', async () => {
		const user = await createCliUser(sandbox);
		await user.login('PattiF');
		const before = [...sandbox.requests().values()].reduce((sum, count) => sum + count, 0);
		const { code, stdout } = await user.run('status');
		expect(code).toBe(0);
		expect(stdout).toContain(`Patti Fernandez <${patti}>`);
		expect(stdout).toMatch(/^Signed in by +browser$/m);
		expect(stdout).toMatch(/^Valid +access token valid for (59|60) min, renewed by itself$/m);
		expect(stdout).toMatch(/^Permissions +User\.Read$/m);
		expect(stdout).toMatch(/^Tokens in +keychain: /m);
		const facts = await user.read<Record<string, unknown>>('status');
		expect(facts).toMatchObject({
			signedIn: true,
			refreshable: true,
			scopes: ['User.Read'],
			storage: { kind: 'keychain' },
			accounts: 1,
		});
		expect(Date.parse(String(facts['accessTokenExpiresOn']))).toBeGreaterThan(Date.now());
		expect([...sandbox.requests().values()].reduce((sum, count) => sum + count, 0)).toBe(before);
	});

	it('warns each time of tokens that are not encrypted', async () => {
		const user = await createCliUser(sandbox, { env: { GRAPHCTL_STORAGE: 'plaintext-file' } });
		await user.login('AdeleV');
		for (let time = 0; time < 2; time++)
			expect((await user.run('status')).stderr).toContain('Warning: the tokens are not encrypted');
	});
});

describe('several accounts', () => {
	it('stand side by side: the last one signed in is current, the others are one option away', async () => {
		const user = await createCliUser(sandbox);
		await user.login('AdeleV', '--as', 'work');
		await user.login('PattiF');
		const accounts = await user.read<AccountFacts[]>('accounts', 'list');
		expect(accounts.map(({ username, current }) => [username, current])).toEqual([
			[adele, false],
			[patti, true],
		]);
		const { stdout } = await user.run('accounts', 'list');
		expect(stdout).toMatch(/^\* +PattiF@contoso\.com/m);
		expect(stdout).toMatch(/^ +AdeleV@contoso\.com +work/m);
		const nameWith = async (...args: readonly string[]): Promise<string> =>
			(await user.run('me', '-q', 'displayName', ...args)).stdout;
		expect(await nameWith()).toBe('Patti Fernandez\n');
		const home = accounts[0]?.homeAccountId ?? '';
		for (const name of ['work', adele, adele.toLowerCase(), home])
			expect(await nameWith('--account', name)).toBe('Adele Vance\n');
		expect(await nameWith()).toBe('Patti Fernandez\n');
	});

	it('are told when a sign-in makes another one current, with the way back', async () => {
		const user = await createCliUser(sandbox);
		const said = async (...args: readonly string[]): Promise<string> =>
			(await user.run('login', '--browser', '--login-hint', ...args)).stderr;
		expect(await said(adele, '--as', 'work')).not.toContain('from now on');
		expect(await said(adele)).not.toContain('from now on');
		expect(await said(patti)).toContain(
			`Commands use this account from now on, and no longer ${adele}. Back: graphctl accounts use work\n`,
		);
	});

	it('change places with `accounts use`', async () => {
		const user = await createCliUser(sandbox);
		await user.login('AdeleV', '--as', 'work');
		await user.login('PattiF');
		expect(await user.run('accounts', 'use', 'work')).toEqual({
			code: 0,
			stdout: '',
			stderr: `The current account is now ${adele} (cloud sandbox).\n`,
		});
		expect((await user.run('me', '-q', 'mail')).stdout).toBe(`${adele}\n`);
	});

	it('are named when a name is unknown', async () => {
		const user = await createCliUser(sandbox);
		await user.login('AdeleV', '--as', 'work');
		await user.login('PattiF');
		for (const argv of [
			['me', '--account', 'private'],
			['accounts', 'use', 'private'],
			['accounts', 'remove', 'private'],
			['logout', '-a', 'private'],
			['status', '-a', 'private'],
		]) {
			const { code, stdout, stderr } = await user.run(...argv);
			expect({ argv, code, stdout }).toEqual({ argv, code: 3, stdout: '' });
			expect(stderr).toContain('There is no account private.');
			expect(stderr).toContain(`Signed in: work, ${patti}`);
		}
		expect(await user.read<AccountFacts[]>('accounts', 'list')).toHaveLength(2);
	});

	it('of one person in two clouds are ambiguous by username, and the message says how to tell them apart', async () => {
		const user = await createCliUser(sandbox, {}, ['sandbox', 'second']);
		await user.login('AdeleV');
		await user.login('AdeleV', '--cloud', 'second');
		const { code, stderr } = await user.run('me', '--account', adele);
		expect(code).toBe(2);
		expect(stderr).toContain(`${adele} means more than one account`);
		expect(stderr).toContain(`${adele}/sandbox or ${adele}/second`);
		expect(await user.run('me', '--account', `${adele}/second`, '-q', 'displayName')).toMatchObject({
			code: 0,
			stdout: 'Adele Vance\n',
		});
	});

	it('are listed one a line with -o jsonl, and nobody is an empty list', async () => {
		const user = await createCliUser(sandbox);
		expect((await user.run('accounts', 'list', '-o', 'json')).stdout).toBe('[]\n');
		expect((await user.run('accounts', 'list', '-o', 'jsonl')).stdout).toBe('');
		expect(await user.run('accounts', 'list')).toMatchObject({
			code: 0,
			stdout: '',
			stderr: 'Nobody is signed in. Sign in with: graphctl login\n',
		});
		await user.login('AdeleV');
		await user.login('PattiF');
		const { stdout } = await user.run('accounts', 'list', '-o', 'jsonl');
		expect(
			stdout
				.trimEnd()
				.split('\n')
				.map((line) => JSON.parse(line).username),
		).toEqual([adele, patti]);
	});
});
