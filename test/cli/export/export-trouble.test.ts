/** What an export does when Graph, the network or the disk fails, in this process. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import {
	anyMime,
	type ExportSummary,
	hashes,
	openExportDesk,
	quickClock,
	stopAndGoOn,
} from '../../helpers/export-desk.js';
import { hashFiles, readMbox } from '../../helpers/exported.js';

describe('a message that', () => {
	it('was deleted meanwhile is left out and counted', async () => {
		const { sandbox, user, to, mime } = await openExportDesk();
		await sandbox.do.failGraph({ status: 404, times: 2, path: anyMime });
		const summary = await user.read<ExportSummary>('mail', 'export', '--to', to);
		expect(summary).toMatchObject({ exported: mime.length - 2, skipped: 2, failed: 0 });
		expect(await hashFiles(to)).toHaveLength(mime.length - 2);
	});

	it('fails again and again is told with exit 1, and fetched by the next run', async () => {
		const { sandbox, user, to, mime } = await openExportDesk();
		await sandbox.do.failGraph({ status: 400, times: 1, path: anyMime });
		const { code, stdout, stderr } = await user.run('mail', 'export', '--to', to, '-o', 'json');
		expect(code).toBe(1);
		expect(JSON.parse(stdout)).toMatchObject({ exported: mime.length - 1, failed: 1 });
		expect(JSON.parse(stderr).error).toMatchObject({ code: 'graph.export-incomplete', exitCode: 1 });
		expect(JSON.parse(stderr).error.hint).toContain(`graphctl mail export --to ${to}`);
		expect(await user.read<ExportSummary>('mail', 'export', '--to', to)).toMatchObject({
			exported: 1,
			present: mime.length - 1,
		});
		expect(await hashFiles(to)).toEqual(hashes(mime));
	});

	it('breaks off in the middle is fetched again from its beginning', async () => {
		const { sandbox, user, to, mime } = await openExportDesk(quickClock());
		await sandbox.do.failGraph({ status: 200, truncateAfter: 500, times: 3, path: anyMime });
		expect(await user.read<ExportSummary>('mail', 'export', '--format', 'mbox', '--to', to)).toMatchObject({
			failed: 0,
		});
		const messages = readMbox(await readFile(to, 'latin1'));
		expect(messages.sort()).toEqual(mime.map((one) => one.toString('latin1').replaceAll('\r\n', '\n')).sort());
	});

	it('comes empty is no message', async () => {
		const { sandbox, user, to, mime } = await openExportDesk();
		await sandbox.do.failGraph({ status: 200, body: '', contentType: 'text/plain', path: anyMime });
		const { code, stdout } = await user.run('mail', 'export', '--to', to, '-o', 'json');
		expect(code).toBe(1);
		expect(JSON.parse(stdout).failures).toMatchObject([{ reason: 'Graph sent an empty message.' }]);
		expect(await hashFiles(to)).toHaveLength(mime.length - 1);
	});

	it('comes as JSON of several lines takes one', async () => {
		const { sandbox, user, to, mime } = await openExportDesk();
		const body = JSON.stringify({ id: 'x', subject: 'two\nlines' }, undefined, 2).replaceAll('\n', '\r\n');
		await sandbox.do.failGraph({ status: 200, body, path: '/v1.0/me/messages/*$' });
		await user.read('mail', 'export', '--format', 'jsonl', '--to', to);
		const lines = (await readFile(to, 'utf8')).trimEnd().split('\n');
		expect(lines).toHaveLength(mime.length);
		expect(lines.map((line) => JSON.parse(line))).toContainEqual({ id: 'x', subject: 'two\nlines' });
	});

	it('comes as something else is no JSON', async () => {
		const { sandbox, user, to } = await openExportDesk();
		const html = { status: 200, body: '<html></html>', contentType: 'text/html' };
		await sandbox.do.failGraph({ ...html, path: '/v1.0/me/messages/*$' });
		const { code, stdout } = await user.run('mail', 'export', '--format', 'jsonl', '--to', to, '-o', 'json');
		expect(code).toBe(1);
		expect(JSON.parse(stdout)).toMatchObject({ failed: 1 });
		const lines = (await readFile(to, 'utf8')).trimEnd().split('\n');
		expect(lines.every((line) => typeof JSON.parse(line).id === 'string')).toBe(true);
	});
});

describe('a Graph that', () => {
	it('is busy is waited for by all requests, said once', async () => {
		const { sandbox, user, to, mime } = await openExportDesk();
		await sandbox.do.failGraph({ status: 429, retryAfter: 2, times: 3, path: anyMime });
		const { code, stderr } = await user.run('mail', 'export', '--to', to);
		expect(code).toBe(0);
		expect(stderr.match(/The export goes on in 2 s\./g)).toHaveLength(1);
		expect(await hashFiles(to)).toEqual(hashes(mime));
	});

	it('asks for ten minutes gets them, for the list and for messages', async () => {
		const waits: number[] = [];
		const { sandbox, user, to, mime } = await openExportDesk(quickClock((ms) => void waits.push(ms)));
		await sandbox.do.failGraph({ status: 429, retryAfter: 600, path: anyMime });
		await sandbox.do.failGraph({ status: 429, retryAfter: 500, path: '/v1.0/me/mailFolders/*/messages' });
		const { code, stderr } = await user.run('mail', 'export', '--to', to);
		expect({ code, stderr }).toMatchObject({ code: 0 });
		expect(stderr).toContain('The export goes on in 500 s.');
		expect(stderr).toContain('The export goes on in 600 s.');
		expect(waits.reduce((a, b) => a + b, 0)).toBeGreaterThan(1_000_000);
		expect(await hashFiles(to)).toEqual(hashes(mime));
	});

	it('fails with everything stops the export, which then goes on', async () => {
		const desk = await openExportDesk(quickClock());
		await desk.sandbox.do.failGraph({ status: 500, times: 999, path: anyMime });
		const { stopped, after } = await stopAndGoOn(desk);
		expect(stopped).toMatchObject({ code: 1, stdout: '' });
		expect(stopped.stderr).toContain(`To go on, run:\ngraphctl mail export --to ${desk.to}`);
		expect(after).toMatchObject({ exported: desk.mime.length });
		expect(await hashFiles(desk.to)).toEqual(hashes(desk.mime));
	});

	it('no longer takes the token gets a new one', async () => {
		const { sandbox, user, to, mime } = await openExportDesk();
		await sandbox.do.slowGraph({ delayMs: 400, times: 4, path: anyMime });
		const running = user.run('mail', 'export', '--to', to);
		await vi.waitFor(() => expect([...sandbox.requests().keys()].some((name) => name.endsWith('/$value'))).toBe(true));
		await sandbox.do.expireAccessTokens();
		expect(await running).toMatchObject({ code: 0, stderr: '' });
		expect(await hashFiles(to)).toEqual(hashes(mime));
	});
});

