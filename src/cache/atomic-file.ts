/** Replaces files as a whole: whoever reads, at any moment and after any crash, finds the old content or the new one. */
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ProcessId } from '../runtime.js';
import { makeFolder } from './make-folder.js';
import { systemCode, toStorageError } from './storage-errors.js';
import type { CacheRuntime } from './store.js';

/**
 * Writes a file through a temporary one in the same folder, fsync and rename. The file is 0600, a folder made for it 0700.
 * Temporary files that killed writers of the same file left behind are removed on the way.
 *
 * @throws GraphctlError `storage.disk-full`, `storage.read-only`, `storage.no-permission`, `storage.bad-path` or `storage.failed`
 */
export async function writeFileAtomically(
	runtime: CacheRuntime,
	path: string,
	content: string | Uint8Array,
): Promise<void> {
	const temporary = temporaryPath(runtime, path);
	try {
		await makeFolder(dirname(path), 0o700);
		await removeLeftovers(runtime, path);
		try {
			await writeSynced(temporary, content);
			await renameOver(runtime, temporary, path);
		} catch (error) {
			await rm(temporary, { force: true }).catch(() => {});
			throw error;
		}
		await syncFolder(dirname(path));
	} catch (error) {
		throw toStorageError(error, 'write', path);
	}
}

/** A new name beside `path` that says which process writes it: `NAME.PID.MARK.RANDOM.tmp`. */
export function temporaryPath(runtime: CacheRuntime, path: string): string {
	const { pid, started } = runtime.processes.self;
	return `${path}.${pid}.${started.replace(/[^\w.]/g, '')}.${randomName(runtime)}.tmp`;
}

/** 16 hexadecimal digits. */
export function randomName(runtime: CacheRuntime): string {
	return Buffer.from(runtime.randomBytes(8)).toString('hex');
}

async function writeSynced(path: string, content: string | Uint8Array): Promise<void> {
	const file = await open(path, 'wx', 0o600);
	try {
		await file.writeFile(content);
		await file.sync();
	} finally {
		await file.close();
	}
}

/** Windows refuses to replace a file that a virus scanner or another reader has open at that moment. */
async function renameOver(runtime: CacheRuntime, from: string, to: string): Promise<void> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await rename(from, to);
		} catch (error) {
			const busy = ['EPERM', 'EACCES', 'EBUSY'].includes(systemCode(error) ?? '');
			if (runtime.platform !== 'win32' || !busy || attempt === 10) throw error;
			await runtime.clock.sleep(attempt * 10);
		}
	}
}

/** Makes the rename itself survive a power cut; not every system and file system can, and Windows does it unasked. */
async function syncFolder(folder: string): Promise<void> {
	try {
		const handle = await open(folder, 'r');
		try {
			await handle.sync();
		} finally {
			await handle.close();
		}
	} catch {
		// The new content is in place; only its durability could not be hurried.
	}
}

/** Removes temporary files of `path` whose writers no longer run. */
export async function removeLeftovers(runtime: CacheRuntime, path: string): Promise<void> {
	const prefix = `${basename(path)}.`;
	for (const name of await readdir(dirname(path))) {
		if (!name.startsWith(prefix) || !name.endsWith('.tmp')) continue;
		const writer = writerOf(name.slice(prefix.length));
		if (!writer || runtime.processes.isAlive(writer)) continue;
		await rm(join(dirname(path), name), { force: true }).catch(() => {});
	}
}

function writerOf(rest: string): ProcessId | undefined {
	// A lock's claims are named after it and have temporary files too.
	const match = /^(?:after-[0-9a-f-]+\.)*(\d+)\.([\w.]*)\.[0-9a-f]{16}\.tmp$/.exec(rest);
	return match?.[1] === undefined ? undefined : { pid: Number(match[1]), started: match[2] ?? '' };
}
