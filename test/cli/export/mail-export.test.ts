/** `graphctl mail export` against a sandbox, in this process. */
import { appendFile, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CliUser } from '../../helpers/cli-user.js';
import { type ExportSummary, hashes } from '../../helpers/export-desk.js';
import { hashFiles, readAll, readMbox } from '../../helpers/exported.js';
import { inviteMailReaders } from '../../helpers/mail-readers.js';
import { makeTempFolder } from '../../helpers/temp-folder.js';

const readers = inviteMailReaders(120);
let mime: Buffer[];
let json: Buffer[];

async function exporting(): Promise<{ readonly user: CliUser; readonly folder: string }> {
	const user = await readers.signedIn();
	const token = (await user.run('token', '--scope', 'Mail.Read')).stdout.trim();
	mime ??= await readAll(readers.sandbox, token, 'inbox', '/$value');
	json ??= await readAll(readers.sandbox, token, 'inbox', '');
	return { user, folder: await makeTempFolder() };
}

const downloads = (): number =>
	[...readers.sandbox.requests()].reduce(
		(sum, [name, count]) => sum + (/\/messages\/[^/]+(\/\$value)?$/.test(name) ? count : 0),
		0,
	);
const asMbox = (all: readonly Buffer[]): string[] =>
	all.map((one) => one.toString('latin1').replaceAll('\r\n', '\n')).sort();
const mboxOf = async (path: string): Promise<string[]> => readMbox(await readFile(path, 'latin1')).sort();

