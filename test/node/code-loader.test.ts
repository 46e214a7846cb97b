/**
 * Compiled code stands for the file it was made of: V8 looks at the length of the source alone. So a source that changes behind the
 * loader's back, to another of the same length and time, shows which of the two ran.
 */
import { chmod, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { createCodeLoader } from '../../src/node/code-loader.js';
import { makeTempFolder } from '../helpers/temp-folder.js';

const require = createRequire(import.meta.url);
const time = new Date('2026-01-01T00:00:00Z');

interface Desk {
	/** Writes a file of the program, always with the same time. */
	write(name: string, source: string): Promise<void>;
	/** Loads a file as a process of its own would, and keeps what was compiled when a use is given. */
	load(name: string, use?: string): Record<string, unknown>;
	/** The file of compiled code, and what its last line says. */
	compiled(name?: string): Promise<{ path: string; uses: string[]; written: number }>;
	readonly folder: string;
}

async function createDesk(): Promise<Desk> {
	const root = await makeTempFolder();
	const folder = join(root, 'compiled');
	return {
		folder,
		async write(name, source) {
			await writeFile(join(root, name), `(function(exports,require,module,meta){${source}})`);
			await utimes(join(root, name), time, time);
		},
		load(name, use) {
			const loader = createCodeLoader({ folder, require });
			const exports = Object.assign({}, loader.load(join(root, name)));
			// A function that nobody called is not compiled.
			answer(exports);
			if (use !== undefined) loader.keep(use);
			return exports;
		},
		async compiled(name = 'a.js') {
			const [version = ''] = await readdir(folder);
			const found = (await readdir(join(folder, version))).find((file) => file.startsWith(`${name}.`));
			const path = join(folder, version, found ?? '');
			const content = await readFile(path, 'latin1');
			const { uses } = JSON.parse(content.slice(content.lastIndexOf('\n') + 1));
			return { path, uses, written: (await stat(path)).ino };
		},
	};
}

/** Two sources of one length. */
const first = 'exports.answer = () => "first";';
const other = 'exports.answer = () => "other";';
const answer = (exports: Record<string, unknown>): unknown =>
	typeof exports['answer'] === 'function' ? exports['answer']() : undefined;

describe('the loader of the program', () => {
	it('runs each file once and gives what it exports to whoever asks', async () => {
		const desk = await createDesk();
		await desk.write('a.js', 'const b = require("./b.js"); exports.count = [b, require("./b.js").counted, b.again()];');
		await desk.write('b.js', 'let n = 0; exports.counted = ++n; exports.again = () => require("./b.js").counted;');
		expect(desk.load('a.js')).toMatchObject({ count: [{ counted: 1 }, 1, 1] });
	});

	it('tells a file its address and lets it load what is not of the program', async () => {
		const desk = await createDesk();
		await desk.write('a.js', 'exports.url = meta.url; exports.sep = require("node:path").posix.sep;');
		expect(desk.load('a.js')).toEqual({ url: expect.stringMatching(/^file:\/\/\/.*\/a\.js$/), sep: '/' });
	});

	it('does not take a file for loaded that failed', async () => {
		const desk = await createDesk();
		await desk.write('a.js', 'throw new Error("no luck");');
		const loader = createCodeLoader({ folder: desk.folder, require });
		const file = join(desk.folder, '..', 'a.js');
		for (const _try of [1, 2]) expect(() => loader.load(file)).toThrow('no luck');
	});
});

describe('what was compiled', () => {
	it('runs instead of being compiled again', async () => {
		const desk = await createDesk();
		await desk.write('a.js', first);
		expect(answer(desk.load('a.js', 'me'))).toBe('first');
		await desk.write('a.js', other);
		expect(answer(desk.load('a.js'))).toBe('first');
	});

	it('is kept in files that only their owner can read', async () => {
		const desk = await createDesk();
		await desk.write('a.js', first);
		desk.load('a.js', 'me');
		const { path } = await desk.compiled();
		expect((await stat(path)).mode & 0o777).toBe(0o600);
		expect((await stat(desk.folder)).mode & 0o777).toBe(0o700);
	});

	it.each([
		['when the file is another one', async ({ write }: Desk) => write('a.js', `${other} `)],
		['when others could have written it', async (desk: Desk) => chmod((await desk.compiled()).path, 0o620)],
		['when half of it is missing', async (desk: Desk) => cut(await desk.compiled(), 0.5)],
		['when the end is missing', async (desk: Desk) => cut(await desk.compiled(), 0.99)],
		['when it is empty', async (desk: Desk) => cut(await desk.compiled(), 0)],
		['when it is something else', async (desk: Desk) => writeFile((await desk.compiled()).path, 'x\n{"uses":[]}')],
	])('does not run %s, and is made anew', async (_when, harm) => {
		const desk = await createDesk();
		await desk.write('a.js', first);
		desk.load('a.js', 'me');
		await desk.write('a.js', other);
		await harm(desk);
		expect(answer(desk.load('a.js', 'mail'))).toBe('other');
		expect((await desk.compiled()).uses).toEqual(['mail']);
		expect(answer(desk.load('a.js'))).toBe('other');
	});

	it('does not run when the file changed and its length did not', async () => {
		const desk = await createDesk();
		await desk.write('a.js', first);
		desk.load('a.js', 'me');
		await desk.write('a.js', other);
		await utimes(join(desk.folder, '..', 'a.js'), time, new Date());
		expect(answer(desk.load('a.js'))).toBe('other');
	});

	it('is written again for another use, and not for one that it knows', async () => {
		const desk = await createDesk();
		await desk.write('a.js', first);
		desk.load('a.js', 'me');
		desk.load('a.js', 'mail');
		const before = await desk.compiled();
		expect(before.uses).toEqual(['me', 'mail']);
		desk.load('a.js', 'me');
		expect(await desk.compiled()).toEqual(before);
	});

	it('of a run that failed is kept, but counts as no use', async () => {
		const desk = await createDesk();
		await desk.write('a.js', first);
		const load = (): void => {
			const loader = createCodeLoader({ folder: desk.folder, require });
			loader.load(join(desk.folder, '..', 'a.js'));
			loader.keep(undefined);
		};
		load();
		const before = await desk.compiled();
		expect(before.uses).toEqual([]);
		load();
		expect(await desk.compiled()).toEqual(before);
	});

	it('under flags that were set on the way is not kept, for no start could use it', async () => {
		const desk = await createDesk();
		await desk.write('a.js', first);
		const runWithFlags = (): void => {
			const loader = createCodeLoader({ folder: desk.folder, require });
			loader.load(join(desk.folder, '..', 'a.js'));
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

	it('of former versions goes after two months', async () => {
		const desk = await createDesk();
		await desk.write('a.js', first);
		await desk.write('b.js', first);
		desk.load('a.js', 'me');
		const { path } = await desk.compiled();
		const old = join(path, '..', 'start-OLD.js.bin');
		const young = join(path, '..', 'start-YOUNG.js.bin');
		for (const file of [old, young]) await writeFile(file, '');
		const days = (count: number): Date => new Date(Date.now() - count * 24 * 3_600_000);
		await utimes(old, days(61), days(61));
		await utimes(young, days(59), days(59));
		desk.load('b.js', 'me');
		expect((await readdir(join(path, '..'))).map((name) => name.replace(/\.[0-9a-f]{8}/, '')).sort()).toEqual([
			...['a.js.bin', 'b.js.bin', 'start-YOUNG.js.bin'],
		]);
	});

	it('of two installations rests side by side', async () => {
		const [one, two] = [await createDesk(), await createDesk()];
		for (const desk of [one, two]) await desk.write('a.js', first);
		const run = (desk: Desk): void => {
			const loader = createCodeLoader({ folder: one.folder, require });
			answer(Object.assign({}, loader.load(join(desk.folder, '..', 'a.js'))));
			loader.keep('me');
		};
		run(one);
		run(two);
		const before = await one.compiled();
		run(one);
		expect(await one.compiled()).toEqual(before);
		expect(await readdir(join(before.path, '..'))).toHaveLength(2);
	});

	it('may have no place', async () => {
		const desk = await createDesk();
		await desk.write('a.js', first);
		await writeFile(desk.folder, 'a file where the folder should be');
		expect(answer(desk.load('a.js', 'me'))).toBe('first');
	});
});

async function cut({ path }: { readonly path: string }, part: number): Promise<void> {
	const content = await readFile(path);
	await writeFile(path, content.subarray(0, Math.floor(content.length * part)));
}
