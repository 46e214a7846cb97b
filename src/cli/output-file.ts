/** A file that takes what standard output would have taken, and has its name only once it is whole. */
import { type FileHandle, link, lstat, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { writeReason } from './file-reason.js';

export interface OutputFile {
	readonly stream: Writable;
	/** Gives the file its name. @throws GraphctlError `usage.file-exists` when somebody else took it meanwhile */
	keep(): Promise<void>;
	/** Removes what was written; does nothing after `keep`. */
	discard(): Promise<void>;
}

/**
 * Opens a new file beside `path`, so that a folder that cannot be written is known before anything is asked.
 * @throws GraphctlError `usage.file-exists` unless `force`, `usage.output-file`
 */
export async function openOutputFile(
	runtime: Pick<Runtime, 'randomBytes'>,
	path: string,
	force: boolean,
): Promise<OutputFile> {
	const target = await targetOf(path, force);
	const temporary = join(
		dirname(target),
		`.${basename(target).slice(0, 100)}.${Buffer.from(runtime.randomBytes(8)).toString('hex')}.part`,
	);
	const handle = await open(temporary, 'wx').catch((error: unknown) => {
		throw cannotWrite(path, error);
	});
	const stream = new Writable({
		write: (chunk: Uint8Array, _encoding, written) => void handle.writeFile(chunk).then(() => written(), written),
	});
	// Who writes hears of an error by the callback of the write.
	stream.on('error', () => {});
	let done = false;
	const discard = async (): Promise<void> => {
		if (done) return;
		done = true;
		stream.destroy();
		await handle.close().catch(() => {});
		await rm(temporary, { force: true }).catch(() => {});
	};
	return {
		stream,
		discard,
		async keep() {
			try {
				stream.end();
				await finished(stream);
				await closeSynced(handle);
				if (force) await rename(temporary, target);
				else await nameOnce(temporary, target);
				done = true;
			} catch (error) {
				throw systemCode(error) === 'EEXIST' ? exists(path) : cannotWrite(path, error);
			} finally {
				await discard();
			}
		},
	};
}

/** The file that the name leads to, also by way of a link; a device, pipe or folder is no place for it. */
async function targetOf(path: string, force: boolean): Promise<string> {
	const there = await stat(path).catch((error: unknown) => {
		if (systemCode(error) === 'ENOENT') return undefined;
		throw cannotWrite(path, error);
	});
	if (there === undefined) {
		const dangling = await lstat(path).then(
			() => true,
			() => false,
		);
		if (dangling) throw cannotWrite(path, new Error('it is a link that leads nowhere'));
		return path;
	}
	if (!there.isFile()) throw cannotWrite(path, new Error('it is not a regular file'));
	if (!force) throw exists(path);
	return realpath(path);
}

async function closeSynced(handle: FileHandle): Promise<void> {
	await handle.sync();
	await handle.close();
}

/**
 * Gives a file its name unless somebody has it. A rename would replace what is there; a link never does, and follows none.
 * @throws Error with the code `EEXIST`, or the system's
 */
export async function nameOnce(temporary: string, target: string): Promise<void> {
	try {
		await link(temporary, target);
	} catch (error) {
		if (systemCode(error) === 'EEXIST') throw error;
		// Not every file system has links.
		if (await lstat(target).catch(() => undefined)) throw Object.assign(new Error(), { code: 'EEXIST' });
		return rename(temporary, target);
	}
	await rm(temporary, { force: true });
}

/** Code of a system's error, e.g. `ENOENT`. */
export function systemCode(error: unknown): unknown {
	return error instanceof Error && 'code' in error ? error.code : undefined;
}

function exists(path: string): GraphctlError {
	return new GraphctlError({
		code: 'usage.file-exists',
		message: `The file ${path} is there already; it was left as it is.`,
		hint: 'Choose another name, or replace it with --force.',
	});
}

/** The error of a file or folder that cannot be written. */
export function cannotWrite(path: string, error: unknown): GraphctlError {
	return new GraphctlError({
		code: 'usage.output-file',
		message: `Cannot write ${path}: ${writeReason(error)}.`,
		cause: error,
	});
}