describe('an export as files', () => {
	it('holds every message byte for byte, under its time, with no request too many and nothing outside', async () => {
		const { user, folder } = await exporting();
		const to = join(folder, 'inbox');
		const before = downloads();
		const summary = await user.read<ExportSummary>('mail', 'export', '--to', to);
		const bytes = mime.reduce((sum, one) => sum + one.length, 0);
		expect(summary).toMatchObject({ exported: mime.length, present: 0, skipped: 0, failed: 0, bytes, where: to });
		expect(await hashFiles(to)).toEqual(hashes(mime));
		expect(downloads() - before).toBe(mime.length);
		const names = (await readdir(to)).filter((name) => name !== '.graphctl-export');
		for (const name of names) {
			expect(name).toMatch(/^\d{4}-\d\d-\d\d-\d{6} [^/\\\p{Cc}\u202a-\u202e]+ [0-9a-f]{12}\.eml$/u);
			const { mtime } = await stat(join(to, name));
			expect(mtime.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')).toBe(name.slice(0, 17));
		}
		expect(await readdir(folder)).toEqual(['inbox']);
	});

	it('goes on where it is not whole: a second run fetches only what is missing or was emptied', async () => {
		const { user, folder } = await exporting();
		const to = join(folder, 'inbox');
		await user.read('mail', 'export', '--to', to);
		expect(await user.run('mail', 'export', '--to', to)).toMatchObject({
			code: 0,
			stdout: `Exported 0 messages to ${to}; ${mime.length} there already.\n`,
		});
		const [first = '', second = ''] = (await readdir(to)).filter((name) => name.endsWith('.eml'));
		await rm(join(to, first));
		await truncate(join(to, second), 0);
		// As a kill leaves it.
		await writeFile(join(to, '.graphctl-export', 'part-3'), 'half a message');
		const before = downloads();
		expect(await user.read<ExportSummary>('mail', 'export', '--to', to)).toMatchObject({
			exported: 2,
			present: mime.length - 2,
		});
		expect(downloads() - before).toBe(2);
		expect(await hashFiles(to)).toEqual(hashes(mime));
		expect(await readdir(join(to, '.graphctl-export'))).toEqual(['journal.jsonl']);
	});

	it('of the whole mailbox has its folders, and hostile names of folders lead nowhere else', async () => {
		const { user, folder } = await exporting();
		const to = join(folder, 'all');
		expect(await user.read<ExportSummary>('mail', 'export', '--all-folders', '--to', to)).toMatchObject({
			exported: 120,
		});
		expect(await readdir(folder)).toEqual(['all']);
		const names = await readdir(to, { recursive: true });
		expect(names).toEqual(expect.arrayContaining(['Inbox', 'Sent Items', 'Sales_Marketing', join('Projects', '2026')]));
		expect(names.filter((name) => /[\p{Cc}\u202a-\u202e\\]|\.\.\//u.test(name))).toEqual([]);
		expect((await hashFiles(to)).length).toBe(120);
	});
});

describe('an export as one file', () => {
	it('is an mbox from which every message comes back', async () => {
		const { user, folder } = await exporting();
		const to = join(folder, 'in.mbox');
		await user.read('mail', 'export', '--to', to);
		expect(await mboxOf(to)).toEqual(asMbox(mime));
		expect(await user.read<ExportSummary>('mail', 'export', '--to', to)).toMatchObject({
			exported: 0,
			present: mime.length,
		});
	});

	it("is Graph's own JSON, a message a line", async () => {
		const { user, folder } = await exporting();
		const to = join(folder, 'in.jsonl');
		await user.read('mail', 'export', '--to', to);
		const lines = (await readFile(to, 'utf8')).trimEnd().split('\n');
		expect(lines.sort()).toEqual(json.map(String).sort());
		expect(lines[0]).toContain('"body":{');
	});

	it.each(['mbox', 'jsonl'])('cuts off the torn end of a killed run and goes on: %s', async (format) => {
		const { user, folder } = await exporting();
		const to = join(folder, `in.${format}`);
		await user.read('mail', 'export', '--to', to);
		const whole = await readFile(to);
		const journal = join(folder, `.in.${format}-graphctl-export`, 'journal.jsonl');
		const lines = (await readFile(journal, 'utf8')).split('\n').slice(0, -2);
		// As a kill leaves it: three messages behind the last line of the journal, which is torn, and half of a fourth.
		await writeFile(journal, `${lines.slice(0, -3).join('\n')}\n${lines.at(-3)?.slice(0, 20)}`);
		await appendFile(to, whole.subarray(0, 300));
		expect(await user.read<ExportSummary>('mail', 'export', '--to', to)).toMatchObject({
			exported: 3,
			present: mime.length - 3,
		});
		if (format === 'mbox') expect(await mboxOf(to)).toEqual(asMbox(mime));
		else expect((await readFile(to, 'utf8')).trimEnd().split('\n').sort()).toEqual(json.map(String).sort());
	});

	it('goes on, and stays whole, where a power cut took its end and not that of the journal', async () => {
		const { user, folder } = await exporting();
		const to = join(folder, 'in.mbox');
		await user.read('mail', 'export', '--to', to);
		const journal = join(folder, '.in.mbox-graphctl-export', 'journal.jsonl');
		const lines = (await readFile(journal, 'utf8')).trimEnd().split('\n').slice(0, -1);
		await writeFile(journal, `${lines.join('\n')}\n`);
		await truncate(to, JSON.parse(lines.at(-4) ?? '').end + 1);
		expect(await user.read('mail', 'export', '--to', to)).toMatchObject({ exported: 3, present: mime.length - 3 });
		expect(await user.read('mail', 'export', '--to', to)).toMatchObject({ exported: 0, present: mime.length });
		expect(await mboxOf(to)).toEqual(asMbox(mime));
		expect((await readFile(journal, 'utf8')).match(/"key"/g)).toHaveLength(mime.length);
	});

	it.each([
		['grew', (path: string) => appendFile(path, 'From me@here Thu Jan  1 00:00:00 1970\n\nMine.\n\n')],
		['shrank', (path: string) => truncate(path, 1000)],
	])('that %s by another hand is left alone', async (_what, change) => {
		const { user, folder } = await exporting();
		const to = join(folder, 'in.mbox');
		await user.read('mail', 'export', '--to', to);
		await change(to);
		const before = await readFile(to);
		const { code, stderr } = await user.run('mail', 'export', '--to', to);
		expect(code).toBe(2);
		expect(stderr).toContain('was changed since the last run; it stays as it is.');
		expect(await readFile(to)).toEqual(before);
	});
});
