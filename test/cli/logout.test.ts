/** `graphctl logout`, here and in the browser, and `accounts remove` against a sandbox, in this process. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCliUser } from '../helpers/cli-user.js';
import { isListening } from '../helpers/desk.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import { visitSignIn } from '../helpers/sign-in.js';

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true }, { keep: true });
});
afterAll(() => sandbox.stop());

const adele = 'AdeleV@contoso.com';
const patti = 'PattiF@contoso.com';

describe('logout', () => {
	it('removes the current account and says what remains', async () => {
		const user = await createCliUser(sandbox);
		await user.login('AdeleV');
		await user.login('PattiF');
		expect(await user.run('logout')).toEqual({
			code: 0,
			stdout: '',
			stderr: `Signed out ${patti}.\nStill signed in: ${adele}.\nThe current account is ${adele}.\n`,
		});
		expect((await user.run('me', '-q', 'mail')).stdout).toBe(`${adele}\n`);
		expect((await user.run('me', '-a', patti)).code).toBe(3);
		expect(await user.run('logout')).toMatchObject({ code: 0, stderr: `Signed out ${adele}.\nNo account is left.\n` });
		expect((await user.run('me')).code).toBe(4);
	});

	it('of another account leaves the current one current', async () => {
		const user = await createCliUser(sandbox);
		await user.login('AdeleV', '--as', 'work');
		await user.login('PattiF');
		expect(await user.read('logout', '--account', 'work')).toEqual({
			removed: [adele],
			remaining: [patti],
			current: patti,
		});
		expect((await user.run('accounts', 'remove', patti)).stderr).toContain('No account is left.');
	});

	it('--all removes everybody and every token', async () => {
		const user = await createCliUser(sandbox, { env: { GRAPHCTL_STORAGE: 'plaintext-file' } });
		await user.login('AdeleV');
		await user.login('PattiF');
		const tokens = join(user.home, 'storage', 'tokens.json');
		expect(existsSync(tokens)).toBe(true);
		expect((await user.run('logout', '--all')).stderr).toBe(`Signed out ${adele}, ${patti}.\nNo account is left.\n`);
		expect(existsSync(tokens)).toBe(false);
	});

	it('--all removes tokens whose account was never written, because the sign-in was killed', async () => {
		const user = await createCliUser(sandbox, { env: { GRAPHCTL_STORAGE: 'plaintext-file' } });
		await user.login('AdeleV');
		rmSync(join(user.home, 'accounts.json'));
		const tokens = join(user.home, 'storage', 'tokens.json');
		expect(await user.run('logout', '--all')).toEqual({
			...{ code: 0, stdout: '' },
			stderr: `Nobody was signed in. Tokens that no account owned were removed from ${tokens}.\n`,
		});
		expect(existsSync(tokens)).toBe(false);
		expect((await user.run('logout', '--all')).stderr).toBe('Nobody is signed in; there is nothing to do.\n');
	});

	it('--all removes the tokens in every file, also of a storage that was used earlier', async () => {
		const user = await createCliUser(sandbox, { env: { GRAPHCTL_PASSPHRASE: 'correct horse' } });
		await user.login('AdeleV', '--storage', 'plaintext-file');
		rmSync(join(user.home, 'accounts.json'));
		await user.login('AdeleV', '--storage', 'encrypted-file');
		const stored = (): string[] => readdirSync(join(user.home, 'storage'));
		expect(stored()).toEqual(['tokens.enc', 'tokens.json']);
		expect((await user.run('logout', '--all')).code).toBe(0);
		expect(stored()).toEqual([]);
	});

	it.each([[['logout']], [['logout', '--all']], [['logout', '--account', 'somebody']]])(
		'with nobody signed in (%j) is success',
		async (argv) => {
			const user = await createCliUser(sandbox);
			expect(await user.run(...argv)).toEqual({
				code: 0,
				stdout: '',
				stderr: 'Nobody is signed in; there is nothing to do.\n',
			});
		},
	);

	it('takes --all or --account, not both', async () => {
		const user = await createCliUser(sandbox);
		expect((await user.run('logout', '--all', '-a', 'work')).code).toBe(2);
	});
});

describe('logout --browser', () => {
	const browser = { DISPLAY: ':0' };

	it('ends the session in the browser with the login hint of the account, after the tokens are gone', async () => {
		const opened: URL[] = [];
		const stored: boolean[] = [];
		const visits: Promise<string>[] = [];
		const user = await createCliUser(sandbox, {
			env: { ...browser, GRAPHCTL_STORAGE: 'plaintext-file' },
			openBrowser: async (url) => {
				opened.push(new URL(url));
				stored.push(existsSync(join(user.home, 'storage', 'tokens.json')));
				visits.push(visitSignIn(sandbox.caFile, url));
			},
		});
		await user.login('AdeleV');
		const { code, stderr } = await user.run('logout', '--browser');
		expect(code).toBe(0);
		expect(stderr).toMatch(
			/^Signed out AdeleV@contoso.com\.\n[\s\S]*AdeleV@contoso.com is signed out in the browser\.\n$/,
		);
		expect(opened[1]?.pathname).toMatch(/\/oauth2\/v2\.0\/logout$/);
		expect(opened[1]?.searchParams.get('logout_hint')).toMatch(/^O\./);
		expect(stored.at(-1)).toBe(false);
		expect(await visits[1]).toContain('AdeleV@contoso.com');
	});

	it('--all goes to one page after the other, once for each session', async () => {
		const opened: URL[] = [];
		const stillWaiting: boolean[] = [];
		const openBrowser = async (text: string): Promise<void> => {
			const url = new URL(text);
			if (url.pathname.endsWith('/logout')) {
				const last = opened.at(-1)?.searchParams.get('post_logout_redirect_uri');
				if (last) stillWaiting.push(await isListening(Number(new URL(last).port)));
				opened.push(url);
			}
			void visitSignIn(sandbox.caFile, text);
		};
		const user = await createCliUser(sandbox, { env: browser, openBrowser }, ['sandbox', 'other']);
		await user.login('AdeleV');
		await user.login('PattiF');
		await user.login('AdeleV', '--cloud', 'other');
		expect(await user.read('logout', '--all', '--browser')).toEqual({
			removed: [adele, patti, adele],
			remaining: [],
			current: null,
			browser: [
				{ username: adele, cloud: 'sandbox', ended: true },
				{ username: patti, cloud: 'sandbox', ended: true },
			],
		});
		expect(opened).toHaveLength(2);
		expect(new Set(opened.map((url) => url.searchParams.get('logout_hint'))).size).toBe(2);
		expect(stillWaiting).toEqual([false]);
	});

	it('signs out here even when the browser never comes back, and says that its session may be open', async () => {
		const openBrowser = async (url: string): Promise<void> => {
			if (url.includes('/authorize')) void visitSignIn(sandbox.caFile, url);
		};
		const user = await createCliUser(sandbox, { env: browser, openBrowser });
		await user.login('AdeleV');
		const { code, stderr, stdout } = await user.run('logout', '--browser', '--timeout', '1', '-o', 'json');
		expect(code).toBe(124);
		expect(JSON.parse(stdout)).toMatchObject({ removed: [adele], browser: [{ ended: false }] });
		expect(stderr).toContain('may still be open');
		expect((await user.run('me')).code).toBe(4);
	});

	it('prints the address where no browser can open, and does not wait', async () => {
		const user = await createCliUser(sandbox);
		await user.login('AdeleV');
		const { code, stderr } = await user.run('logout', '--browser', '-a', adele);
		expect(code).toBe(0);
		expect(stderr).toMatch(/open this address where you signed in:\n {2}https:\S+\/logout\?logout_hint=O\.\w+\n$/);
	});

	it.each([[['--no-open']], [['--timeout', '5m']], [['--browser', '--timeout', 'soon']]])(
		'refuses options that mean nothing: %j',
		async (argv) => {
			const user = await createCliUser(sandbox);
			expect((await user.run('logout', ...argv)).code).toBe(2);
		},
	);
});
