/** What takes the messages of an export: knows what it has, and keeps each message whole or not at all. */
import { GraphctlError } from '../../errors.js';
import type { ListedMessage } from '../../graph/mail-export.js';
import type { ExportPlace } from './export-state.js';
import type { JournalHead } from './journal.js';
import type { Spool } from './spool.js';

export interface ExportTarget {
	/** Keys of the messages that earlier runs brought. */
	readonly present: ReadonlySet<string>;
	/** Keeps a message that has arrived whole. */
	keep(key: string, message: ListedMessage, spool: Spool): Promise<void>;
	/** Ends in order; does not throw. */
	close(): Promise<void>;
}

export interface TargetOptions {
	readonly head: JournalHead;
	/** Folder within the target for the messages of a mail folder, by its id; undefined for all in one. */
	readonly folderOf?: ((parentFolderId: string) => string) | undefined;
}

/** @throws GraphctlError `usage.export-other` unless the earlier export was of the same */
export function checkSame(place: Pick<ExportPlace, 'path'>, earlier: JournalHead | undefined, now: JournalHead): void {
	if (!earlier) return;
	const differs = (what: string, before: string, after: string): GraphctlError =>
		new GraphctlError({
			code: 'usage.export-other',
			message: `${place.path} holds an export of ${what} ${before}, not ${after}.`,
			hint: 'Name another place with --to.',
		});
	if (earlier.account !== now.account) throw differs('the account', earlier.username, now.username);
	if (earlier.format !== now.format) throw differs('the format', earlier.format, now.format);
	if (earlier.folder !== now.folder) throw differs('the folder', earlier.folderName, now.folderName);
	const [before, after] = [describe(earlier.conditions), describe(now.conditions)];
	if (before !== after) throw differs('messages', before, after);
}

function describe(conditions: JournalHead['conditions']): string {
	const words = Object.entries(conditions)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, value]) => (value === true ? `--${name}` : `--${name} "${value}"`));
	return words.length === 0 ? 'without conditions' : `with ${words.join(' ')}`;
}
