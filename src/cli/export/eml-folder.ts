/** An export as a folder of `.eml` files. */
import { renameSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../cache/make-folder.js';
import type { Runtime } from '../../runtime.js';
import { safeFileName } from '../../text/file-name.js';
import { messageFileName } from '../../text/message-file-name.js';
import { fileError } from '../file-reason.js';
import type { ExportPlace } from './export-state.js';
import { checkSame, type ExportTarget, type TargetOptions } from './export-target.js';
import { type JournalEntry, openJournal, readJournal } from './journal.js';

/** Files that are looked at together. */
const looks = 64;

/**
 * Opens the folder. A message counts as brought when the journal names its file and that has the size it had: what a power cut emptied,
 * or somebody removed, is fetched again.
 */
export async function openEmlFolder(
	runtime: Runtime,
	place: ExportPlace,
	{ head, folderOf }: TargetOptions,
): Promise<ExportTarget> {
	const entries = new Map<string, JournalEntry>();
	const { head: earlier, length } = await readJournal(place.journal, (entry) => {
		entries.set(entry.key, entry);
		return true;
	});
	checkSame(place, earlier, head);
	const present = await findWhole(place, [...entries.values()]);
	const journal = await openJournal(runtime.clock, place.journal, { head, length, syncData: async () => {} });
	const made = new Map<string, Promise<unknown>>();

	/** The folder within the export, made when it is first needed. */
	async function folderFor(parent: string | null | undefined): Promise<string> {
		const inner = folderOf?.(parent ?? '') ?? '';
		if (inner === '') return '';
		const making = made.get(inner) ?? makeFolder(join(place.path, inner), 0o700);
		made.set(inner, making);
		await making;
		return inner;
	}

	return {
		present,
		async keep(key, message, spool) {
			const received = Date.parse(message.receivedDateTime ?? '');
			const name = messageFileName(received, message.subject ?? '', key.slice(0, 12));
			const { bytes } = spool;
			const part = await spool.intoFile(Number.isFinite(received) ? received : undefined);
			try {
				const file = join(await folderFor(message.parentFolderId), name);
				// Known first, named afterwards: nothing has its final name that the next run would fetch under another one.
				await journal.add({ key, bytes, file });
				renameSync(part, join(place.path, file));
			} catch (error) {
				throw fileError(join(place.path, name), error);
			}
		},
		close: () => journal.close(),
	};
}

async function findWhole(place: ExportPlace, entries: readonly JournalEntry[]): Promise<Set<string>> {
	const whole = new Set<string>();
	for (let at = 0; at < entries.length; at += looks) {
		const found = await Promise.all(
			entries.slice(at, at + looks).map(async ({ key, bytes, file = '' }) => {
				const there = await stat(join(place.path, file)).catch(() => undefined);
				return there?.isFile() && there.size === bytes ? key : undefined;
			}),
		);
		for (const key of found) if (key !== undefined) whole.add(key);
	}
	return whole;
}

/** Folders of the disk for the folders of a mailbox, whose paths are names parted by slashes, in which `\/` and `\\` stand for themselves. */
export function folderNames(
	folders: readonly { readonly id: string; readonly path: string }[],
): (id: string) => string {
	const byId = new Map(
		folders.map(({ id, path }) => {
			const names = [...path.matchAll(/(?:\\.|[^\\/])+/gsu)].map(([name]) => name.replaceAll(/\\(.)/gs, '$1'));
			return [id, join(...names.map((name) => safeFileName(name.replaceAll(/[\\/]/g, '_'), 'folder')))] as const;
		}),
	);
	return (id) => byId.get(id) ?? 'Other folders';
}
