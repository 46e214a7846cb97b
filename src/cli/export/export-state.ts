/** Where an export keeps what it knows of itself: a hidden folder with a journal, a lock and unfinished downloads. */
import { readdir, readFile, realpath, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { withLock } from '../../cache/file-lock.js';
import { makeFolder } from '../../cache/make-folder.js';
import { GraphctlError } from '../../errors.js';
import type { Runtime } from '../../runtime.js';
import { fileError } from '../file-reason.js';
import { systemCode } from '../output-file.js';

/** Forms of an export. */
export type ExportFormat = 'eml' | 'mbox' | 'jsonl';

/** Name of the folder of state within an export's own folder, and the end of its name beside an export's file. */
const stateName = '.graphctl-export';

/** The place of an export. */
export interface ExportPlace {
	/** Folder of the messages, or file that takes them. */
	readonly path: string;
	readonly state: string;
	readonly journal: string;
	/** True when a journal is there, whatever it says. */
	readonly begun: boolean;
}

/** A lock that is this old counts as left behind: its time is renewed well before. */
const renewMs = 60_000;

/**
 * Finds the place, and says when it cannot be one: something else is there already. Nothing is made yet.
 * @throws GraphctlError `usage.file-exists`, `usage.not-empty`, `usage.output-file`
 */
export async function findPlace(target: string, format: ExportFormat): Promise<ExportPlace> {
	const whole = resolve(target);
	const there = await stat(whole).catch((error: unknown) => {
		if (systemCode(error) === 'ENOENT') return undefined;
		throw fileError(target, error);
	});
	// The same place by another name has the same state.
	const path = there
		? await realpath(whole)
		: join(await realpath(dirname(whole)).catch(() => dirname(whole)), basename(whole));
	const state =
		format === 'eml' ? join(path, stateName) : join(dirname(path), `.${basename(path)}${stateName.replace('.', '-')}`);
	const journal = join(state, 'journal.jsonl');
	const begun = await isThere(journal);
	if (there && format === 'eml') {
		if (!there.isDirectory())
			throw taken(target, 'is a file; --format eml makes a folder of files', '--format mbox or jsonl makes one file.');
		if (!begun && (await readdir(path)).some((name) => name !== stateName)) {
			throw taken(target, 'is not empty, and holds no export of graphctl', 'Name a new or empty folder.');
		}
	} else if (there && !there.isFile())
		throw taken(target, `is no file; --format ${format} makes one`, 'Name a new file.');
	else if (there && !begun && there.size > 0)
		throw taken(target, 'exists already, and is no export of graphctl', 'Name a new file.');
	return { path, state, journal, begun };
}

/**
 * Makes the folders and runs `work` while nobody else exports to this place; unfinished downloads of a run that was killed are removed first.
 * An export that is new here and brought nothing when it failed (`brought`) leaves nothing behind.
 * @throws GraphctlError `usage.export-running`, `usage.output-file`, and what `work` throws
 */
export async function holdPlace<T>(
	runtime: Runtime,
	place: ExportPlace,
	format: ExportFormat,
	{ work, brought }: { readonly work: () => Promise<T>; readonly brought: () => boolean },
): Promise<T> {
	const around = format === 'eml' ? place.path : dirname(place.path);
	let made: string | undefined;
	try {
		made = await makeFolder(around, 0o700);
		await makeFolder(place.state, 0o700);
	} catch (error) {
		await removeEmpty(around, made);
		throw fileError(place.path, error);
	}
	const lock = join(place.state, 'lock');
	let held = false;
	const inside = async (): Promise<T> => {
		held = true;
		const stop = runtime.clock.every(renewMs, () => {
			const now = new Date(runtime.clock.now());
			utimes(lock, now, now).catch(() => {});
		});
		// Another run may have come between since the place was found.
		const isNew = !(await isThere(place.journal));
		const file = format === 'eml' || (await isThere(place.path)) ? undefined : place.path;
		try {
			await clearParts(place.state);
			return await work();
		} catch (error) {
			if (isNew && !brought()) await undo(place, file);
			throw error;
		} finally {
			stop();
		}
	};
	try {
		return await withLock(runtime, lock, inside, { timeoutMs: 300, signal: runtime.signal });
	} catch (error) {
		if (held || !(error instanceof GraphctlError) || !error.code.startsWith('storage.')) throw error;
		if (error.code !== 'storage.locked') throw fileError(place.path, error.cause);
		throw new GraphctlError({
			code: 'usage.export-running',
			message: `Another export${await ownerOf(lock)} is writing to ${place.path}.`,
			hint: 'Wait until it has ended, or name another place with --to.',
			cause: error,
		});
	} finally {
		// Of an export that never began nothing stays behind. Neither folder goes while something is in it.
		await rmdir(place.state)
			.then(() => removeEmpty(around, made))
			.catch(() => {});
	}
}

/** Takes away what a new export made that brought nothing. */
async function undo({ path, journal }: ExportPlace, file: string | undefined): Promise<void> {
	await rm(journal, { force: true }).catch(() => {});
	if (file !== undefined) return rm(file, { force: true }).catch(() => {});
	// A folder of the mailbox is made before its first message.
	const inside = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => []);
	const folders = inside.filter((one) => one.isDirectory() && one.name !== stateName);
	for (const { parentPath, name } of folders.reverse()) await rmdir(join(parentPath, name)).catch(() => {});
}

/** Removes a folder and those above it up to `topmost`, as far as nothing is in them; nothing when that is undefined. */
async function removeEmpty(folder: string, topmost: string | undefined): Promise<void> {
	if (topmost === undefined) return;
	try {
		for (let at = folder; at.startsWith(topmost); at = dirname(at)) await rmdir(at);
	} catch {
		// Something is in it: it stays, and those above it.
	}
}

async function isThere(path: string): Promise<boolean> {
	return stat(path).then(
		() => true,
		() => false,
	);
}

/** Path of an unfinished download. */
export function partPath(place: Pick<ExportPlace, 'state'>, number: number): string {
	return join(place.state, `part-${number}`);
}

async function clearParts(state: string): Promise<void> {
	const names = await readdir(state);
	await Promise.all(
		names.filter((name) => /^part-\d+$/.test(name)).map((name) => rm(join(state, name), { force: true })),
	);
}

async function ownerOf(lock: string): Promise<string> {
	const text = await readFile(lock, 'utf8').catch(() => '');
	const pid = /"pid":(\d{1,10})\b/.exec(text)?.[1];
	return pid === undefined ? '' : ` (process ${pid})`;
}

function taken(target: string, what: string, hint: string): GraphctlError {
	return new GraphctlError({ code: 'usage.file-exists', message: `${target} ${what}.`, hint });
}
