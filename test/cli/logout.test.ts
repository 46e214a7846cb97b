/** `graphctl logout` and `accounts remove` against a sandbox, in this process. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCliUser } from '../helpers/cli-user.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

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
		expect((await user.run('logout', '--all')).code).toBe(0);
		expect(existsSync(join(user.home, 'storage', 'tokens.json'))).toBe(false);
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
