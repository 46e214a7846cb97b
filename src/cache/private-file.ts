/** Files that hold secrets: only their owner may read them, and nobody may have put a link in their place. */
import { chmod, constants, type FileHandle, lstat, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GraphctlError } from '../errors.js';
import { writeFileAtomically } from './atomic-file.js';
import { makeFolder } from './make-folder.js';
import { systemCode, toStorageError } from './storage-errors.js';
import type { CacheRuntime } from './store.js';

/**
 * Reads a file that must be private. Too wide a mode is narrowed to 0600 first.
 *
 * @returns undefined when there is no file
 * @throws GraphctlError `storage.unsafe-file` for a link, for something that is no file, and for a file of somebody else
 */
export async function readPrivateFile(runtime: CacheRuntime, path: string): Promise<Buffer | undefined> {
	let file: FileHandle;
	try {
		// O_NONBLOCK: a FIFO in the file's place must not hang us. Windows knows neither flag.
		const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
		file = await open(path, flags);
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined;
		throw toStorageError(error, 'read', path);
	}
	try {
		const { mode, uid, isFile } = await file.stat().then((stats) => ({ ...stats, isFile: stats.isFile() }));
		if (!isFile) throw unsafe(path, 'it is not a regular file');
		if (runtime.platform !== 'win32') {
			if (uid !== (await lstat(dirname(path))).uid) throw unsafe(path, 'it belongs to somebody else');
			if ((mode & 0o077) !== 0) {
				await file.chmod(0o600).catch((error: unknown) => {
					throw unsafe(path, 'others may read it, and its mode cannot be changed', error);
				});
			}
		}
		return await file.readFile();
	} catch (error) {
		throw toStorageError(error, 'read', path);
	} finally {
		await file.close();
	}
}

/** Replaces a private file as a whole; its folder, which is ours alone, becomes 0700. */
export async function writePrivateFile(
	runtime: CacheRuntime,
	path: string,
	content: string | Uint8Array,
): Promise<void> {
	await makePrivateFolder(runtime, dirname(path));
	await refuseLink(path);
	await writeFileAtomically(runtime, path, content);
}

/** Removes the file; false when there is none. @throws GraphctlError `storage.*` */
export async function removePrivateFile(path: string): Promise<boolean> {
	try {
		await unlink(path);
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
		throw toStorageError(error, 'remove', path);
	}
}

/** Renames `PATH` to `PATH.corrupt-TIME`, or `PATH.corrupt-TIME-2` and so on where that exists; returns the new path. */
export async function setFileAside(path: string, time: string): Promise<string> {
	const base = `${path}.corrupt-${time}`;
	for (let count = 1; ; count++) {
		const target = count === 1 ? base : `${base}-${count}`;
		if (await exists(target)) continue;
		try {
			await rename(path, target);
		} catch (error) {
			// Another process was quicker: what was broken is aside.
			if (systemCode(error) !== 'ENOENT') throw toStorageError(error, 'set aside', path);
		}
		return target;
	}
}

async function makePrivateFolder(runtime: CacheRuntime, folder: string): Promise<void> {
	try {
		await makeFolder(folder, 0o700);
		const stats = await lstat(folder);
		if (!stats.isDirectory()) throw unsafe(folder, 'it is not a folder of its own but a link');
		if (runtime.platform !== 'win32' && (stats.mode & 0o077) !== 0) await chmod(folder, 0o700);
	} catch (error) {
		throw toStorageError(error, 'make the folder', folder);
	}
}

async function refuseLink(path: string): Promise<void> {
	const stats = await lstat(path).catch(() => undefined);
	if (stats?.isSymbolicLink()) throw unsafe(path, 'it is a symbolic link');
}

async function exists(path: string): Promise<boolean> {
	return lstat(path).then(
		() => true,
		() => false,
	);
}

function unsafe(path: string, why: string, cause?: unknown): GraphctlError {
	return new GraphctlError({
		code: 'storage.unsafe-file',
		message: `${path} is not used: ${why}.`,
		hint: 'Find out who put it there, remove it, and run the command again.',
		cause,
	});
}
