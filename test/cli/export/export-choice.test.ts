/** What `graphctl mail export` takes and where it may put that, against a sandbox, in this process. */
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CliUser } from '../../helpers/cli-user.js';
import type { ExportSummary } from '../../helpers/export-desk.js';
import { inviteMailReaders } from '../../helpers/mail-readers.js';
import { makeTempFolder } from '../../helpers/temp-folder.js';

const readers = inviteMailReaders(120);

async function exporting(): Promise<{ readonly user: CliUser; readonly folder: string }> {
	return { user: await readers.signedIn(), folder: await makeTempFolder() };
}

describe('what is exported', () => {
	it('keeps to sender, time and search as mail lists them', async () => {
		const { user, folder } = await exporting();
		let number = 0;
		const exported = async (...args: readonly string[]): Promise<number> => {
			const { exported: count } = await user.read<ExportSummary>(
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
		const { exported } = await user.read<ExportSummary>('mail', 'export', '--search', 'report', '--to', file);
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
		await writeFile(join(folder, 'full', 'mine'), 'mine');
		await writeFile(join(folder, 'mine.mbox'), 'mine');
		const before = [...readers.sandbox.requests().values()].reduce((a, b) => a + b, 0);
		for (const [to, message] of [
			['full', 'is not empty, and holds no export of graphctl.'],
			['mine.mbox', 'exists already, and is no export of graphctl.'],
			[join('full', 'mine'), 'is a file; --format eml makes a folder of files.'],
		] as const) {
			const { code, stderr } = await user.run('mail', 'export', '--to', join(folder, to));
			expect({ to, code }).toEqual({ to, code: 2 });
			expect(stderr).toContain(message);
		}
		for (const [to, message] of [
			['mine.txt', 'looks like a file of another kind'],
			['~/mail', 'The shell left ~ as it is'],
		] as const) {
			expect(await user.run('mail', 'export', '--to', to)).toMatchObject({
				code: 2,
				stderr: expect.stringContaining(message),
			});
		}
		const device = await user.run('mail', 'export', '--format', 'mbox', '--to', '/dev/full');
		expect(device.code).toBe(2);
		expect(device.stderr).toContain('/dev/full is no file');
		expect([...readers.sandbox.requests().values()].reduce((a, b) => a + b, 0)).toBe(before);
		expect(await readFile(join(folder, 'mine.mbox'), 'utf8')).toBe('mine');
	});
});
