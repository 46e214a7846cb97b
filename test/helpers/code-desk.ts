/**
 * A program of a few files, run as if by one process after the other. Compiled code stands for the file it was made of: V8 looks at the
 * length of the source alone. So a source that changes behind the loader's back, to another of the same length and time, shows
 * which of the two ran.
 */
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type CodeLoader, createCodeLoader } from '../../src/node/code-loader.js';
import { makeTempFolder } from './temp-folder.js';

const require = createRequire(import.meta.url);
/** Time of every file of the program. */
export const time = new Date('2026-01-01T00:00:00Z');

export interface CodeDesk {
	/** Writes a file of the program, always with the same time. */
	write(name: string, source: string): Promise<void>;
	/** A loader, as a process of its own has it. */
	loader(): CodeLoader;
	/** Path of a file of the program. */
	file(name: string): string;
	/** Loads a file as a process of its own would, and keeps what was compiled when a use is given. */
	load(name: string, use?: string): Record<string, unknown>;
	/** The file of compiled code, and what its last line says. */
	compiled(name?: string): Promise<{ path: string; uses: string[]; written: number }>;
	readonly folder: string;
}

/** Makes it, without a file. */
export async function createCodeDesk(): Promise<CodeDesk> {
	const root = await makeTempFolder();
	const folder = join(root, 'compiled');
	const file = (name: string): string => join(root, name);
	return {
		folder,
		file,
		loader: () => createCodeLoader({ folder, require }),
		async write(name, source) {
			await writeFile(file(name), `(function(exports,require,module,meta){${source}})`);
			await utimes(file(name), time, time);
		},
		load(name, use) {
			const loader = createCodeLoader({ folder, require });
			const exports = Object.assign({}, loader.load(file(name)));
			// A function that nobody called is not compiled.
			answer(exports);
			if (use !== undefined) loader.keep(use);
			return exports;
		},
		async compiled(name = 'a.js') {
			const found = (await readdir(folder)).find((file) => file.startsWith(`${name}.`));
			const path = join(folder, found ?? '');
			const content = await readFile(path, 'latin1');
			const { uses } = JSON.parse(content.slice(content.lastIndexOf('\n') + 1));
			return { path, uses, written: (await stat(path)).ino };
		},
	};
}

/** Two sources of one length. */
export const first = 'exports.answer = () => "first";';
export const other = 'exports.answer = () => "other";';

/** What a file of these answers. */
export function answer(exports: unknown): unknown {
	const { answer: say }: Record<string, unknown> = Object.assign({}, exports);
	return typeof say === 'function' ? say() : undefined;
}

/** As V8 does by itself after some seconds: a few collections, none while anything runs. */
export async function forgetCode(): Promise<void> {
	setFlagsFromString('--expose-gc');
	const collect: (options: object) => unknown = runInNewContext('gc');
	setFlagsFromString('--no-expose-gc');
	for (let time = 0; time < 10; time++) {
		await collect({ type: 'major', execution: 'async', flavor: 'last-resort' });
		await setImmediate();
	}
}
