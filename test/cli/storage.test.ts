/** Which storage a login uses, and that no later command looks elsewhere or leaves tokens behind. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphctlError } from '../../src/errors.js';
import type { Keychain } from '../../src/runtime.js';
import { type CliUser, createCliUser } from '../helpers/cli-user.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true }, { keep: true });
});
afterAll(() => sandbox.stop());

const passphrase = { GRAPHCTL_PASSPHRASE: 'correct horse' };
const encrypted = ['--storage', 'encrypted-file'];
const plain = ['--storage', 'plaintext-file'];

const files = ({ home }: CliUser): string[] =>
	['tokens.json', 'tokens.enc'].filter((name) => existsSync(join(home, 'storage', name)));

/** A keychain that can be taken away and given back. */
function createKeychain(): {
	keychain: () => Promise<Keychain>;
	items: Map<string, string>;
	remove(): void;
	restore(): void;
} {
	const items = new Map<string, string>();
	let there = true;
	const keychain: Keychain = {
		load: async ({ account }) => items.get(account),
		save: async ({ account }, secret) => void items.set(account, secret),
		remove: async ({ account }) => items.delete(account),
	};
	return {
		keychain: async () => {
			if (there) return keychain;
			throw new GraphctlError({
				code: 'storage.keychain-unavailable',
				message: 'The keychain cannot be used: no bus.',
			});
		},
		items,
		remove: () => {
			there = false;
		},
		restore: () => {
			there = true;
		},
	};
}

describe('a login into a named storage', () => {
	it('is where later commands look', async () => {
		const user = await createCliUser(sandbox);
		await user.login('AdeleV', ...plain);
		expect(await user.run('me', '-q', 'displayName')).toMatchObject({ code: 0, stdout: 'Adele Vance\n' });
		expect(await user.read('status')).toMatchObject({ storage: { kind: 'plaintext-file' } });
	});

	it('is refused where the config file would send later commands elsewhere, and the hint mends it', async () => {
		const user = await createCliUser(sandbox);
		await user.run('config', 'set', 'storage', 'encrypted-file');
		const refused = await user.run('login', '--browser', ...plain);
		expect(refused.code).toBe(2);
		expect(refused.stderr).toContain(`${join(user.home, 'config.json')} names encrypted-file`);
		const line = /graphctl (config set .*)/.exec(refused.stderr)?.[1] ?? '';
		expect((await user.run(...line.split(' '))).code).toBe(0);
		await user.login('AdeleV', ...plain);
		expect((await user.run('me')).code).toBe(0);
	});

	it('is refused where the environment would send later commands elsewhere', async () => {
		const user = await createCliUser(sandbox, { env: { GRAPHCTL_STORAGE: 'encrypted-file', ...passphrase } });
		const refused = await user.run('login', '--browser', ...plain);
		expect(refused.code).toBe(2);
		expect(refused.stderr).toContain('GRAPHCTL_STORAGE names encrypted-file');
		expect(refused.stderr).toContain('export GRAPHCTL_STORAGE=plaintext-file');
		expect(files(user)).toEqual([]);
	});

	it('is refused while accounts rest in another one, and works after `logout --all`', async () => {
		const user = await createCliUser(sandbox, { env: passphrase });
		await user.login('AdeleV', ...plain);
		const refused = await user.run('login', '--browser', ...encrypted);
		expect(refused.code).toBe(2);
		expect(refused.stderr).toContain('The tokens of 1 account rest in plaintext-file');
		expect(refused.stderr).toContain('graphctl logout --all');
		expect(files(user)).toEqual(['tokens.json']);
		expect((await user.run('logout', '--all')).code).toBe(0);
		await user.login('AdeleV', ...encrypted);
		expect(files(user)).toEqual(['tokens.enc']);
	});

	it.each([
		[['--storage', 'memory'], {}],
		[[], { GRAPHCTL_STORAGE: 'memory' }],
	])('is refused for memory (%j %j), which ends with the command', async (argv, env) => {
		const user = await createCliUser(sandbox, { env });
		const { code, stderr } = await user.run('login', '--browser', ...argv);
		expect(code).toBe(2);
		expect(stderr).toContain('would be gone when this command ends');
	});
});

describe('a setting that names another storage than the one with the tokens', () => {
	it('is told, with the line that leads back to them', async () => {
		const user = await createCliUser(sandbox, { env: passphrase });
		await user.login('AdeleV');
		await user.run('config', 'set', 'storage', 'encrypted-file');
		for (const words of [['me'], ['status'], ['token']]) {
			const { code, stdout, stderr } = await user.run(...words);
			expect([words, code, stdout]).toEqual([words, 10, '']);
			expect(stderr).toContain(
				`The tokens rest in the keychain, but ${join(user.home, 'config.json')} names encrypted-file`,
			);
		}
		const line = /graphctl (config set storage .*)/.exec((await user.run('me')).stderr)?.[1] ?? '';
		await user.run(...line.split(' '));
		expect((await user.run('me')).code).toBe(0);
	});

	it('does not keep `logout` from the tokens', async () => {
		const { keychain, items } = createKeychain();
		const user = await createCliUser(sandbox, { keychain, env: passphrase });
		await user.login('AdeleV');
		expect(items.size).toBe(1);
		await user.run('config', 'set', 'storage', 'encrypted-file');
		expect((await user.run('logout')).code).toBe(0);
		expect(items.size).toBe(0);
	});
});

