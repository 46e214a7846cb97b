/** A stranger's first two commands, without a terminal: `npm run demo` and `npm test` in a fresh clone of the project. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, projectRoot, startProgram } from '../helpers/built-program.js';
import { npmEnvironment } from '../helpers/npm.js';

let clone: string;
beforeAll(() => {
	clone = mkdtempSync(join(realpathSync(tmpdir()), 'graphctl-clone-'));
	copyProject(clone);
});
afterAll(() => rm(clone, { recursive: true, force: true, maxRetries: 3 }));

describe('a fresh clone', () => {
	it('shows the main job with `npm run demo`: sign in, profile, ten messages, sign out', async () => {
		// An ordinary sign-in over SSH: there is a session bus, and no keyring that could be unlocked.
		const { code, stdout, stderr } = await runInClone('dbus-run-session', ['--', 'npm', 'run', 'demo']);
		expect(code, `${stdout}\n${stderr}`).toBe(0);
		const commands = [...stdout.matchAll(/^\$ graphctl (.*)$/gm)].map(([, line]) => line);
		expect(commands.map((line) => line?.split(' ')[0])).toEqual([
			'status',
			'login',
			'status',
			'me',
			'mail',
			'login',
			'mail',
			'mail',
			'logout',
			'me',
		]);
		expect(stdout).toMatch(/^Name +Adele Vance$/m);
		expect(stdout).toMatch(/^Title +Retail Manager$/m);
		expect(stdout).toMatch(/^Tokens in +keychain: /m);
		const listed = stdout.slice(
			stdout.lastIndexOf('$ graphctl mail --top 10'),
			stdout.indexOf('$ graphctl mail --top 3'),
		);
		expect(listed.split('\n').filter((line) => /^ *\d+ /.test(line))).toHaveLength(10);
		expect(stderr).toContain('Signed out AdeleV@contoso.com.');
		expect(stdout).toContain('The demo is done.');
		expect(stdout + stderr).not.toContain('\u001b');
	}, 200_000);

	it('sets up, checks, builds and tests itself with `npm test`', async () => {
		// All but the tests themselves, of which this one is one.
		const { code, stdout, stderr } = await runInClone('npm', ['test', '--', 'test/text']);
		expect(code, `${stdout}\n${stderr}`).toBe(0);
		expect(stdout).toContain('test/architecture.test.ts');
		expect(stdout).toContain('test/text/sanitize.test.ts');
		expect(existsSync(join(clone, '.cache/node-20.19.0/node_modules/node/bin/node'))).toBe(true);
	}, 200_000);
});

/** Runs a command in the clone. What only this shell has must not be what makes it work, nor what spoils it. */
async function runInClone(file: string, args: readonly string[]): Promise<Ended> {
	const own =
		/^(DBUS_SESSION_BUS_ADDRESS|GRAPHCTL_.*|AZURE_.*|NO_COLOR|FORCE_COLOR|CI|NODE_ENV|VITEST.*|TEST|DEV|PROD|MODE)$/;
	const env = Object.entries(await npmEnvironment()).flatMap(([name, value]) =>
		value === undefined || own.test(name) ? [] : [[name, value] as const],
	);
	return startProgram(file, args, {
		cwd: clone,
		env: { ...Object.fromEntries(env), npm_config_prefer_offline: 'true' },
		timeout: 180_000,
	}).ended();
}

/** Copies what git would hand to a stranger if the working tree were committed, and makes a repository of it. */
function copyProject(clone: string): void {
	const names = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
		cwd: projectRoot,
		encoding: 'utf8',
	});
	for (const name of names.split('\0')) {
		const from = join(projectRoot, name);
		// A tracked file may be gone from the working tree.
		if (name === '' || !existsSync(from)) continue;
		mkdirSync(dirname(join(clone, name)), { recursive: true });
		copyFileSync(from, join(clone, name));
	}
	execFileSync('git', ['init', '--quiet'], { cwd: clone });
}
