/** Listing and saving attachments, against a sandbox, in this process. */
import { lstat, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attachmentsAsText } from '../../src/cli/attachment-list.js';
import type { CliUser } from '../helpers/cli-user.js';
import { inviteMailReaders } from '../helpers/mail-readers.js';
import { strayControls } from '../helpers/screen.js';
import { makeTempFolder } from '../helpers/temp-folder.js';

interface Attachment {
	readonly id: string;
	readonly name: string;
	readonly kind: string;
	readonly isInline: boolean;
	readonly link?: string;
}

interface Saved {
	readonly name: string;
	readonly file: string;
	readonly bytes: number;
}

const readers = inviteMailReaders();

/** A user whose message 1 is the one with this subject. */
async function reading(subject: string): Promise<CliUser> {
	const user = await readers.signedIn();
	const found = await user.read<{ subject: string }[]>('mail', 'search', '--subject', subject, '--top', '1');
	expect(found[0]?.subject).toContain(subject);
	return user;
}

async function idsOf(user: CliUser): Promise<string[]> {
	return (await user.read<Attachment[]>('mail', 'attachments', '1')).map(({ id }) => id);
}

/** Every path below a folder, hidden ones too. */
async function below(folder: string): Promise<string[]> {
	return (await readdir(folder, { recursive: true })).sort();
}

