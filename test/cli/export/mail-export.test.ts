/** `graphctl mail export` against a sandbox, in this process. */
import { appendFile, mkdir, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CliUser } from '../../helpers/cli-user.js';
import { hashes } from '../../helpers/export-desk.js';
import { hashFiles, readAll, readMbox } from '../../helpers/exported.js';
import { inviteMailReaders } from '../../helpers/mail-readers.js';
import { makeTempFolder } from '../../helpers/temp-folder.js';

interface Summary {
	readonly exported: number;
	readonly present: number;
	readonly skipped: number;
	readonly failed: number;
	readonly bytes: number;
	readonly where: string;
}

const readers = inviteMailReaders(120);
let mime: Buffer[];
let json: Buffer[];

interface Exporting {
	readonly user: CliUser;
	readonly folder: string;
	readonly token: string;
}

async function exporting(person = 'AdeleV'): Promise<Exporting> {
	const user = await readers.signedIn(person);
	const token = (await user.run('token', '--scope', 'Mail.Read')).stdout.trim();
	mime ??= await readAll(readers.sandbox, token, 'inbox', '/$value');
	json ??= await readAll(readers.sandbox, token, 'inbox', '');
	return { user, folder: await makeTempFolder(), token };
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
		const summary = await user.read<Summary>('mail', 'export', '--to', to);
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
		expect(await user.read<Summary>('mail', 'export', '--to', to)).toMatchObject({
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
		expect(await user.read<Summary>('mail', 'export', '--all-folders', '--to', to)).toMatchObject({ exported: 120 });
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
		expect(await user.read<Summary>('mail', 'export', '--to', to)).toMatchObject({ exported: 0, present: mime.length });
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
		expect(await user.read<Summary>('mail', 'export', '--to', to)).toMatchObject({
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

describe('what is exported', () => {
	it('keeps to sender, time and search as mail lists them', async () => {
		const { user, folder } = await exporting();
		let number = 0;
		const exported = async (...args: readonly string[]): Promise<number> => {
			const { exported: count } = await user.read<Summary>(
				'mail',
				'export',
				...args,
				'--to',
				join(folder, `${number++}`),
			);
			return count;
		};
		const all = await user.read<{ receivedDateTime: string }[]>('mail', '--all');
		const middle = all[20]?.receivedDateTime ?? '';
		const older = all.filter(({ receivedDateTime }) => receivedDateTime <= middle).length;
		expect(await exported('--until', middle)).toBe(older);
		expect(await exported('--since', middle)).toBe(21);
		expect(await exported('--since', middle, '--until', middle)).toBe(1);
		expect(await exported('--unread')).toBe((await user.read<unknown[]>('mail', '--all', '--unread')).length);
		const found = await user.read<unknown[]>('mail', 'search', 'report', '--all');
		expect(found.length).toBeGreaterThan(0);
		expect(await exported('--search', 'report')).toBe(found.length);
		expect(await exported('--filter', 'hasAttachments eq true')).toBe(
			(await user.read<unknown[]>('mail', '--all', '--filter', 'hasAttachments eq true')).length,
		);
	});

	it.each([
		[['--to', ' '], '--to is empty'],
		[['--to', 'x', '--folder', 'inbox', '--all-folders'], '--all-folders and --folder cannot be combined'],
		[['--to', 'x.mbox', '--layout', 'flat'], '--layout goes with .eml files'],
		[['--to', 'x', '--since', 'soon'], '--since does not understand "soon"'],
		[['--to', 'x', '--search', 'a', '--filter', 'isRead eq true'], '--search and --filter cannot be combined'],
	])('%j is refused with 2', async (args, message) => {
		const { user, folder } = await exporting();
		const placed = args.map((word) => (/^x/.test(word) ? join(folder, word) : word));
		const { code, stderr } = await user.run('mail', 'export', ...placed);
		expect(code).toBe(2);
		expect(stderr).toContain(message);
	});
});

describe('the place of an export', () => {
	it('is not shared with another folder, condition or account', async () => {
		const { user, folder } = await exporting();
		const to = join(folder, 'inbox');
		await user.read('mail', 'export', '--folder', 'archive', '--to', to);
		const other = await user.run('mail', 'export', '--to', to);
		expect(other).toMatchObject({ code: 2, stdout: '' });
		expect(other.stderr).toContain('holds an export of the folder Archive, not Inbox.');
		const unread = await user.run('mail', 'export', '--folder', 'archive', '--unread', '--to', to);
		expect(unread.stderr).toContain('holds an export of messages without conditions, not with --unread.');
		const again = await user.run('mail', 'export', '--folder', 'archive', '--since', '9999d', '--to', to);
		expect(again.code).toBe(0);
		const file = join(folder, 'found');
		await user.read('mail', 'export', '--search', 'report', '--format', 'mbox', '--to', file);
		const lines = await user.run('mail', 'export', '--search', 'report', '--format', 'jsonl', '--to', file);
		expect(lines.stderr).toContain('holds an export of the format mbox, not jsonl.');
		await user.login('AlexW', '--scope', 'User.Read', '--scope', 'Mail.Read');
		const alex = await user.run('mail', 'export', '-a', 'AlexW@contoso.com', '--folder', 'archive', '--to', to);
		expect(alex.stderr).toContain('holds an export of the account AdeleV@contoso.com, not AlexW@contoso.com.');
	});

	it('is the same by another name', async () => {
		const { user, folder } = await exporting();
		const file = join(folder, 'found.mbox');
		const alias = join(await makeTempFolder(), 'alias.mbox');
		await symlink(file, alias);
		const { exported } = await user.read<Summary>('mail', 'export', '--search', 'report', '--to', file);
		expect(await user.read('mail', 'export', '--search', 'report', '--to', alias)).toMatchObject({ present: exported });
	});

	it('is not left behind by an export that never began', async () => {
		const { user, folder } = await exporting();
		for (const to of ['new', 'new.mbox']) {
			const { code, stderr } = await user.run('mail', 'export', '--folder', 'Inbx', '--to', join(folder, to));
			expect(code).toBe(3);
			expect(stderr).toContain('Did you mean inbox?');
		}
		expect(await readdir(folder)).toEqual([]);
	});

	it('is refused before Graph is asked when something else is there', async () => {
		const { user, folder } = await exporting();
		await mkdir(join(folder, 'full'));
		await writeFile(join(folder, 'full', 'mine.txt'), 'mine');
		await writeFile(join(folder, 'mine.mbox'), 'mine');
		const before = [...readers.sandbox.requests().values()].reduce((a, b) => a + b, 0);
		for (const [to, message] of [
			['full', 'is not empty, and holds no export of graphctl.'],
			['mine.mbox', 'exists already, and is no export of graphctl.'],
			[join('full', 'mine.txt'), 'is a file; --format eml makes a folder of files.'],
		] as const) {
			const { code, stderr } = await user.run('mail', 'export', '--to', join(folder, to));
			expect({ to, code }).toEqual({ to, code: 2 });
			expect(stderr).toContain(message);
		}
		const device = await user.run('mail', 'export', '--format', 'mbox', '--to', '/dev/full');
		expect(device.code).toBe(2);
		expect(device.stderr).toContain('/dev/full is no file');
		expect([...readers.sandbox.requests().values()].reduce((a, b) => a + b, 0)).toBe(before);
		expect(await readFile(join(folder, 'mine.mbox'), 'utf8')).toBe('mine');
	});
});
