/** Where tokens rest when the keychain is missing, locked or damaged, and when files cannot be written. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keychainService } from '../../src/cache/keychain.js';
import { builtProgram, type Ended, startProgram } from '../helpers/built-program.js';
import { createDesk, type Desk, filesBelow } from '../helpers/desk.js';
import { startLockedSecretService } from '../helpers/secret-service.js';
import { signIn } from '../helpers/sign-in.js';

/** A bus that does not exist. */
const noBus = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' };

describe('without a keychain', () => {
	it('refuses the login before a browser opens, with the reason and the two lines that mend it', async () => {
		const desk = await createDesk({}, noBus);
		const ended = await desk.run(['login']);
		expect(ended).toMatchObject({ code: 9, stdout: '' });
		expect(ended.stderr).toMatch(/keychain cannot be used: .*\S/);
		const lines = ended.stderr
			.split('\n')
			.filter((line) => /^\s*(graphctl config set storage|sudo apt install)/.test(line));
		expect(lines).toHaveLength(2);
		expect(lines[0]?.trim()).toBe('graphctl config set storage encrypted-file');
		expect(ended.stderr).not.toMatch(/\bat .*\.js:\d+/);
		expect(await desk.opened()).toEqual([]);
		expect([...desk.sandbox.requests().keys()].filter((request) => request.includes('authorize'))).toEqual([]);
	});

	it('works after the first of those lines was run', async () => {
		const desk = await createDesk({ autoApprove: true }, noBus);
		const [line = ''] = /graphctl config set storage \S+/.exec((await desk.run(['login'])).stderr) ?? [];
		expect(await desk.run(line.split(' ').slice(1))).toMatchObject({ code: 0 });
		const mute = await desk.run(['login']);
		expect(mute).toMatchObject({ code: 9 });
		expect(mute.stderr).toContain('GRAPHCTL_PASSPHRASE');
		const passphrase = { GRAPHCTL_PASSPHRASE: 'correct horse' };
		const world = { ...desk, env: { ...desk.env, ...passphrase } };
		await signIn(world, desk.sandbox);
		expect(await desk.run(['me'], { env: passphrase })).toMatchObject({ code: 0, stderr: '' });
	});

	it('offers the other storages on a terminal, asks for a passphrase, and goes on', async () => {
		const desk = await createDesk({ autoApprove: true, deviceCodeInterval: 1 }, noBus);
		const run = desk.terminal(['login', '--device-code'], { rows: 60 });
		await run.waitFor('Your choice [1]:');
		expect(run.screen.text()).toContain('keychain cannot be used');
		run.type('1\r');
		await run.waitFor('Choose a passphrase for the encrypted token file:');
		run.type('correct horse\r');
		await run.waitFor('Repeat it:');
		run.type('corect horse\r');
		await run.waitFor(/The two differ[\s\S]*Choose a passphrase/);
		run.type('correct horse\r');
		await run.waitFor(/The two differ[\s\S]*Repeat it:/);
		run.type('correct horse\r');
		expect((await run.exited()).code).toBe(0);
		expect(run.output()).not.toContain('correct horse');
		const passphrase = { GRAPHCTL_PASSPHRASE: 'correct horse' };
		expect(await desk.run(['me'], { env: passphrase })).toMatchObject({ code: 0, stderr: '' });
		const later = desk.terminal(['me', '--query', 'displayName']);
		await later.waitFor('Passphrase');
		later.type('wrong horse\r');
		await later.waitFor(/not the passphrase[\s\S]*Passphrase/);
		later.type('correct horse\r');
		expect((await later.exited()).code).toBe(0);
		expect(later.screen.text()).toContain('Adele Vance');
	});

	it('stops where the person wants no other storage', async () => {
		const desk = await createDesk({}, noBus);
		const run = desk.terminal(['login'], { rows: 60 });
		await run.waitFor('Your choice [1]:');
		run.type('3\r');
		expect((await run.exited()).code).toBe(9);
		expect(await desk.opened()).toEqual([]);
		const other = desk.terminal(['login'], { rows: 60 });
		await other.waitFor('Your choice [1]:');
		other.press('ctrl-c');
		expect((await other.exited()).code).toBe(130);
	});
});

