/** The options of `graphctl login`, and what its errors advise. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCliUser } from '../helpers/cli-user.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import { visitSignIn } from '../helpers/sign-in.js';

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true, deviceCodeInterval: 1 }, { keep: true });
});
afterAll(() => sandbox.stop());

const plaintext = { GRAPHCTL_STORAGE: 'plaintext-file' };

describe('options of login', () => {
	it.each([
		[['--account', 'nosuch'], '--login-hint'],
		[['--device-code', '--prompt', 'login'], '--prompt'],
		[['--flow', 'device-code', '--redirect-port', '8400'], '--redirect-port'],
		[['--device-code', '--domain-hint', 'contoso.com'], '--domain-hint'],
		[['--device-code', '--no-open'], '--no-open'],
		[['--scope', ''], '--scope'],
		[['--scope', 'User.Read', '--scope', ' , '], '--scope'],
	])('that would be ignored are refused: %j', async (argv, named) => {
		const user = await createCliUser(sandbox);
		const { code, stderr } = await user.run('login', ...argv);
		expect(code).toBe(2);
		expect(stderr).toContain(named);
	});

	it('are warned of where a device code is chosen without being named', async () => {
		const user = await createCliUser(sandbox, { env: { SSH_CONNECTION: '1 2 3 4' } });
		const { code, stderr } = await user.run('login', '--prompt', 'login');
		expect(code).toBe(0);
		expect(stderr).toContain('Warning: --prompt has no effect on a device code.');
	});
});

describe('a mistyped permission', () => {
	it.each(['--browser', '--device-code'])('is named, with what was probably meant (%s)', async (flow) => {
		const user = await createCliUser(sandbox);
		const { code, stderr } = await user.run('login', flow, '--scope', 'Calendars.Read,Mial.Read');
		expect(code).toBe(10);
		expect(stderr).toContain('does not exist here: Mial.Read (AADSTS650053).\nDid you mean Mail.Read?\n');
		// The number stands once, for support and for the eye.
		expect(stderr.match(/650053/g)).toHaveLength(1);
	});

	it('that is like none is named alone, as JSON too', async () => {
		const user = await createCliUser(sandbox);
		const { stderr } = await user.run('login', '--device-code', '--scope', 'Zyxwvut.Qponml', '-o', 'json');
		const { error } = JSON.parse(stderr.slice(stderr.indexOf('{')));
		expect(error).toMatchObject({ scopes: ['Zyxwvut.Qponml'], aadsts: 650053 });
		expect(error.hint).not.toContain('Did you mean');
	});
});

describe('a login that was meant for one person', () => {
	it.each(['--browser', '--device-code'])('keeps nothing of another one (%s)', async (flow) => {
		const pages: Promise<string>[] = [];
		const user = await createCliUser(sandbox, {
			env: plaintext,
			// The person at the browser picks somebody else than the address proposes.
			openBrowser: async (url) => {
				const other = new URL(url);
				other.searchParams.set('login_hint', 'AdeleV@contoso.com');
				pages.push(visitSignIn(sandbox.caFile, other.href));
			},
		});
		const { code, stderr } = await user.run('login', flow, '--login-hint', 'PattiF@contoso.com', '--as', 'work');
		expect(code).toBe(4);
		expect(stderr).toContain('You signed in as AdeleV@contoso.com, but --login-hint names PattiF@contoso.com');
		expect(stderr).toContain(`graphctl login ${flow} --login-hint AdeleV@contoso.com --as work`);
		for (const page of pages) expect(await page).not.toContain('is signed in as');
		expect(await user.read('accounts', 'list')).toEqual([]);
		expect(existsSync(join(user.home, 'storage', 'tokens.json'))).toBe(false);
	});

	it('leaves another one who was signed in before as he was', async () => {
		const user = await createCliUser(sandbox, { env: plaintext });
		await user.login('AdeleV');
		await user.login('PattiF');
		const { code } = await user.run('login', '--device-code', '--login-hint', 'PattiF@contoso.com');
		expect(code).toBe(4);
		expect((await user.run('me', '-q', 'displayName')).stdout).toBe('Patti Fernandez\n');
		expect((await user.run('me', '-a', 'AdeleV@contoso.com', '-q', 'displayName')).stdout).toBe('Adele Vance\n');
	});

	it('takes the name in any case', async () => {
		const user = await createCliUser(sandbox);
		await user.login('adelev');
	});
});

describe('a login that failed', () => {
	it('is repeated by its hint with everything that was asked for', async () => {
		const user = await createCliUser(sandbox, { openBrowser: async () => {} }, ['other', 'sandbox']);
		const argv = '--browser --login-hint a@contoso.com --domain-hint contoso.com --cloud sandbox --tenant contoso.com';
		const more = '--scope Mail.Read --as work --redirect-port 0 --timeout 1s'.replace('--redirect-port 0 ', '');
		const { code, stderr } = await user.run('login', ...argv.split(' '), ...more.split(' '));
		expect(code).toBe(124);
		expect(/graphctl login .*/.exec(stderr)?.[0]).toBe(
			'graphctl login --device-code --login-hint a@contoso.com --cloud sandbox --tenant contoso.com --scope Mail.Read --as work',
		);
	});
});

describe('login -o json', () => {
	it('lists permissions, and not the scopes that only name the person', async () => {
		const user = await createCliUser(sandbox);
		const { stdout } = await user.run('login', '--browser', '--login-hint', 'AdeleV@contoso.com', '-o', 'json');
		expect(JSON.parse(stdout).scopes).toEqual(['User.Read']);
	});
});