describe('logout --all', () => {
	it('asks for no passphrase', async () => {
		const env: Record<string, string> = { ...passphrase };
		const user = await createCliUser(sandbox, { env });
		await user.login('AdeleV', ...encrypted);
		delete env['GRAPHCTL_PASSPHRASE'];
		expect((await user.run('me')).code).toBe(9);
		expect(await user.run('logout', '--all')).toMatchObject({ code: 0 });
		expect(files(user)).toEqual([]);
	});

	it('does not touch a keychain that was never used', async () => {
		const { keychain, remove } = createKeychain();
		remove();
		const user = await createCliUser(sandbox, { keychain });
		await user.login('AdeleV', ...plain);
		expect(await user.run('logout', '--all')).toMatchObject({ code: 0 });
		expect(await user.run('logout', '--all')).toMatchObject({ code: 0 });
	});
});

describe('a keychain that cannot be used', () => {
	it('prints lines that work where GRAPHCTL_STORAGE chose it', async () => {
		const { keychain, remove } = createKeychain();
		remove();
		const env: Record<string, string> = { GRAPHCTL_STORAGE: 'keychain' };
		const user = await createCliUser(sandbox, { keychain, env });
		const { code, stderr } = await user.run('login', '--browser');
		expect(code).toBe(9);
		const lines = [...stderr.matchAll(/^export GRAPHCTL_STORAGE=(.*)$/gm)].map(([, kind = '']) => kind);
		expect(lines).toEqual(['encrypted-file', 'plaintext-file']);
		expect(stderr).not.toContain('graphctl config set');
		env['GRAPHCTL_STORAGE'] = lines[1] ?? '';
		await user.login('AdeleV');
		expect((await user.run('me')).code).toBe(0);
	});

	it('prints lines that work where --storage chose it, with the other options', async () => {
		const { keychain, remove } = createKeychain();
		remove();
		const user = await createCliUser(sandbox, { keychain });
		const argv = ['login', '--browser', '--login-hint', 'AdeleV@contoso.com', '--as', 'work', '--storage', 'keychain'];
		const { stderr } = await user.run(...argv);
		const line = /^graphctl (login .*plaintext-file)$/m.exec(stderr)?.[1] ?? '';
		expect(line).toBe('login --browser --login-hint AdeleV@contoso.com --as work --storage plaintext-file');
		expect((await user.run(...line.split(' '))).code).toBe(0);
		expect((await user.run('me', '-a', 'work')).code).toBe(0);
	});

	it('may be left by those who had signed in there, and is not forgotten', async () => {
		const { keychain, items, remove, restore } = createKeychain();
		const user = await createCliUser(sandbox, { keychain });
		await user.login('AdeleV');
		remove();
		const { code, stderr } = await user.run('me');
		expect(code).toBe(9);
		const line = /^graphctl (config set storage plaintext-file) && graphctl login$/m.exec(stderr)?.[1] ?? '';
		await user.run(...line.split(' '));
		const login = await user.run('login', '--browser', '--login-hint', 'AdeleV@contoso.com');
		expect(login.code).toBe(0);
		expect(login.stderr).toContain('the tokens of AdeleV@contoso.com stay in the keychain');
		expect((await user.run('me')).code).toBe(0);
		expect(await user.run('logout', '--all')).toMatchObject({ code: 9 });
		expect(items.size).toBe(1);
		restore();
		expect(await user.run('logout', '--all')).toMatchObject({ code: 0 });
		expect([items.size, files(user)]).toEqual([0, []]);
		expect(existsSync(join(user.home, 'storage.json'))).toBe(false);
	});

	it('is remembered before the account is, so that a killed sign-in leaves nothing that `logout --all` misses', async () => {
		const { keychain, items } = createKeychain();
		let marks = '';
		const user: CliUser = await createCliUser(sandbox, {
			keychain,
			openBrowser: async () => {
				marks = readFileSync(join(user.home, 'storage.json'), 'utf8');
				items.set([...items.keys()][0] ?? '', 'never listed');
			},
		});
		const login = await user.run('login', '--browser', '--timeout', '1s');
		expect(login.code).toBe(124);
		expect(JSON.parse(marks)).toEqual({ used: ['keychain'] });
	});
});
