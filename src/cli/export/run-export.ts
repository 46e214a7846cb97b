/** One run of `graphctl mail export`, from its place to its summary. */
import { cancelled, GraphctlError } from '../../errors.js';
import { type ExportQuery, readExportFolder } from '../../graph/mail-export.js';
import { listFolders } from '../../graph/mail-folders.js';
import type { Runtime } from '../../runtime.js';
import { keepMemorySteady } from '../keep-memory-steady.js';
import { folderOf } from '../mail-options.js';
import type { OpenedSession } from '../open.js';
import { writeResult } from '../output.js';
import { note, warn } from '../report.js';
import type { StatusLine } from '../status-line.js';
import { folderNames, openEmlFolder } from './eml-folder.js';
import { type ExportTally, exportMessages } from './export-messages.js';
import { type ExportFormat, type ExportPlace, holdPlace, partPath } from './export-state.js';
import { incomplete, limitReached, summaryAsText, summaryOf } from './export-summary.js';
import type { ExportTarget, TargetOptions } from './export-target.js';
import type { JournalHead } from './journal.js';
import { openMessageFile } from './message-file.js';
import { showProgress } from './progress.js';

export interface ExportChoice {
	/** Folder as it was typed; undefined for the whole mailbox. */
	readonly folder: string | undefined;
	readonly query: Omit<ExportQuery, 'folder'>;
	readonly format: ExportFormat;
	/** Folders of the mailbox become folders of the disk. */
	readonly byFolder: boolean;
	readonly place: ExportPlace;
	readonly verbose: boolean;
	/** The command line that goes on after a stop, or with another `--until`. */
	readonly line: (until?: string) => string;
}

/**
 * Exports, says how far it is, and writes the summary.
 * @throws GraphctlError `graph.export-incomplete` when single messages failed, and what stops the export, with the line that goes on
 */
export async function runExport(
	runtime: Runtime,
	session: OpenedSession,
	status: StatusLine,
	choice: ExportChoice,
): Promise<void> {
	const { place, format } = choice;
	const tally: ExportTally = {
		exported: 0,
		bytes: 0,
		present: 0,
		skipped: 0,
		failures: [],
		total: undefined,
		limit: undefined,
	};
	// Held before Graph is asked: the requests of two exports would be too many for one mailbox.
	const work = async (): Promise<void> => {
		const { folder, head } = await describe(session, choice);
		const options = choice.byFolder ? { head, folderOf: folderNames(await listFolders(session.graph)) } : { head };
		const target = await openTarget(runtime, place, format, options);
		const stopProgress = showProgress(runtime, status, tally);
		try {
			await exportMessages({
				client: session.graph,
				query: { ...choice.query, folder },
				form: format === 'jsonl' ? 'json' : 'mime',
				target,
				clock: runtime.clock,
				signal: runtime.signal,
				partOf: (worker) => partPath(place, worker),
				tally,
				counts: choice.verbose || status.visible,
				tell: status.note,
			});
		} catch (error) {
			stopProgress();
			throw stopped(runtime, error, tally, choice.line());
		} finally {
			stopProgress();
			await target.close();
		}
	};
	await keepMemorySteady();
	await holdPlace(runtime, place, format, { work, brought: () => tally.exported > 0 });
	if (tally.limit) warn(runtime, limitReached(tally.limit.oldest, choice.line));
	await writeResult(runtime, session.output, summaryOf(tally, place, format), summaryAsText);
	if (tally.failures.length > 0) throw incomplete(tally, choice.line());
}

function openTarget(
	runtime: Runtime,
	place: ExportPlace,
	format: ExportFormat,
	options: TargetOptions,
): Promise<ExportTarget> {
	return format === 'eml' ? openEmlFolder(runtime, place, options) : openMessageFile(runtime, place, format, options);
}

/** The folder, by its id, and what the journal says the export is of: all but the bounds of time, which may move from run to run. */
async function describe(
	session: OpenedSession,
	{ folder: typed, query, format }: ExportChoice,
): Promise<{ readonly folder: string | undefined; readonly head: JournalHead }> {
	const found = typed === undefined ? undefined : await readExportFolder(session.graph, await folderOf(session, typed));
	const { unread, from, search, filter } = query;
	const conditions = Object.entries({ unread, from, search, filter }).filter(
		(pair): pair is [string, string | true] => pair[1] !== undefined && pair[1] !== false,
	);
	const { homeAccountId: account, username } = session.account;
	return {
		folder: found?.id,
		head: {
			format,
			account,
			username,
			folder: found?.id ?? null,
			folderName: found?.displayName ?? typed ?? 'of the whole mailbox',
			conditions: Object.fromEntries(conditions),
		},
	};
}

/** The error that stopped the export, with the line that goes on; after Ctrl-C the line is said at once. */
function stopped(runtime: Runtime, error: unknown, tally: ExportTally, line: string): unknown {
	if (runtime.signal.aborted) {
		note(runtime, `${tally.exported} exported before the stop. To go on, run:\n${line}`);
		return cancelled();
	}
	if (!(error instanceof GraphctlError)) return error;
	const { code, message, hint, details, cause } = error;
	// What was asked for wrongly will not go better the second time.
	if (code.startsWith('usage.') && tally.exported === 0) return error;
	const goOn = `${tally.exported} exported before that. To go on, run:\n${line}`;
	return new GraphctlError({ code, message, details, cause, hint: hint === undefined ? goOn : `${hint}\n${goOn}` });
}
