/**
 * What V8 made of the program's files in earlier runs, in a folder of this user's alone. V8 trusts what it is given, so that nothing is
 * read that others could have written, or that is not what was written; and nothing is written where others could lead it astray.
 */
import {
	closeSync,
	constants,
	fstatSync,
	fsyncSync,
	lstatSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	type Stats,
	statSync,
	writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** What a file of compiled code says of itself, in its last line. */
export interface Known {
	/** Size and time of the file it was compiled from. */
	readonly stamp: string;
	/** V8's version and flags. */
	readonly tag: number;
	/** What the program did in the runs that it comes from. */
	readonly uses: readonly string[];
}

/** Compiled code as it is kept. */
export interface Kept {
	readonly data: Buffer;
	readonly known: Known;
}

export interface CompiledFolder {
	/** Undefined where nothing can be used. */
	read(name: string): Kept | undefined;
	/** @throws Error of the file system */
	write(name: string, kept: Kept): void;
}

/** Files that nobody wrote for so long are those of former versions. */
const keptMs = 60 * 24 * 3_600_000;

/** The names that are given out here, and what a writer that was killed leaves. */
const ours = /\.js\.[0-9a-f]{8}\.bin(\.[0-9a-f-]+\.tmp)?$/;

/** Opens it; `load` loads Node's own modules, and only those that are needed then. */
export function openCompiledFolder(folder: string, load: NodeJS.Require): CompiledFolder {
	const zlib = (): typeof import('node:zlib') => load('node:zlib');
	let safe: boolean | undefined;
	return {
		read(name) {
			let file: number | undefined;
			try {
				safe ??= isOwn(lstatSync(folder), 'folder');
				if (!safe) return undefined;
				// Opening a pipe would wait for whoever writes to it.
				file = openSync(join(folder, name), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
				if (!isOwn(fstatSync(file), 'file')) return undefined;
				const content = readFileSync(file);
				const end = content.lastIndexOf('\n');
				const { sum, ...known }: Known & { readonly sum: number } = JSON.parse(content.toString('latin1', end + 1));
				const data = content.subarray(0, end);
				return zlib().crc32(data) === sum ? { data, known } : undefined;
			} catch {
				return undefined;
			} finally {
				if (file !== undefined) closeSync(file);
			}
		},
		write(name, { data, known }) {
			makeOwnFolder(folder);
			removeOld(folder);
			const line = JSON.stringify({ ...known, sum: zlib().crc32(data) });
			const path = join(folder, name);
			const { randomUUID }: typeof import('node:crypto') = load('node:crypto');
			const temporary = `${path}.${randomUUID()}.tmp`;
			const file = openSync(temporary, 'wx', 0o600);
			try {
				try {
					writeFileSync(file, Buffer.concat([data, Buffer.from(`\n${line}`, 'latin1')]));
					fsyncSync(file);
				} finally {
					closeSync(file);
				}
				renameSync(temporary, path);
			} catch (error) {
				rmSync(temporary, { force: true });
				throw error;
			}
		},
	};
}

/** True when it is one, belongs to this user, and nobody else may write to it. Windows keeps the folder to the user by itself. */
function isOwn(stats: Stats, kind: 'file' | 'folder'): boolean {
	if (kind === 'file' ? !stats.isFile() : !stats.isDirectory()) return false;
	return !process.getuid || (stats.uid === process.getuid() && (stats.mode & 0o022) === 0);
}

/** Makes it where its place belongs to this user: not in the home of somebody whose `HOME` came through sudo. @throws Error */
function makeOwnFolder(folder: string): void {
	let place = folder;
	while (!lstatSync(place, { throwIfNoEntry: false }) && dirname(place) !== place) place = dirname(place);
	if (place !== folder) {
		if (process.getuid && statSync(place).uid !== process.getuid())
			throw new Error(`${place} belongs to somebody else.`);
		mkdirSync(folder, { recursive: true, mode: 0o700 });
	}
	if (!isOwn(lstatSync(folder), 'folder')) throw new Error(`${folder} is not this user's alone.`);
}

function removeOld(folder: string): void {
	for (const name of readdirSync(folder)) {
		if (!ours.test(name)) continue;
		const path = join(folder, name);
		const stats = lstatSync(path, { throwIfNoEntry: false });
		if (stats?.isFile() && stats.mtimeMs < Date.now() - keptMs) rmSync(path, { force: true });
	}
}