describe('the place of an export', () => {
	it('is held by one run: a second one says so and harms nothing', async () => {
		const { sandbox, user, to, mime } = await openExportDesk();
		await sandbox.do.slowGraph({ delayMs: 2500, times: 4, path: anyMime });
		const first = user.run('mail', 'export', '--to', to);
		await vi.waitFor(async () => expect(await readdir(join(to, '.graphctl-export'))).toContain('journal.jsonl'));
		const second = await user.run('mail', 'export', '--to', to);
		expect(second).toMatchObject({ code: 2, stdout: '' });
		expect(second.stderr).toMatch(/Another export \(process \d+\) is writing to /);
		expect((await first).code).toBe(0);
		expect(await hashFiles(to)).toEqual(hashes(mime));
		expect((await readdir(join(to, '.graphctl-export'))).sort()).toEqual(['journal.jsonl']);
	});

	it('is as it was before when nothing was brought', async () => {
		const { user, to: whole } = await openExportDesk();
		const folder = dirname(whole);
		await mkdir(join(folder, 'empty'));
		await writeFile(join(folder, 'empty.mbox'), '');
		const filter = ['--filter', 'nonsense eq 1'];
		for (const to of ['new', join('a', 'b', 'new'), 'new.mbox', join('c', 'new.jsonl'), 'empty', 'empty.mbox']) {
			const { code, stdout } = await user.run('mail', 'export', ...filter, '--to', join(folder, to));
			expect({ to, code, stdout }).toEqual({ to, code: 1, stdout: '' });
		}
		const tooLong = join(folder, 'd', 'e', 'x'.repeat(300), 'f');
		expect((await user.run('mail', 'export', '--to', tooLong)).code).toBe(2);
		expect((await readdir(folder, { recursive: true })).sort()).toEqual(['empty', 'empty.mbox']);
	});

	it('that cannot be made is told', async () => {
		const { user, to } = await openExportDesk();
		await writeFile(to, 'a file');
		const { code, stderr } = await user.run('mail', 'export', '--to', join(to, 'inbox'));
		expect(code).toBe(2);
		expect(stderr).toContain('a part of the path is no folder.');
	});
});
