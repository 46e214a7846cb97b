/** Reading mail on a real terminal: the pager and its keys, hostile mail, closed pipes, Ctrl-C in a download. */
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createDesk, type Desk } from '../helpers/desk.js';
import { strayControls } from '../helpers/screen.js';
import { signIn } from '../helpers/sign-in.js';

/** Sets up a person whose list is remembered; message 1 is the one found by its subject. */
async function reading(subject: string): Promise<Desk> {
	const desk = await createDesk({ autoApprove: true, messages: 120 });
	await signIn(desk, desk.sandbox, ['--scope', 'User.Read', '--scope', 'Mail.Read']);
	expect(await desk.run(['mail', 'search', '--subject', subject, '--top', '1'])).toMatchObject({ code: 0, stderr: '' });
	return desk;
}

/** A pager that notes what it got and lives until it reads a line from the terminal. */
async function pagerOf(desk: Desk): Promise<{ path: string; got: string }> {
	const path = join(desk.root, 'pager');
	const got = join(desk.root, 'paged');
	await writeFile(
		path,
		`#!/bin/sh\ntrap 'echo interrupted >>"${got}.int"' INT\ncat >"${got}"\necho "LESS=$LESS" >>"${got}"\necho paging\nuntil read -r line </dev/tty; do :; done\necho bye\n`,
	);
	await chmod(path, 0o700);
	return { path, got };
}

describe('mail read on a terminal', () => {
	it('gives a long message to the pager, whose keys and Ctrl-C are its own', async () => {
		const desk = await reading('Everything for the board meeting');
		const { path, got } = await pagerOf(desk);
		const run = desk.terminal(['mail', 'read', '1', '--headers'], { rows: 6, env: { GRAPHCTL_PAGER: path } });
		await run.waitFor('paging');
		run.press('ctrl-c');
		await vi.waitFor(async () => expect(await readFile(`${got}.int`, 'utf8')).toContain('interrupted'), {
			timeout: 10_000,
		});
		run.type('q\r');
		await run.waitFor('bye');
		expect(await run.exited()).toEqual({ code: 0, signal: 0 });
		const text = await readFile(got, 'utf8');
		expect(text).toMatch(/^Received: /);
		expect(text).toContain('LESS=FRX');
	});

	it('is at peace with a pager that reads nothing, and with none that exists', async () => {
		const desk = await reading('Everything for the board meeting');
		const early = desk.terminal(['mail', 'read', '1'], { rows: 6, env: { PAGER: 'true' } });
		expect(await early.exited()).toEqual({ code: 0, signal: 0 });
		const missing = desk.terminal(['mail', 'read', '1'], { rows: 60, env: { PAGER: '/nowhere/pager' } });
		expect(await missing.exited()).toEqual({ code: 0, signal: 0 });
		const small = desk.terminal(['mail', 'read', '1'], { rows: 6, env: { PAGER: '/nowhere/pager' } });
		expect(await small.exited()).toEqual({ code: 0, signal: 0 });
		expect(small.output()).toContain('there is no such program');
		expect(small.output()).toContain('Everything for the board meeting');
	});

	it('shows hostile mail, its headers and its MIME without a foreign sequence', async () => {
		const desk = await reading('Documents as requested');
		for (const more of [[], ['--headers'], ['--raw'], ['--html']]) {
			const run = desk.terminal(['mail', 'read', '1', '--no-pager', ...more], { rows: 200 });
			expect(await run.exited()).toEqual({ code: 0, signal: 0 });
			expect(strayControls(run.output())).toEqual([]);
			expect(run.output().length).toBeGreaterThan(200);
		}
		const list = desk.terminal(['mail', 'attachments', '1'], { rows: 200, columns: 160 });
		expect(await list.exited()).toEqual({ code: 0, signal: 0 });
		expect(strayControls(list.output())).toEqual([]);
	});
});

describe('saving attachments on a terminal', () => {
	it('tells how far the download is, and leaves only what was saved', async () => {
		const desk = await reading('Your export is ready');
		await desk.sandbox.do.slowGraph({ delayMs: 1500, path: '/v1.0/me/messages/*/attachments/*/$value' });
		const run = desk.terminal(['mail', 'attachments', '1', '--save', desk.home], { columns: 100 });
		await run.waitFor(/^Saving 1 of 2, 0 bytes of 10 MiB \(0%\): export-\S+\.bin$/m);
		expect(await run.exited()).toEqual({ code: 0, signal: 0 });
		expect(run.screen.text().trimEnd().split('\n')).toEqual([
			expect.stringMatching(/export-\S+\.bin \(9\.5 MiB\)$/),
			expect.stringMatching(/\.sha256\.txt \(\d+ bytes\)$/),
		]);
		expect(strayControls(run.output().replaceAll('\r\u001b[K', ''))).toEqual([]);
	});
});

describe('without a terminal', () => {
	it('writes MIME into a pipe that closes early without a word of complaint', async () => {
		const desk = await reading('Your export is ready');
		const run = desk.terminal(['mail', 'read', '1', '--raw'], {
			shell: '"$@" | head -c 1000 >/dev/null; echo "left $?"',
		});
		await run.waitFor('left 0');
		expect(run.output()).not.toMatch(/Error|EPIPE/);
	});

	it('leaves no half file when Ctrl-C ends a download', async () => {
		const desk = await reading('Your export is ready');
		await desk.sandbox.do.slowGraph({ delayMs: 60_000, path: '/v1.0/me/messages/*/attachments/*/$value' });
		const folder = join(desk.home, 'saved');
		const run = desk.start(['mail', 'attachments', '1', '--save', folder]);
		await vi.waitFor(async () => expect(await readdir(folder)).toHaveLength(1), { timeout: 10_000 });
		run.kill('SIGINT');
		expect(await run.ended()).toMatchObject({ code: 130, stdout: '' });
		expect(await readdir(folder)).toEqual([]);
	});
});