describe('mail attachments', () => {
	it.each([40, 60, 80, 120])('fits a terminal of %i columns', (columns) => {
		const type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
		const items = ['Fabrikam and Contoso: agenda for Tuesday', 'a.pdf'].map((name, index) => ({
			id: String(index),
			name,
			contentType: type,
			size: 31_000,
			isInline: index === 1,
			kind: 'file' as const,
		}));
		const lines = attachmentsAsText(items, false, columns).trimEnd().split('\n');
		expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
		expect(lines[1]).toMatch(/^2 {2}a\.pdf .*file +in the text$/);
	});

	it('lists files, items, links and what stands in the text', async () => {
		const user = await reading('Everything for the board meeting');
		const { code, stdout } = await user.run('mail', 'attachments', '1');
		expect(code).toBe(0);
		expect(stdout).toMatch(/^1 {2}Agenda\.docx +\d+ KiB .* file$/m);
		expect(stdout).toMatch(/ Outlook item$/m);
		expect(stdout).toMatch(/^\d {2}Board figures \(live\)\.xlsx .* link\n {3}https:\/\//m);
		expect(stdout).toMatch(/chart\.png .* in the text$/m);
		const data = await user.read<Attachment[]>('mail', 'attachments', '1');
		expect(data.map(({ kind }) => kind)).toEqual(['file', 'file', 'item', 'item', 'item', 'reference', 'file']);
		expect(data.at(-1)).toMatchObject({ isInline: true });
		expect(await user.read<Attachment[]>('mail', 'attachments', '1', '--name', '*.XLSX')).toHaveLength(2);
	});

	it('saves files byte for byte, items with the ending of what they are, and tells of links', async () => {
		const user = await reading('Everything for the board meeting');
		const folder = join(await makeTempFolder(), 'new', 'folder');
		const { code, stdout, stderr } = await user.run('mail', 'attachments', '1', '--save', folder);
		expect(code).toBe(0);
		expect(stderr).toContain('Board figures (live).xlsx is only linked');
		expect(await below(folder)).toEqual([
			'Agenda.docx',
			'Board meeting.ics',
			'Fabrikam and Contoso_ agenda for Tuesday.eml',
			'Figures 2026.xlsx',
			'Megan Bowen.vcf',
			'chart.png',
		]);
		expect(stdout.split('\n')).toHaveLength(7);
		const [first] = await user.read<Attachment[]>('mail', 'attachments', '1');
		const [message] = await user.read<{ id: string }[]>(
			'mail',
			'search',
			'--subject',
			'Everything for the board',
			'--top',
			'1',
		);
		const direct = join(await makeTempFolder(), 'direct');
		await user.run('api', `/me/messages/${message?.id}/attachments/${first?.id}/$value`, '--output-file', direct);
		expect((await readFile(join(folder, 'Agenda.docx'))).equals(await readFile(direct))).toBe(true);
	});

	it('says that a folder cannot be used before anything else', async () => {
		const user = await reading('Everything for the board meeting');
		const file = join(await makeTempFolder(), 'passwd');
		await writeFile(file, '');
		const { code, stdout, stderr } = await user.run('mail', 'attachments', '1', '--save', file);
		expect({ code, stdout, stderr }).toEqual({
			code: 2,
			stdout: '',
			stderr: `Error: Cannot write ${file}: it is no folder.\n`,
		});
	});

	it('overwrites nothing and follows no link that lies in the folder', async () => {
		const user = await reading('signed contract');
		const folder = await makeTempFolder();
		const outside = join(await makeTempFolder(), 'outside');
		await writeFile(join(folder, 'Contract (signed).pdf'), 'mine');
		await symlink(outside, join(folder, 'Contract (signed) (1).pdf'));
		const saved = await user.read<Saved[]>('mail', 'attachments', '1', '--save', folder, '--name', '*.pdf');
		expect(saved.map(({ file }) => file)).toEqual([
			join(folder, 'Contract (signed) (2).pdf'),
			join(folder, 'Contract (signed) (3).pdf'),
		]);
		expect(await readFile(join(folder, 'Contract (signed).pdf'), 'utf8')).toBe('mine');
		await expect(lstat(outside)).rejects.toThrow();
	});

	it('saves the files with hostile names inside the folder, all of them', async () => {
		const user = await reading('Documents as requested');
		const root = await makeTempFolder();
		const folder = join(root, 'a', 'b');
		const { code, stdout } = await user.run('mail', 'attachments', '1', '--save', folder);
		expect(code).toBe(0);
		expect(strayControls(stdout)).toEqual([]);
		const names = await readdir(folder);
		expect(names).toHaveLength((await user.read<Attachment[]>('mail', 'attachments', '1')).length);
		expect(await below(root)).toEqual(['a', 'a/b', ...names.map((name) => `a/b/${name}`)].sort());
		for (const name of names) {
			expect(name).not.toMatch(/[\p{Cc}\\:*?"<>|\u202e]|^[.~-]|[. ]$/u);
			expect((await lstat(join(folder, name))).isFile()).toBe(true);
		}
		expect(names).toContain('duplicate (1).txt');
		expect(strayControls((await user.run('mail', 'attachments', '1')).stdout)).toEqual([]);
	});

	it('streams a large file, and starts it anew when the connection breaks', async () => {
		const user = await reading('Your export is ready');
		const folder = await makeTempFolder();
		await readers.sandbox.do.failGraph({
			status: 200,
			body: 'x'.repeat(5000),
			contentType: 'application/octet-stream',
			truncateAfter: 1000,
			path: '/v1.0/me/messages/*/attachments/*/$value',
		});
		const [saved] = await user.read<Saved[]>('mail', 'attachments', '1', '--save', folder, '--name', '*.bin');
		expect(saved).toMatchObject({ bytes: 10_000_000 });
		expect((await readFile(saved?.file ?? '')).subarray(0, 1000).toString()).not.toBe('x'.repeat(1000));
		expect((await lstat(saved?.file ?? '')).size).toBe(10_000_000);
	});

	it('leaves nothing of a file that fails, and keeps what was whole before it', async () => {
		const user = await reading('Everything for the board meeting');
		const folder = await makeTempFolder();
		await user.run('mail', 'attachments', '1', '--save', folder, '--name', 'Agenda*');
		await readers.sandbox.do.failGraph({
			status: 404,
			body: JSON.stringify({ error: { code: 'ErrorItemNotFound', message: 'It is gone.' } }),
			path: '/v1.0/me/messages/*/attachments/*/$value',
		});
		const failed = await user.run('mail', 'attachments', '1', '--save', folder, '--name', 'Figures*');
		// The body of a refusal is read, not saved.
		expect(failed).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('It is gone.') });
		expect(await below(folder)).toEqual(['Agenda.docx']);
		await readers.sandbox.do.failGraph({
			status: 404,
			path: `/v1.0/me/messages/*/attachments/${encodeURIComponent((await idsOf(user))[1] ?? '')}/$value`,
		});
		const halfway = await user.run('mail', 'attachments', '1', '--save', folder);
		expect(halfway).toMatchObject({
			code: 3,
			stdout: expect.stringMatching(/^[^\n]+Agenda \(1\)\.docx \(\d+ KiB\)\n$/),
		});
		expect(await below(folder)).toEqual(['Agenda (1).docx', 'Agenda.docx']);
	});

	it.each([
		[['--name', 'nothing*', '--save', 'x'], 3],
		[['--save', ''], 2],
		[['--name', ''], 2],
		[['--save', '/dev/null/x'], 2],
		[['--save', '/dev/null'], 2],
	])('%j ends with %i and writes no file', async (more, code) => {
		const user = await reading('Everything for the board meeting');
		expect(await user.run('mail', 'attachments', '1', ...more)).toMatchObject({ code, stdout: '' });
	});

	it('says when nothing is attached', async () => {
		const user = await reading('Photos from the team day');
		expect(await user.run('mail', 'attachments', '1')).toMatchObject({
			code: 0,
			stdout: 'Nothing is attached to this message.\n',
		});
		expect((await user.run('mail', 'attachments', '1', '--save', await makeTempFolder())).code).toBe(3);
	});
});