describe('an encrypted file', () => {
	it('opens with its passphrase alone', async () => {
		const desk = await createDesk(
			{ autoApprove: true },
			{ ...noBus, GRAPHCTL_STORAGE: 'encrypted-file', GRAPHCTL_PASSPHRASE: 'correct horse' },
		);
		await signIn(desk, desk.sandbox);
		expect(await desk.run(['me'])).toMatchObject({ code: 0, stderr: '' });
		const wrong = await desk.run(['me'], { env: { GRAPHCTL_PASSPHRASE: 'wrong horse' } });
		expect(wrong).toMatchObject({ code: 9, stdout: '' });
		expect(wrong.stderr).toMatch(/passphrase/i);
		expect(wrong.stderr).not.toContain('horse');
		expect(await desk.run(['me'])).toMatchObject({ code: 0, stderr: '' });
		for (const [path, bytes] of filesBelow(desk.home)) {
			// The beginning of a token; compiled code holds what recognizes one.
			expect([path, /eyJ[\w-]{4}/.test(bytes.toString('latin1'))]).toEqual([path, false]);
		}
		const compiled = [...filesBelow(join(desk.home, '.cache'))].filter(([path]) => path.endsWith('.bin'));
		expect(compiled).not.toEqual([]);
		for (const [path, bytes] of compiled) {
			expect([path, /AdeleV|correct horse/i.test(bytes.toString('latin1'))]).toEqual([path, false]);
		}
	});
});

describe('a plaintext file', () => {
	it('is used when it is named, private to the user, and warned of each time', async () => {
		const desk = await createDesk({ autoApprove: true });
		const login = await signIn(desk, desk.sandbox, ['--storage', 'plaintext-file']);
		expect(login.stderr).toMatch(/Warning: .*not encrypted/);
		for (let time = 0; time < 2; time += 1) {
			const status = await desk.run(['status']);
			expect(status.code).toBe(0);
			expect(status.stdout).toContain('plaintext-file');
			expect(status.stderr).toMatch(/Warning: .*not encrypted/);
		}
		const folder = join(desk.home, '.local', 'state', 'graphctl', 'storage');
		expect(await readdir(folder)).toEqual(['tokens.json']);
		expect((await stat(join(folder, 'tokens.json'))).mode & 0o777).toBe(0o600);
		expect((await stat(folder)).mode & 0o777).toBe(0o700);
		expect(await desk.tokens()).toBeUndefined();
	});
});

describe('a locked keychain', () => {
	it('is called locked, and not "signed out"', async () => {
		const held = [{ service: keychainService, account: 'tokens', secret: '{}' }];
		const desk = await createDesk({ secrets: await startLockedSecretService(held) });
		const login = await desk.run(['login']);
		expect(login).toMatchObject({ code: 9, stdout: '' });
		expect(login.stderr).toMatch(/locked/);
		expect(await desk.opened()).toEqual([]);
	});

	it('does not make a signed-in person sign in again', async () => {
		const desk = await createDesk({ autoApprove: true });
		await signIn(desk, desk.sandbox);
		const secret = (await desk.tokens()) ?? '';
		const locked = await startLockedSecretService([{ service: keychainService, account: 'tokens', secret }]);
		const bus = { DBUS_SESSION_BUS_ADDRESS: locked.env['DBUS_SESSION_BUS_ADDRESS'] ?? '' };
		try {
			for (const words of [['me'], ['status'], ['token'], ['logout']]) {
				const ended = await desk.run(words, { env: bus });
				expect([words, ended.code, ended.stdout]).toEqual([words, 9, '']);
				expect(ended.stderr).toMatch(/locked/);
				expect(ended.stderr).not.toMatch(/graphctl login|Nobody is signed in/);
			}
			await locked.unlock();
			expect(await desk.run(['me', '--query', 'displayName'], { env: bus })).toMatchObject({
				code: 0,
				stdout: 'Adele Vance\n',
			});
		} finally {
			await locked.stop();
		}
	});
});

