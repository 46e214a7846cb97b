/** A stranger's first command: a fresh clone of the project, and `npm run demo` in it without a terminal. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot, startProgram } from '../helpers/built-program.js';
import { npmEnvironment } from '../helpers/npm.js';
import { makeTempFolder } from '../helpers/temp-folder.js';

describe('a fresh clone', () => {
	it('shows the main job with `npm run demo`: sign in, profile, ten messages, sign out', async () => {
		const clone = join(await makeTempFolder(), 'clone');
		copyProject(clone);
		// What only this shell has must not be what makes the demo work, nor what spoils it.
		const own = /^(DBUS_SESSION_BUS_ADDRESS|GRAPHCTL_.*|AZURE_.*|NO_COLOR|FORCE_COLOR|CI)$/;
		const env = Object.entries(await npmEnvironment()).flatMap(([name, value]) =>
			value === undefined || own.test(name) ? [] : [[name, value] as const],
		);
		const demo = startProgram('npm', ['run', 'demo'], {
			cwd: clone,
			env: { ...Object.fromEntries(env), npm_config_prefer_offline: 'true' },
			timeout: 180_000,
		});
		const { code, stdout, stderr } = await demo.ended();
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
});

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
