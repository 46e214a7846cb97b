/** Exports of the built program that are killed, stopped and watched. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import {
	builtProgram,
	createSandboxWorld,
	graphctl,
	startGraphctl,
	startProgram,
	type World,
} from '../helpers/built-program.js';
import { createDesk } from '../helpers/desk.js';
import { hashFiles, hashOf, readAll, readMbox } from '../helpers/exported.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import { strayControls } from '../helpers/screen.js';
import { signIn } from '../helpers/sign-in.js';

interface Exporting {
	readonly sandbox: TestSandbox;
	readonly world: World;
	readonly mime: readonly Buffer[];
}

async function exporting(messages = 200): Promise<Exporting> {
	const sandbox = await startTestSandbox({ autoApprove: true, messages });
	const world = await createSandboxWorld(sandbox);
	await signIn(world, sandbox, ['--scope', 'User.Read', '--scope', 'Mail.Read']);
	const token = (await graphctl(['token', '--scope', 'Mail.Read'], world)).stdout.trim();
	return { sandbox, world, mime: await readAll(sandbox, token, 'inbox', '/$value') };
}

/** Resolves when so many messages were asked for since. */
async function downloads(sandbox: TestSandbox, count: number): Promise<void> {
	const number = (): number =>
		[...sandbox.requests()].reduce((sum, [name, times]) => sum + (name.endsWith('/$value') ? times : 0), 0);
	const start = number();
	await vi.waitFor(() => expect(number() - start).toBeGreaterThan(count), { timeout: 15_000, interval: 5 });
}

describe('an export that is killed', () => {
	it.each(['eml', 'mbox'])('goes on, again and again, until all is there once and whole: %s', async (format) => {
		const { sandbox, world, mime } = await exporting();
		const to = join(world.root, 'export');
		const args = ['mail', 'export', '--format', format, '--to', to];
		for (const after of [5, 20, 40]) {
			const run = startGraphctl(args, world);
			await downloads(sandbox, after);
			run.kill('SIGKILL');
			expect((await run.ended()).signal).toBe('SIGKILL');
		}
		const { code, stdout } = await graphctl([...args, '-o', 'json'], world);
		expect(code).toBe(0);
		expect(JSON.parse(stdout).present).toBeGreaterThan(10);
		if (format === 'eml') expect(await hashFiles(to)).toEqual(mime.map(hashOf).sort());
		else {
			const expected = mime.map((one) => one.toString('latin1').replaceAll('\r\n', '\n')).sort();
			expect(readMbox(await readFile(to, 'latin1')).sort()).toEqual(expected);
		}
	});
});

describe('an export that is stopped', () => {
	it('by Ctrl-C ends at once with 130 and the line that goes on', async () => {
		const { sandbox, world, mime } = await exporting(60);
		const to = join(world.root, 'two words');
		await sandbox.do.slowGraph({ delayMs: 60_000, times: 4, path: '/v1.0/me/messages/*/$value' });
		const run = startGraphctl(['mail', 'export', '--to', to], world);
		await downloads(sandbox, 3);
		const started = performance.now();
		run.kill('SIGINT');
		const { code, stdout, stderr } = await run.ended();
		expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
		expect(performance.now() - started).toBeLessThan(3000);
		expect(stderr).toContain(`To go on, run:\ngraphctl mail export --to '${to}'\nCancelled.`);
		await sandbox.do.healGraph();
		expect(await graphctl(['mail', 'export', '--to', to], world)).toMatchObject({ code: 0 });
		expect(await hashFiles(to)).toEqual(mime.map(hashOf).sort());
	});

	it('by a disk without room says so and goes on when there is some', async () => {
		const { world, mime } = await exporting(60);
		const to = join(world.root, 'in.mbox');
		const args = [process.execPath, builtProgram, 'mail', 'export', '--to', to];
		// No file may grow beyond 40 blocks.
		const small = startProgram('/bin/sh', ['-c', 'trap "" XFSZ; ulimit -f 40; exec "$@"', 'sh', ...args], world);
		const { code, stdout, stderr } = await small.ended();
		expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
		expect(stderr).toContain('the file would be larger than it may be here.');
		expect(stderr).toContain('To go on, run:');
		expect(await graphctl(['mail', 'export', '--to', to], world)).toMatchObject({ code: 0 });
		const expected = mime.map((one) => one.toString('latin1').replaceAll('\r\n', '\n')).sort();
		expect(readMbox(await readFile(to, 'latin1')).sort()).toEqual(expected);
	});
});

describe('an export whose disk is full', () => {
	it('leaves nothing behind when not even the first message had room', async () => {
		const { world } = await exporting(60);
		const to = join(world.root, 'inbox');
		const args = [process.execPath, builtProgram, 'mail', 'export', '--to', to];
		const small = startProgram('/bin/sh', ['-c', 'trap "" XFSZ; ulimit -f 2; exec "$@"', 'sh', ...args], world);
		expect(await small.ended()).toMatchObject({ code: 1, stdout: '' });
		await expect(readdir(to)).rejects.toMatchObject({ code: 'ENOENT' });
	});
});

describe('an export that is watched', () => {
	it('tells how far it is on a terminal, and leaves the line clean', async () => {
		const desk = await createDesk({ autoApprove: true, messages: 60 });
		await signIn(desk, desk.sandbox, ['--scope', 'User.Read', '--scope', 'Mail.Read']);
		await desk.sandbox.do.slowGraph({ delayMs: 600, times: 8, path: '/v1.0/me/messages/*/$value' });
		const run = desk.terminal(['mail', 'export', '--to', join(desk.home, 'inbox')], { columns: 60 });
		await run.waitFor(/Exported \d+ of \d+ \(\d+%\), [\d.]+\/s, .*\/s, .*left/);
		expect(await run.exited()).toEqual({ code: 0, signal: 0 });
		expect(run.screen.text()).toMatch(/^Exported \d+ messages/);
		expect(strayControls(run.output().replaceAll('\r\u001b[K', ''))).toEqual([]);
	});

	it('says nothing elsewhere, and a line now and then with --verbose', async () => {
		const { sandbox, world } = await exporting(60);
		await sandbox.do.slowGraph({ delayMs: 5500, times: 4, path: '/v1.0/me/messages/*/$value' });
		const run = await graphctl(['mail', 'export', '--verbose', '--to', join(world.root, 'inbox')], world);
		expect(run.stderr).toMatch(/^Exported \d+ of \d+ \(\d+%\)/m);
		expect(run.stderr).not.toContain('\u001b');
		expect(await graphctl(['mail', 'export', '--to', join(world.root, 'inbox')], world)).toMatchObject({ stderr: '' });
	});
});