describe('a damaged cache', () => {
	it.each([['me'], ['status'], ['mail']])('is set aside with a message, and `%s` exits 4', async (word) => {
		const desk = await createDesk({ autoApprove: true });
		await signIn(desk, desk.sandbox);
		await storeSecret(desk, '{"AccessToken": {"x"');
		const ended = await desk.run([word]);
		expect(ended.code).toBe(4);
		expect(ended.stderr).toContain('damaged');
		expect(ended.stderr).toMatch(/tokens\.corrupt-\S+/);
		expect(ended.stderr).toContain('graphctl login');
		expect(ended.stderr).not.toMatch(/SyntaxError|\bat .*\.js:\d+/);
		const aside = /tokens\.corrupt-[\w-]+/.exec(ended.stderr)?.[0] ?? '';
		expect(await desk.secrets.lookup(keychainService, aside)).toBe('{"AccessToken": {"x"');
		expect(await desk.tokens()).toBeUndefined();
		await signIn(desk, desk.sandbox);
		expect(await desk.run(['me'])).toMatchObject({ code: 0, stderr: '' });
	});

	it('of the account list is set aside too', async () => {
		const desk = await createDesk({ autoApprove: true });
		await signIn(desk, desk.sandbox);
		const state = join(desk.home, '.local', 'state', 'graphctl');
		await writeFile(join(state, 'accounts.json'), '{"accounts": [');
		const ended = await desk.run(['me']);
		expect(ended.code).toBe(4);
		expect(ended.stderr).toMatch(/accounts\S*\.corrupt-/);
		const aside = (await readdir(state)).filter((name) => name.includes('.corrupt-'));
		expect(aside).toHaveLength(1);
		expect(await readFile(join(state, aside[0] ?? ''), 'utf8')).toBe('{"accounts": [');
	});
});

/** No file may hold a byte: as a full disk, but for this program alone and without an administrator's help. */
const diskFull = 'ulimit -f 0; exec "$@"';

describe('a folder that cannot be written', () => {
	it.each([
		['its path leads through a file', { GRAPHCTL_HOME: '/etc/hostname/graphctl' }, 'exec "$@"'],
		['it is read-only', { GRAPHCTL_HOME: '/sys/graphctl' }, 'exec "$@"'],
		['it is full', {}, diskFull],
	])('ends the login with exit code 9 before a browser opens: %s', async (_how, more, shell) => {
		const desk = await createDesk({}, more);
		const { loginOrigin, clientId } = desk.sandbox;
		const ended = await runInShell(desk, shell, ['login', '--authority', loginOrigin, '--client-id', clientId]);
		expect(ended).toMatchObject({ code: 9, stdout: '' });
		const folder = desk.env['GRAPHCTL_HOME'] ?? join(desk.home, '.local', 'state', 'graphctl');
		expect(ended.stderr).toMatch(new RegExp(`^Error: Cannot .*${folder}`));
		expect(ended.stderr).not.toMatch(/\bat .*\.js:\d+/);
		expect(await desk.opened()).toEqual([]);
		expect(await desk.tokens()).toBeUndefined();
	});

	it('does not keep a signed-in person from reading', async () => {
		const desk = await createDesk({ autoApprove: true });
		await signIn(desk, desk.sandbox);
		const me = await runInShell(desk, diskFull, ['me', '--query', 'displayName']);
		expect(me).toMatchObject({ code: 0, stdout: 'Adele Vance\n', stderr: '' });
	});
});

/** Runs the built program, which is `"$@"`, from a line of shell. */
function runInShell(desk: Desk, line: string, words: readonly string[]): Promise<Ended> {
	const args = ['-c', line, 'sh', process.execPath, builtProgram, ...words];
	return startProgram('/bin/sh', args, { env: desk.env }).ended();
}

async function storeSecret(desk: Desk, secret: string): Promise<void> {
	const args = ['store', '--label', 'tokens', 'service', keychainService, 'account', 'tokens'];
	const child = execFile('secret-tool', args, { env: { ...process.env, ...desk.secrets.env } });
	child.stdin?.end(secret);
	await once(child, 'close');
}
