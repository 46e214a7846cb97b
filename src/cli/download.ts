/** Saves what is downloaded in a folder: whole or not at all, over nothing, and nowhere else. */
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../cache/make-folder.js';
import { GraphctlError } from '../errors.js';
import type { BodyTaker, Runtime } from '../runtime.js';
import { numberedName } from '../text/file-name.js';
import { fileError } from './file-reason.js';
import { nameOnce, systemCode } from './output-file.js';

const mostNumbers = 10_000;

/** Makes the folder where it is missing. @throws GraphctlError `usage.output-file` for what is no folder or cannot be made */
export async function openFolder(folder: string): Promise<void> {
	await makeFolder(folder).catch((error: unknown) => {
		throw fileError(folder, error);
	});
}

export interface Download {
	readonly path: string;
	readonly bytes: number;
}

/** What came first, so that a name can depend on it. */
export type NameOf = (start: Uint8Array) => string;

/**
 * Runs `fetch`, whose taker writes into a hidden file of the folder, and names that file once it is whole: `nameOf` gives a safe name, to which a number
 * is added while somebody has it (two processes never get the same). A failure or cancellation leaves nothing.
 * @throws GraphctlError `usage.output-file`, and what `fetch` throws
 */
export async function downloadInto(
	runtime: Pick<Runtime, 'randomBytes'>,
	folder: string,
	nameOf: NameOf,
	fetch: (begin: () => BodyTaker) => Promise<void>,
): Promise<Download> {
	const temporary = join(folder, `.${Buffer.from(runtime.randomBytes(12)).toString('hex')}.part`);
	let handle: FileHandle | undefined = await open(temporary, 'wx').catch((error: unknown) => {
		throw fileError(folder, error);
	});
	const file = handle;
	let bytes = 0;
	let start: Uint8Array = new Uint8Array();
	try {
		await fetch(() => {
			// Asked again after a broken connection: from the beginning.
			let emptied: Promise<void> | undefined = bytes === 0 ? undefined : file.truncate(0);
			bytes = 0;
			return async (piece) => {
				try {
					await emptied;
					emptied = undefined;
					if (bytes === 0) start = piece.slice(0, 64);
					await writeWhole(file, piece, bytes);
				} catch (error) {
					throw fileError(folder, error);
				}
				bytes += piece.length;
			};
		});
		await file.sync();
		handle = undefined;
		await file.close();
		return { path: await nameNew(temporary, folder, nameOf(start)), bytes };
	} finally {
		await handle?.close().catch(() => {});
		await rm(temporary, { force: true }).catch(() => {});
	}
}

async function writeWhole(file: FileHandle, piece: Uint8Array, position: number): Promise<void> {
	for (let written = 0; written < piece.length; ) {
		const { bytesWritten } = await file.write(piece, written, piece.length - written, position + written);
		written += bytesWritten;
	}
}

async function nameNew(temporary: string, folder: string, name: string): Promise<string> {
	for (let number = 0; number < mostNumbers; number++) {
		const path = join(folder, numberedName(name, number));
		try {
			await nameOnce(temporary, path);
			return path;
		} catch (error) {
			if (systemCode(error) !== 'EEXIST') throw fileError(path, error);
		}
	}
	throw new GraphctlError({ code: 'usage.file-exists', message: `${folder} has ${mostNumbers} files called ${name}.` });
}
