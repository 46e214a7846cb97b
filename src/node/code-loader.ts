/**
 * Loads the files of the built program together with what V8 made of them in earlier runs. Node's own compile cache keeps what is
 * compiled when a file is loaded; the functions that run after that are compiled anew at every start. V8 can also hand out
 * everything that it has compiled until now (https://nodejs.org/api/vm.html#scriptcreatecacheddata).
 */
import {
	closeSync,
	fstatSync,
	fsyncSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';

export interface CodeLoader {
	/** Runs a file of the program, once, and returns what it exports. */
	load(file: string): unknown;
	/**
	 * Keeps what was compiled for the next run. Never throws: without it the next start is slower, and no more.
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
	readonly path: string;
	readonly stamp: string;
	/** V8's version and flags when it was loaded. */
	readonly tag: number;
	readonly known: Known | undefined;
}

/** What a file of compiled code says of itself, in its last line. */
interface Known {
	/** Size and time of the file it was compiled from. */
	readonly stamp: string;
	/** V8's version and flags. */
	readonly tag: number;
	/** What the program did in the runs that it comes from. */
	readonly uses: readonly string[];
}

/** Files that nobody wrote for so long are those of former versions. */
const keptMs = 60 * 24 * 3_600_000;

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
	// Asked only where something must be compiled: the module takes two milliseconds to load.
	const askTag = (): number => require('node:v8').cachedDataVersionTag();
	let firstTag: number | undefined;

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
		const { size, mtimeMs } = statSync(file);
		const path = join(folder, `${process.versions.v8}-${process.arch}`, `${basename(file)}.${placeMark(file)}.bin`);
		const stamp = `${size} ${mtimeMs}`;
		const cache = readCompiled(path, stamp);
		// Latin-1 is read fastest, and the build writes ASCII alone.
		const source = readFileSync(file, 'latin1');
		const script = new Script(source, { filename: file, ...(cache && { cachedData: cache.data }) });
		const known = script.cachedDataRejected === false ? cache?.known : undefined;
		if (!known) firstTag ??= askTag();
		compiled.push({ script, path, stamp, tag: known?.tag ?? firstTag ?? 0, known });
		return script.runInThisContext();
	}

	return {
		load,
		keep(use) {
			try {
				for (const item of compiled) {
					const knows = item.known && (use === undefined || item.known.uses.includes(use));
					// Flags that were set on the way would make V8 refuse at the next start what it has now.
					if (!knows && item.tag === askTag()) keepCompiled(item, use);
				}
			} catch {
				// A full or read-only disk, another owner's folder.
			}
		},
	};
}

/** Eight digits for the folder of a file (FNV-1a), so that two installations do not take turns in writing one name. */
function placeMark(file: string): string {
	let hash = 0x811c9dc5;
	for (const char of dirname(file)) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
	return (hash >>> 0).toString(16).padStart(8, '0');
}

/** Undefined where nothing can be used; what others could have written is not: it would run as this user. */
function readCompiled(path: string, stamp: string): { data: Buffer; known: Known } | undefined {
	let file: number | undefined;
	try {
		file = openSync(path, 'r');
		const { uid, mode } = fstatSync(file);
		if (process.getuid && (uid !== process.getuid() || (mode & 0o022) !== 0)) return undefined;
		const content = readFileSync(file);
		const end = content.lastIndexOf('\n');
		const known: Known = JSON.parse(content.toString('latin1', end + 1));
		return known.stamp === stamp ? { data: content.subarray(0, end), known } : undefined;
	} catch {
		return undefined;
	} finally {
		if (file !== undefined) closeSync(file);
	}
}

function keepCompiled({ script, path, stamp, tag, known }: Compiled, use: string | undefined): void {
	const next: Known = { stamp, tag, uses: [...(known?.uses ?? []), ...(use === undefined ? [] : [use])] };
	const folder = dirname(path);
	if (!known) {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		removeOld(folder);
	}
	const temporary = `${path}.${process.pid}.tmp`;
	try {
		const file = openSync(temporary, 'w', 0o600);
		try {
			writeFileSync(
				file,
				Buffer.concat([script.createCachedData(), Buffer.from(`\n${JSON.stringify(next)}`, 'latin1')]),
			);
			// V8 trusts what it reads: a power cut must not leave half of it.
			fsyncSync(file);
		} finally {
			closeSync(file);
		}
		renameSync(temporary, path);
	} catch (error) {
		rmSync(temporary, { force: true });
		throw error;
	}
}

function removeOld(folder: string): void {
	for (const name of readdirSync(folder)) {
		const path = join(folder, name);
		if (statSync(path).mtimeMs < Date.now() - keptMs) rmSync(path, { force: true });
	}
}
