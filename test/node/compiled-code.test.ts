/** What is kept of compiled code: when it runs, and when it must not. */
import { execFileSync } from 'node:child_process';
import {
	chmod,
	chown,
	cp,
	mkdir,
	readdir,
	readFile,
	rename,
	rm,
	stat,
	symlink,
	utimes,
	writeFile,
} from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { answer, type CodeDesk, createCodeDesk, first, forgetCode, other, time } from '../helpers/code-desk.js';

describe('what was compiled', () => {
	it('runs instead of being compiled again', async () => {
		const desk = await createCodeDesk();
		await desk.write('a.js', first);
		expect(answer(desk.load('a.js', 'me'))).toBe('first');
		await desk.write('a.js', other);
		expect(answer(desk.load('a.js'))).toBe('first');
	});

	it('is kept in files that only their owner can read', async () => {
		const desk = await createCodeDesk();
		await desk.write('a.js', first);
		desk.load('a.js', 'me');
		const { path } = await desk.compiled();
		expect((await stat(path)).mode & 0o777).toBe(0o600);
		expect((await stat(desk.folder)).mode & 0o777).toBe(0o700);
	});

	it.each([
		['when the file is another one', async ({ write }: CodeDesk) => write('a.js', `${other} `)],
		['when others could have written it', async (desk: CodeDesk) => chmod((await desk.compiled()).path, 0o620)],
		['when half of it is missing', async (desk: CodeDesk) => cut(await desk.compiled(), 0.5)],
		['when the end is missing', async (desk: CodeDesk) => cut(await desk.compiled(), 0.99)],
		['when a few bits of it turned', async (desk: CodeDesk) => turnBits(await desk.compiled())],
		['when a pipe is in its place', async (desk: CodeDesk) => replaceByPipe(await desk.compiled())],
		['when it is empty', async (desk: CodeDesk) => cut(await desk.compiled(), 0)],
		['when it is something else', async (desk: CodeDesk) => writeFile((await desk.compiled()).path, 'x\n{"uses":[]}')],
	])('does not run %s, and is made anew', async (_when, harm) => {
		const desk = await createCodeDesk();
		await desk.write('a.js', first);
		desk.load('a.js', 'me');
		await desk.write('a.js', other);
		await harm(desk);
		expect(answer(desk.load('a.js', 'mail'))).toBe('other');
		expect((await desk.compiled()).uses).toEqual(['mail']);
		expect(answer(desk.load('a.js'))).toBe('other');
	});

	it('does not run when the file changed and its length did not', async () => {
		const desk = await createCodeDesk();
		await desk.write('a.js', first);
		desk.load('a.js', 'me');
		await desk.write('a.js', other);
		await utimes(desk.file('a.js'), time, new Date());
		expect(answer(desk.load('a.js'))).toBe('other');
	});

	it('is written again for another use, and not for one that it knows', async () => {
		const desk = await createCodeDesk();
		await desk.write('a.js', first);
		desk.load('a.js', 'me');
		desk.load('a.js', 'mail');
		const before = await desk.compiled();
		expect(before.uses).toEqual(['me', 'mail']);
		desk.load('a.js', 'me');
		expect(await desk.compiled()).toEqual(before);
	});

	it('of a run that failed is kept, but counts as no use', async () => {
		const desk = await createCodeDesk();
		await desk.write('a.js', first);
		const load = (): void => {
			const loader = desk.loader();
			loader.load(desk.file('a.js'));
			loader.keep(undefined);
		};
		load();
		const before = await desk.compiled();
		expect(before.uses).toEqual([]);
		load();
		expect(await desk.compiled()).toEqual(before);
	});

	it('under flags that were set on the way is not kept, for no start could use it', async () => {
		const desk = await createCodeDesk();
		await desk.write('a.js', first);
		const runWithFlags = (): void => {
			const loader = desk.loader();
			loader.load(desk.file('a.js'));
			setFlagsFromString('--semi-space-growth-factor=3');
			try {
				loader.keep('mail');
			} finally {
				setFlagsFromString('--semi-space-growth-factor=2');
			}
		};
		runWithFlags();
		await expect(stat(desk.folder)).rejects.toMatchObject({ code: 'ENOENT' });
		desk.load('a.js', 'me');
		const before = await desk.compiled();
		runWithFlags();
		expect(await desk.compiled()).toEqual(before);
	});

	it('of former versions goes after two months, and nothing else does', async () => {
		const desk = await createCodeDesk();
		await desk.write('a.js', first);
		desk.load('a.js', 'me');
		const days = (count: number): Date => new Date(Date.now() - count * 24 * 3_600_000);
		const old = ['start-OLD.js.01234567.bin', 'start-OLD.js.01234567.bin.0a1b-2c.tmp', 'letter.doc'];
		for (const name of [...old, 'start-YOUNG.js.01234567.bin']) await writeFile(join(desk.folder, name), '');
		await mkdir(join(desk.folder, 'folder-OLD.js.01234567.bin'));
		for (const name of [...old, 'folder-OLD.js.01234567.bin'])
			await utimes(join(desk.folder, name), days(61), days(61));
		await utimes(join(desk.folder, 'start-YOUNG.js.01234567.bin'), days(59), days(59));
		await desk.write('b.js', first);
		desk.load('b.js', 'me');
		const left = (await readdir(desk.folder)).map((name) => name.replace(/^(.\.js)\.[0-9a-f]{8}/, '$1'));
		expect(left.sort()).toEqual([
			...['a.js.bin', 'b.js.bin', 'folder-OLD.js.01234567.bin', 'letter.doc', 'start-YOUNG.js.01234567.bin'],
		]);
	});

	it('of two installations rests side by side', async () => {
		const [one, two] = [await createCodeDesk(), await createCodeDesk()];
		for (const desk of [one, two]) await desk.write('a.js', first);
		const run = (desk: CodeDesk): void => {
			const loader = one.loader();
			loader.load(desk.file('a.js'));
			loader.keep('me');
		};
		run(one);
		const before = await one.compiled();
		run(two);
		expect(await readdir(one.folder)).toHaveLength(2);
		expect(await readdir(one.folder)).toContain(basename(before.path));
		run(one);
		expect(await readFile(before.path, 'latin1')).toContain('["me"]');
	});

	it('is kept as it was early in a run: later V8 has forgotten what was not run for long', async () => {
		const desk = await createCodeDesk();
		await desk.write('a.js', first);
		const loader = desk.loader();
		answer(loader.load(desk.file('a.js')));
		loader.keep('me');
		const before = await desk.compiled();
		loader.keep('mail');
		expect(await desk.compiled()).toEqual(before);
	});

	it('is not replaced by less', async () => {
		const desk = await createCodeDesk();
		const long = `exports.answer = () => ${JSON.stringify('long '.repeat(2000))};`;
		await desk.write('a.js', long);
		desk.load('a.js', 'me');
		const before = await desk.compiled();
		const loader = desk.loader();
		const kept = loader.load(desk.file('a.js'));
		await forgetCode();
		loader.keep('mail');
		expect(kept).toBeDefined();
		expect(await desk.compiled()).toEqual(before);
	});

	it.each([
		['a link', async (folder: string, elsewhere: string) => symlink(elsewhere, folder)],
		['writable for others', async (folder: string) => mkdir(folder).then(() => chmod(folder, 0o777))],
		["somebody else's", async (folder: string) => mkdir(folder).then(() => chown(folder, 65_534, 65_534))],
	])('neither comes from nor goes to a folder that is %s', async (_what, make) => {
		const desk = await createCodeDesk();
		await desk.write('a.js', first);
		desk.load('a.js', 'me');
		const elsewhere = join(desk.folder, '..', 'elsewhere');
		await rename(desk.folder, elsewhere);
		await make(desk.folder, elsewhere);
		if ((await readdir(desk.folder)).length === 0) await cp(elsewhere, desk.folder, { recursive: true });
		const before = await readdir(desk.folder);
		const old = join(elsewhere, 'letter.js.01234567.bin');
		await writeFile(old, '');
		await utimes(old, time, time);
		await desk.write('a.js', other);
		await desk.write('b.js', first);
		expect(answer(desk.load('a.js', 'mail'))).toBe('other');
		desk.load('b.js', 'mail');
		expect((await readdir(desk.folder)).filter((name) => name !== 'letter.js.01234567.bin')).toEqual(before);
		expect(await readFile(old, 'latin1')).toBe('');
	});

	it('is not put into the home of somebody else', async () => {
		const desk = await createCodeDesk();
		await desk.write('a.js', first);
		await chown(join(desk.folder, '..'), 65_534, 65_534);
		expect(answer(desk.load('a.js', 'me'))).toBe('first');
		await expect(stat(desk.folder)).rejects.toMatchObject({ code: 'ENOENT' });
	});

	it('of one file is kept when that of another cannot be', async () => {
		const desk = await createCodeDesk();
		await desk.write('a.js', 'exports.b = require("./b.js");');
		await desk.write('b.js', first);
		desk.load('a.js', 'me');
		const { path } = await desk.compiled('a.js');
		await rm(path);
		await mkdir(path);
		await rm((await desk.compiled('b.js')).path);
		desk.load('a.js', 'me');
		expect((await desk.compiled('b.js')).uses).toEqual(['me']);
	});

	it('may have no place', async () => {
		const desk = await createCodeDesk();
		await desk.write('a.js', first);
		await writeFile(desk.folder, 'a file where the folder should be');
		expect(answer(desk.load('a.js', 'me'))).toBe('first');
	});
});

async function turnBits({ path }: { readonly path: string }): Promise<void> {
	const content = await readFile(path);
	for (let at = Math.floor(content.length / 2); at < content.length / 2 + 20; at += 4)
		content[at] = 255 - (content[at] ?? 0);
	await writeFile(path, content);
}

async function replaceByPipe({ path }: { readonly path: string }): Promise<void> {
	await rm(path);
	execFileSync('mkfifo', ['-m', '600', path]);
}

async function cut({ path }: { readonly path: string }, part: number): Promise<void> {
	const content = await readFile(path);
	await writeFile(path, content.subarray(0, Math.floor(content.length * part)));
}
