/** Files that are saved in a folder, and which of them are wanted. */
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../src/cli/attachment-list.js';
import { downloadInto, openFolder } from '../../src/cli/download.js';
import { cancelled } from '../../src/errors.js';
import { makeTempFolder } from '../helpers/temp-folder.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

describe('openFolder', () => {
	it('makes folders within folders, and again without complaint', async () => {
		const folder = join(await makeTempFolder(), 'a', 'b');
		await openFolder(folder);
		await openFolder(folder);
		expect(await readdir(folder)).toEqual([]);
	});

	it('says what is wrong with a file, a path through one, and a link that leads nowhere', async () => {
		const folder = await makeTempFolder();
		await writeFile(join(folder, 'file'), '');
		await symlink(join(folder, 'nowhere', 'x'), join(folder, 'link'));
		await expect(openFolder(join(folder, 'file'))).rejects.toThrow(/file: it is no folder\.$/);
		await expect(openFolder(join(folder, 'file', 'x'))).rejects.toThrow(/x: a part of the path is no folder\.$/);
		await expect(openFolder(join(folder, 'link'))).rejects.toMatchObject({ code: 'usage.output-file' });
	});

	it('ends where the system makes no folders', async () => {
		await expect(openFolder('/proc/graphctl/x')).rejects.toMatchObject({ code: 'usage.output-file' });
	});
});

describe('downloadInto', () => {
	it('gives two at once two names', async () => {
		const folder = await makeTempFolder();
		const { runtime } = createTestRuntime();
		const saved = await Promise.all(
			Array.from({ length: 12 }, (_, index) =>
				downloadInto(
					runtime,
					folder,
					() => 'same.txt',
					async (begin) => begin()(Buffer.from(`content ${index}`)),
				),
			),
		);
		expect(new Set(saved.map(({ path }) => path)).size).toBe(12);
		const contents = await Promise.all(saved.map(({ path }) => readFile(path, 'utf8')));
		expect(new Set(contents).size).toBe(12);
		expect(await readdir(folder)).toHaveLength(12);
	});

	it('leaves no file when it is cancelled halfway, not even an unfinished one', async () => {
		const folder = await makeTempFolder();
		const { runtime } = createTestRuntime();
		const download = downloadInto(
			runtime,
			folder,
			() => 'half.txt',
			async (begin) => {
				await begin()(Buffer.alloc(100_000));
				expect(await readdir(folder)).toHaveLength(1);
				throw cancelled();
			},
		);
		await expect(download).rejects.toMatchObject({ code: 'cancelled.by-user' });
		expect(await readdir(folder)).toEqual([]);
	});

	it('has only the bytes of the last start', async () => {
		const folder = await makeTempFolder();
		const { runtime } = createTestRuntime();
		const { path, bytes } = await downloadInto(
			runtime,
			folder,
			(start) => `${start[0]}.bin`,
			async (begin) => {
				await begin()(Buffer.alloc(1000, 1));
				const take = begin();
				await take(Buffer.alloc(10, 2));
				await take(Buffer.alloc(5, 3));
			},
		);
		expect({ path, bytes }).toEqual({ path: join(folder, '2.bin'), bytes: 15 });
		expect(await readFile(path)).toEqual(Buffer.concat([Buffer.alloc(10, 2), Buffer.alloc(5, 3)]));
	});

	it('does not take a folder for a file', async () => {
		const folder = await makeTempFolder();
		await mkdir(join(folder, 'name.txt'));
		const { runtime } = createTestRuntime();
		const { path } = await downloadInto(
			runtime,
			folder,
			() => 'name.txt',
			async (begin) => begin()(Buffer.from('x')),
		);
		expect(path).toBe(join(folder, 'name (1).txt'));
	});
});

describe('matchesGlob', () => {
	it.each([
		['a.pdf', '*.pdf', true],
		['A.PDF', '*.pdf', true],
		['a.pdf.exe', '*.pdf', false],
		['report 1.txt', 'report ?.txt', true],
		['report 10.txt', 'report ?.txt', false],
		['a[1].txt', 'a[1].txt', true],
		['', '*', true],
		['abc', '', false],
		['cafe\u0301', 'caf\u00e9', true],
		['xaxbxc', '*a*b*c', true],
		['abcd', 'abc*bcd', false],
	])('%j by %j: %s', (name, pattern, matches) => {
		expect(matchesGlob(name, pattern)).toBe(matches);
	});

	it('takes no exponential time', () => {
		expect(matchesGlob('a'.repeat(20_000), '*a'.repeat(200).concat('b'))).toBe(false);
	});
});
