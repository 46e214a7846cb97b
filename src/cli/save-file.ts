/** Saves what a person asked for in a file they named: whole or not at all, and over nothing by accident. */
import { constants, copyFile, type FileHandle, link, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { fileError } from './file-reason.js';

interface SaveChoice {
	/** Replaces a file that is there. */
	readonly force: boolean;
}

/**
 * Says before any work that the file cannot be saved: it is there already, or something there is no file. A link is
 * followed to the file it names.
 * @returns the path to write to
 * @throws GraphctlError `usage.file-exists`, `usage.not-a-file`, `usage.output-file`
 */
export async function checkSavePath(path: string, { force }: SaveChoice): Promise<string> {
	try {
		const found = await stat(path);
		if (!found.isFile()) {
			throw new GraphctlError({ code: 'usage.not-a-file', message: `${path} is there and is not a file.` });
		}
		if (!force) throw alreadyThere(path);
		return await realpath(path);
	} catch (error) {
		if (codeOf(error) !== 'ENOENT') throw toSaveError(error, path);
	}
	await stat(dirname(path)).catch((error: unknown) => {
		throw toSaveError(error, path);
	});
	return path;
}

/** Writes the file through a temporary one beside it. @throws GraphctlError as `checkSavePath`, and `internal.output` */
export async function saveFile(
	runtime: Pick<Runtime, 'randomBytes'>,
	path: string,
	bytes: Uint8Array,
	choice: SaveChoice,
): Promise<void> {
	const target = await checkSavePath(path, choice);
	const mark = Buffer.from(runtime.randomBytes(8)).toString('hex');
	const temporary = join(dirname(target), `.${basename(target)}.${mark}.tmp`);
	try {
		await writeWhole(await open(temporary, 'wx'), bytes);
		if (choice.force) await rename(temporary, target);
		else await claim(temporary, target);
	} catch (error) {
		throw toSaveError(error, path);
	} finally {
		await rm(temporary, { force: true }).catch(() => {});
	}
}

async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
	try {
		await file.writeFile(bytes);
		await file.sync();
	} finally {
		await file.close();
	}
}

/** Gives the file its name unless somebody took the name meanwhile; some file systems (FAT) know no links. */
async function claim(temporary: string, target: string): Promise<void> {
	try {
		await link(temporary, target);
	} catch (error) {
		if (codeOf(error) === 'EEXIST') throw error;
		await copyFile(temporary, target, constants.COPYFILE_EXCL);
	}
}

function alreadyThere(path: string): GraphctlError {
	return new GraphctlError({
		code: 'usage.file-exists',
		message: `The file ${path} is there already; it was left as it is.`,
		hint: 'Choose another name, or replace it with --force.',
	});
}

function toSaveError(error: unknown, path: string): GraphctlError {
	return codeOf(error) === 'EEXIST' ? alreadyThere(path) : fileError(path, error);
}

function codeOf(error: unknown): string | undefined {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
