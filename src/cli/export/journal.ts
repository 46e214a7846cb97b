/** The journal of an export: a line for every finished message, written at its end only, so that a crash costs no more than the last ones. */
import { appendFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { isRecord } from '../../config/config-file.js';
import { GraphctlError } from '../../errors.js';
import type { Clock } from '../../runtime.js';
import { fileError } from '../file-reason.js';

/** What an export is of; a later run must be of the same. */
export interface JournalHead {
	readonly format: string;
	/** Home account id, and what people call it. */
	readonly account: string;
	readonly username: string;
	/** Id of the folder; null for the whole mailbox. */
	readonly folder: string | null;
	/** What people call it. */
	readonly folderName: string;
	/** Conditions but those of time, as they were given. */
	readonly conditions: Readonly<Record<string, string | boolean>>;
}

/** A finished message. */
export interface JournalEntry {
	/** Hash of its id. */
	readonly key: string;
	readonly bytes: number;
	/** Where it is, within the folder. */
	readonly file?: string | undefined;
	/** Where it ends, in the one file. */
	readonly end?: number | undefined;
}

export interface Journal {
	/** Resolves when the line is written, though perhaps not yet on the disk. */
	add(entry: JournalEntry): Promise<void>;
	/** Writes that the export ended in order and its file is this long, and closes. Does not throw. */
	close(size?: number): Promise<void>;
}

/** What an earlier run left. */
export interface JournalContent {
	readonly head: JournalHead | undefined;
	/** Length of the file when a run ended in order; undefined when the last one was killed. */
	readonly closed: number | undefined;
	/** Bytes of the journal that are whole lines. */
	readonly length: number;
}

const version = 1;
const syncMs = 1000;

/**
 * Reads the journal line by line and hands the entries to `take`. What stands behind a torn or damaged line, or behind an
 * entry that `take` refuses with false, is not trusted. @throws GraphctlError `usage.export-version` for the journal of a later graphctl
 */
export async function readJournal(path: string, take: (entry: JournalEntry) => boolean): Promise<JournalContent> {
	let head: JournalHead | undefined;
	let closed: number | undefined;
	let length = 0;
	let cut = false;
	for await (const line of wholeLines(path)) {
		const value = parse(line);
		if (value === undefined) break;
		if (head === undefined) {
			head = readHead(value, path);
			if (head === undefined) break;
		} else if (typeof value['key'] === 'string' && typeof value['bytes'] === 'number') {
			const { key, bytes, file, end } = value;
			const entry = { key, bytes, ...(typeof file === 'string' && { file }), ...(typeof end === 'number' && { end }) };
			cut ||= !take(entry);
			closed = undefined;
		} else if (typeof value['closed'] === 'number') closed = value['closed'];
		else if (value['opened'] !== true) break;
		else closed = undefined;
		if (!cut) length += Buffer.byteLength(line) + 1;
	}
	return { head, closed, length };
}

/**
 * Opens the journal behind its whole lines, or makes it. `syncData` is called before a batch of lines goes to the disk, so that no line outlives
 * its message in a power cut.
 */
export async function openJournal(
	clock: Pick<Clock, 'every'>,
	path: string,
	{
		head,
		length,
		syncData,
	}: { readonly head: JournalHead; readonly length: number; readonly syncData: () => Promise<void> },
): Promise<Journal> {
	const wrong = (error: unknown): GraphctlError => fileError(path, error);
	const file = await openAt(path, length).catch((error: unknown) => {
		throw wrong(error);
	});
	let pending = length === 0 ? `${JSON.stringify({ export: version, ...head })}\n` : '';
	let failed: GraphctlError | undefined;
	let writing: Promise<void> | undefined;
	let unsynced = false;
	let syncing: Promise<void> | undefined;

	/** Everything that waits goes out in one write. */
	const write = (): Promise<void> => {
		writing ??= (async () => {
			// Lines of the same moment come along.
			await Promise.resolve();
			const text = pending;
			pending = '';
			try {
				// A trip to the thread pool takes longer than these few bytes to the system's cache.
				appendFileSync(file.fd, text);
				unsynced = true;
			} catch (error) {
				failed ??= wrong(error);
			} finally {
				writing = undefined;
			}
		})();
		return writing;
	};
	const sync = (): Promise<void> => {
		syncing ??= (async () => {
			unsynced = false;
			try {
				await syncData();
				await file.datasync();
			} catch (error) {
				failed ??= wrong(error);
			} finally {
				syncing = undefined;
			}
		})();
		return syncing;
	};
	const flush = async (): Promise<void> => {
		while (pending !== '') await (writing ?? write());
		await writing;
		if (failed) throw failed;
	};
	const stop = clock.every(syncMs, () => {
		if (unsynced && !syncing) void sync();
	});
	pending += '{"opened":true}\n';
	try {
		await flush();
	} catch (error) {
		stop();
		await file.close().catch(() => {});
		throw error;
	}
	return {
		add(entry) {
			pending += `${JSON.stringify(entry)}\n`;
			return flush();
		},
		async close(size) {
			stop();
			try {
				await flush();
				await sync();
				await syncing;
				if (failed) return;
				pending = `${JSON.stringify({ closed: size ?? 0 })}\n`;
				await flush();
			} catch {
				// Whoever added the line was told; the next run goes by what is there.
			} finally {
				await file.close().catch(() => {});
			}
		},
	};
}

async function openAt(path: string, length: number): Promise<FileHandle> {
	const file = await open(path, 'a', 0o600);
	await file.truncate(length);
	return file;
}

/** The lines of a file that end; none of a file that is not there. */
async function* wholeLines(path: string): AsyncGenerator<string, void> {
	const file = await open(path, 'r').catch(() => undefined);
	if (!file) return;
	let rest: Buffer = Buffer.alloc(0);
	try {
		for await (const piece of file.createReadStream({ autoClose: false })) {
			const bytes: Buffer = rest.length > 0 ? Buffer.concat([rest, Buffer.from(piece)]) : Buffer.from(piece);
			let start = 0;
			for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
				yield bytes.toString('utf8', start, end);
				start = end + 1;
			}
			rest = bytes.subarray(start);
		}
	} catch (error) {
		throw fileError(path, error, 'read');
	} finally {
		await file.close().catch(() => {});
	}
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
	try {
		const value: unknown = JSON.parse(line);
		return isRecord(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

function readHead(value: Readonly<Record<string, unknown>>, path: string): JournalHead | undefined {
	const { export: number, format, account, username, folder, folderName, conditions } = value;
	if (typeof number === 'number' && number > version) {
		throw new GraphctlError({
			code: 'usage.export-version',
			message: `${path} was written by a later graphctl.`,
			hint: 'Use that one, or name another place with --to.',
		});
	}
	if (typeof format !== 'string' || typeof account !== 'string' || typeof username !== 'string') return undefined;
	if (typeof folderName !== 'string' || !isRecord(conditions)) return undefined;
	const given = Object.entries(conditions).filter(
		(pair): pair is [string, string | boolean] => typeof pair[1] === 'string' || typeof pair[1] === 'boolean',
	);
	return {
		format,
		account,
		username,
		folder: typeof folder === 'string' ? folder : null,
		folderName,
		conditions: Object.fromEntries(given),
	};
}
