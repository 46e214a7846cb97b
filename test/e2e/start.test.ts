/** Starts of the built program that go wrong in ways that no command can foresee. */
import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtProgram, createWorld, startProgram } from '../helpers/built-program.js';

describe('a program', () => {
	it('whose work never ends says so instead of ending well', async () => {
		const world = await createWorld();
		const preload = join(world.root, 'preload.cjs');
		writeFileSync(preload, "require('node:fs').promises.readFile = () => new Promise(() => {});");
		const { code, stdout, stderr } = await startProgram(
			process.execPath,
			['-r', preload, builtProgram, 'config', 'list'],
			world,
		).ended();
		expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
		expect(stderr).toContain('the program ended before its work was done');
	});

	it('that was replaced while it ran asks to be started again, and is no bug', async () => {
		const world = await createWorld();
		const copy = join(world.root, 'copy');
		cpSync(dirname(builtProgram), copy, { recursive: true });
		const chunks = join(copy, 'chunks');
		for (const name of readdirSync(chunks)) if (name.startsWith('jmespath')) rmSync(join(chunks, name));
		const args = [join(copy, 'graphctl.js'), 'config', 'list', '--query', '[].key'];
		const { code, stderr } = await startProgram(process.execPath, args, world).ended();
		expect(code).toBe(1);
		expect(stderr).toMatch(/was updated or removed while it ran: .*jmespath.*\nStart it again\./);
		expect(stderr).not.toContain('bug');
	});
});
