/** An export as one file: an mbox, or a JSON object a line. */
import { constants, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { GraphctlError } from '../../errors.js';
import type { ListedMessage } from '../../graph/mail-export.js';
import type { Runtime } from '../../runtime.js';
import { createMboxQuoter, mboxFromLine } from '../../text/mbox.js';
import { fileError } from '../file-reason.js';
import type { ExportPlace } from './export-state.js';
import { checkSame, type ExportTarget, type TargetOptions } from './export-target.js';
import { openJournal, readJournal } from './journal.js';
import type { Spool } from './spool.js';

type Form = 'mbox' | 'jsonl';

/** How a message ends in the file, and how the next one begins. */
const marks = { mbox: { end: '\n\n', begin: 'From ' }, jsonl: { end: '\n', begin: '{' } } as const;

/** Opens the file behind the last message that the journal knows; the torn one of a run that was killed is cut off. */
export async function openMessageFile(
	runtime: Runtime,
	place: ExportPlace,
	form: Form,
	{ head }: TargetOptions,
): Promise<ExportTarget> {
	const file = await openFile(place);
	try {
		const { size } = await file.stat();
		const present = new Set<string>();
		let end = 0;
		const content = await readJournal(place.journal, (entry) => {
			if (entry.end === undefined || entry.end > size || entry.end < end) return false;
			present.add(entry.key);
			end = entry.end;
			return true;
		});
		checkSame(place, content.head, head);
		const ours = content.head !== undefined || size === 0;
		// A file that was taken away is begun anew.
		const inOrder = size === 0 || content.closed === undefined || content.closed === size;
		if (!ours || !inOrder || !(await fits(file, form, end, size))) throw changed(place);
		await file.truncate(end);
		const syncData = (): Promise<void> => file.datasync();
		const journal = await openJournal(runtime.clock, place.journal, { head, length: content.length, syncData });
		return createTarget({ file, form, path: place.path, present, end, journal });
	} catch (error) {
		await file.close().catch(() => {});
		throw fileError(place.path, error);
	}
}

interface Opened {
	readonly file: FileHandle;
	readonly form: Form;
	readonly path: string;
	readonly present: ReadonlySet<string>;
	readonly end: number;
	readonly journal: Awaited<ReturnType<typeof openJournal>>;
}

function createTarget({ file, form, path, present, end, journal }: Opened): ExportTarget {
	let position = end;
	let turn: Promise<unknown> = Promise.resolve();
	let broken = false;

	/** One message after the other. */
	async function append(message: ListedMessage, spool: Spool): Promise<number> {
		if (broken) throw new GraphctlError({ code: 'internal.output', message: `${path} could not be written before.` });
		let at = position;
		try {
			for await (const piece of form === 'mbox' ? asMbox(message, spool) : asLine(spool)) {
				writeAt(file, piece, at);
				at += piece.length;
			}
		} catch (error) {
			broken = true;
			// What is left over would be cut off by the next run as well.
			await file.truncate(position).catch(() => {});
			throw fileError(path, error);
		}
		position = at;
		return at;
	}

	return {
		present,
		async keep(key, message, spool) {
			const { bytes } = spool;
			const mine = turn.then(() => append(message, spool));
			turn = mine.catch(() => {});
			await journal.add({ key, bytes, end: await mine });
		},
		async close() {
			await turn;
			await journal.close(position);
			await file.close().catch(() => {});
		},
	};
}

async function* asMbox(message: ListedMessage, spool: Spool): AsyncGenerator<Uint8Array, void> {
	const address = message.from?.emailAddress?.address ?? message.sender?.emailAddress?.address;
	const quoter = createMboxQuoter();
	const first = Buffer.from(mboxFromLine(address, Date.parse(message.receivedDateTime ?? '')));
	const whole = spool.inMemory();
	if (whole) {
		yield Buffer.concat([first, quoter.quote(whole), quoter.end()]);
		return;
	}
	yield first;
	for await (const piece of spool.pieces()) yield quoter.quote(piece);
	yield quoter.end();
}

/** A line break within JSON stands between its parts only, where a blank does as well. */
async function* asLine(spool: Spool): AsyncGenerator<Uint8Array, void> {
	const plain = (piece: Uint8Array): Uint8Array =>
		piece.includes(10) || piece.includes(13) ? piece.map((byte) => (byte === 10 || byte === 13 ? 32 : byte)) : piece;
	const whole = spool.inMemory();
	if (whole) {
		yield Buffer.concat([plain(whole), Buffer.from('\n')]);
		return;
	}
	for await (const piece of spool.pieces()) yield plain(piece);
	yield Buffer.from('\n');
}

/** At once, for the pieces are small: a trip to the thread pool takes longer. */
function writeAt(file: FileHandle, piece: Uint8Array, position: number): void {
	for (let written = 0; written < piece.length; ) {
		written += writeSync(file.fd, piece, written, piece.length - written, position + written);
	}
}

async function openFile({ path }: ExportPlace): Promise<FileHandle> {
	try {
		return await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
	} catch (error) {
		throw fileError(path, error);
	}
}

/** Whether the file is at these places what this program would have written. */
async function fits(file: FileHandle, form: Form, end: number, size: number): Promise<boolean> {
	const { end: last, begin } = marks[form];
	const before = await readAt(file, Math.max(0, end - last.length), Math.min(end, last.length));
	const behind = await readAt(file, end, Math.min(begin.length, size - end));
	return (end === 0 || before === last) && begin.startsWith(behind);
}

async function readAt(file: FileHandle, position: number, length: number): Promise<string> {
	const buffer = Buffer.alloc(length);
	if (length > 0) await file.read(buffer, 0, length, position);
	return buffer.toString('latin1');
}

function changed({ path, state }: ExportPlace): GraphctlError {
	return new GraphctlError({
		code: 'usage.export-changed',
		message: `${path} was changed since the last run; it stays as it is.`,
		hint: `Name another file with --to. To begin anew, remove both: rm -r '${path}' '${state}'`,
	});
}
