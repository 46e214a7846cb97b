/**
 * Loads the files of the built program together with what V8 made of them in earlier runs. Node's own compile cache keeps what is
 * compiled when a file is loaded; the functions that run after that are compiled anew at every start. V8 can also hand out
 * everything that it has compiled until now (https://nodejs.org/api/vm.html#scriptcreatecacheddata).
 */
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { type Kept, openCompiledFolder } from './compiled-code.js';

export interface CodeLoader {
	/** Runs a file of the program, once, and returns what it exports. @throws Error `PROGRAM_CHANGED` when it is not there */
	load(file: string): unknown;
	/**
	 * Keeps what was compiled until now for the next run, the first time it is called. Never throws: without it the next start is slower, and
	 * no more.
	 *
	 * @param use what the program did; a file is written again for a use that is new to it. Undefined keeps only what was not there.
	 */
	keep(use: string | undefined): void;
}

export interface CodeLoaderOptions {
	/** Folder for what was compiled. */
	readonly folder: string;
	/** Loads what is no file of the program. */
	readonly require: NodeJS.Require;
}

interface Loaded {
	readonly exports: unknown;
}

/** A file that has run, and what was known of it before. */
interface Compiled {
	readonly script: Script;
	/** Of the file with its compiled code. */
	readonly name: string;
	readonly stamp: string;
	/** V8's version and flags when it was loaded. */
	readonly tag: number;
	/** What V8 took. */
	readonly kept: Kept | undefined;
}

/** What a file of the program is: one function expression. `meta` stands for `import.meta`. */
type Run = (
	exports: object,
	require: (name: string) => unknown,
	module: Loaded,
	meta: { readonly url: string },
) => void;

/** Makes the loader of this process. */
export function createCodeLoader({ folder, require }: CodeLoaderOptions): CodeLoader {
	const loaded = new Map<string, Loaded>();
	const compiled: Compiled[] = [];
	const place = openCompiledFolder(folder, require);
	// Asked only where something must be compiled: the module takes two milliseconds to load.
	const askTag = (): number => require('node:v8').cachedDataVersionTag();
	let firstTag: number | undefined;
	let isKept = false;

	function load(file: string): unknown {
		const before = loaded.get(file);
		if (before) return before.exports;
		const module = { exports: {} };
		loaded.set(file, module);
		try {
			const requireFrom = (name: string): unknown =>
				name.startsWith('.') ? load(join(dirname(file), name)) : require(name);
			compile(file)(module.exports, requireFrom, module, {
				get url() {
					return pathToFileURL(file).href;
				},
			});
		} catch (error) {
			loaded.delete(file);
			throw error;
		}
		return module.exports;
	}

	function compile(file: string): Run {
		const stats = statSync(file, { throwIfNoEntry: false });
		if (!stats) throw Object.assign(new Error(`${file} is not there any more.`), { code: 'PROGRAM_CHANGED' });
		const stamp = `${stats.size} ${stats.mtimeMs}`;
		const name = `${basename(file)}.${markOf(`${dirname(file)} ${process.versions.v8} ${process.arch}`)}.bin`;
		const found = place.read(name);
		const usable = found?.known.stamp === stamp ? found : undefined;
		// Latin-1 is read fastest, and the build writes ASCII alone.
		const source = readFileSync(file, 'latin1');
		const script = new Script(source, { filename: file, ...(usable && { cachedData: usable.data }) });
		const kept = script.cachedDataRejected === false ? usable : undefined;
		if (!kept) firstTag ??= askTag();
		compiled.push({ script, name, stamp, tag: kept?.known.tag ?? firstTag ?? 0, kept });
		return script.runInThisContext();
	}

	function keepOne({ script, name, stamp, tag, kept }: Compiled, use: string | undefined): void {
		if (kept && (use === undefined || kept.known.uses.includes(use))) return;
		// Flags that were set on the way would make V8 refuse at the next start what it has now.
		if (tag !== askTag()) return;
		const data = script.createCachedData();
		// V8 throws away what was not run for long, which the next start wants.
		if (kept && data.length < kept.data.length) return;
		const uses = [...(kept?.known.uses ?? []), ...(use === undefined ? [] : [use])];
		place.write(name, { data, known: { stamp, tag, uses } });
	}

	return {
		load,
		keep(use) {
			if (isKept) return;
			isKept = true;
			for (const item of compiled) {
				try {
					keepOne(item, use);
				} catch {
					// A full or read-only disk, somebody else's folder.
				}
			}
		},
	};
}

/**
 * Eight digits (FNV-1a) for the place of the program and the V8 that runs it: two installations, or two versions of Node, do not take
 * turns in writing one file.
 */
function markOf(text: string): string {
	let hash = 0x811c9dc5;
	for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
	return (hash >>> 0).toString(16).padStart(8, '0');
}
