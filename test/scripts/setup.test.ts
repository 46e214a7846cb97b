/** scripts/setup.sh on machines that are unlike this one: PATH holds stand-ins for the system's own tools. */
import { chmod, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot, startProgram } from '../helpers/built-program.js';
import { makeTempFolder } from '../helpers/temp-folder.js';

describe('set-up on a Debian that lacks packages', () => {
	it('without sudo names the exact line that root must run', async () => {
		const { code, stderr } = await setUp({ id: 'echo 1000', 'apt-get': 'exit 99' });
		expect(code).toBe(1);
		expect(stderr).toContain(
			'apt-get update && apt-get install -y --no-install-recommends dbus gnome-keyring libsecret-tools libsecret-1-0\n',
		);
		expect(stderr).not.toContain('not found');
	});

	it('uses sudo where there is one', async () => {
		const { code, stderr } = await setUp({ id: 'echo 1000', 'apt-get': 'exit 99', sudo: 'echo "as root: $*" >&2' });
		expect(code).toBe(0);
		expect(stderr).toContain('as root: apt-get update');
		expect(stderr).toContain('dbus gnome-keyring libsecret-tools libsecret-1-0');
	});

	it('needs no sudo as root', async () => {
		const { code, stderr } = await setUp({ id: 'echo 0', 'apt-get': 'echo "apt-get $*" >&2' });
		expect(code).toBe(0);
		expect(stderr).toContain('apt-get update');
	});
});

/** Runs `setup.sh keychain` in a project whose npm packages are installed, with these commands and next to no others. */
async function setUp(commands: Readonly<Record<string, string>>): Promise<{ code: number | null; stderr: string }> {
	const root = await makeTempFolder();
	const bin = join(root, 'bin');
	for (const folder of ['scripts', 'node_modules', 'bin']) await mkdir(join(root, folder));
	await copyFile(join(projectRoot, 'scripts', 'setup.sh'), join(root, 'scripts', 'setup.sh'));
	for (const name of ['package-lock.json', 'node_modules/.package-lock.json']) await writeFile(join(root, name), '{}');
	await symlink('/usr/bin/dirname', join(bin, 'dirname'));
	for (const [name, script] of Object.entries({ uname: 'echo Linux', ldconfig: ':', grep: 'exit 1', ...commands })) {
		await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
		await chmod(join(bin, name), 0o700);
	}
	return startProgram('/bin/sh', [join(root, 'scripts', 'setup.sh'), 'keychain'], { env: { PATH: bin } }).ended();
}
