/** Takes a message while it arrives: a small one in memory, a large one in a file. */
import { closeSync, futimesSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { BodyTaker } from '../../runtime.js';
import { fileError } from '../file-reason.js';

/** Bytes that stay in memory; most mail is smaller. */
const mostInMemory = 256 * 1024;

export interface Spool {
	/** Begins anew; what came before is forgotten. */
	begin(): BodyTaker;
	/** Bytes so far. */
	readonly bytes: number;
	/** The whole message, when it is small; else undefined. */
	inMemory(): Buffer | undefined;
	/** The first and the last byte; 0 where there is none. */
	readonly edges: { readonly first: number; readonly last: number };
	/** The message, piece by piece. */
	pieces(): AsyncGenerator<Uint8Array, void>;
	/** Leaves the message in the file, with this time of change (milliseconds since the epoch), and returns its path. */
	intoFile(changed: number | undefined): Promise<string>;
	/** Forgets everything. */
	clear(): Promise<void>;
}

/** @param path the file, used by nobody else; every method throws GraphctlError `internal.disk-full` and the like */
export function createSpool(path: string): Spool {
	let parts: Uint8Array[] = [];
	let bytes = 0;
	let file: FileHandle | undefined;
	let first = 0;
	let last = 0;

	async function guarded<T>(work: () => Promise<T>): Promise<T> {
		try {
			return await work();
		} catch (error) {
			throw fileError(path, error);
		}
	}
	async function close(): Promise<void> {
		const handle = file;
		file = undefined;
		await handle?.close();
	}
	async function spill(): Promise<FileHandle> {
		file ??= await open(path, 'w+', 0o600);
		const handle = file;
		const waiting = parts;
		parts = [];
		for (const part of waiting) await handle.writeFile(part);
		return handle;
	}

	return {
		begin() {
			let emptied: Promise<void> | undefined = file && guarded(close);
			emptied?.catch(() => {});
			parts = [];
			bytes = 0;
			return (piece) =>
				guarded(async () => {
					await emptied;
					emptied = undefined;
					if (piece.length === 0) return;
					if (bytes === 0) first = piece[0] ?? 0;
					last = piece.at(-1) ?? 0;
					bytes += piece.length;
					parts.push(piece);
					if (bytes > mostInMemory) await spill();
				});
		},
		get bytes() {
			return bytes;
		},
		get edges() {
			return bytes === 0 ? { first: 0, last: 0 } : { first, last };
		},
		inMemory: () => (file ? undefined : Buffer.concat(parts)),
		async *pieces() {
			if (!file) {
				yield* parts;
				return;
			}
			const buffer = Buffer.allocUnsafe(64 * 1024);
			for (let at = 0; at < bytes; ) {
				const handle = file;
				const { bytesRead } = await guarded(() => handle.read(buffer, 0, buffer.length, at));
				if (bytesRead === 0) throw fileError(path, new Error('it is shorter than what was written'), 'read');
				at += bytesRead;
				yield buffer.subarray(0, bytesRead);
			}
		},
		intoFile: (changed) =>
			guarded(async () => {
				if (!file) {
					writeAtOnce(path, Buffer.concat(parts), changed);
					return path;
				}
				const handle = await spill();
				if (changed !== undefined) await handle.utimes(changed / 1000, changed / 1000);
				await close();
				return path;
			}),
		clear: () =>
			guarded(async () => {
				parts = [];
				bytes = 0;
				if (!file) return;
				await close();
				await rm(path, { force: true });
			}),
	};
}

/** For small files: four trips to the thread pool take longer than the work that is done there. */
function writeAtOnce(path: string, bytes: Uint8Array, changed: number | undefined): void {
	const file = openSync(path, 'w', 0o600);
	try {
		writeFileSync(file, bytes);
		if (changed !== undefined) futimesSync(file, changed / 1000, changed / 1000);
	} catch (error) {
		// Half a message would only take the room that was missing.
		rmSync(path, { force: true });
		throw error;
	} finally {
		closeSync(file);
	}
}
