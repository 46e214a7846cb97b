/** `graphctl mail attachments --save`: the files of a message in a folder. */
import { GraphctlError } from '../errors.js';
import { type Attachment, downloadAttachment, kindOf } from '../graph/attachments.js';
import type { Runtime } from '../runtime.js';
import { safeFileName } from '../text/file-name.js';
import { sanitizeLine } from '../text/sanitize.js';
import { formatSize } from '../text/size.js';
import { describeAll, shownName } from './attachment-list.js';
import { downloadInto, openFolder } from './download.js';
import { showDownload } from './download-progress.js';
import type { OpenedSession } from './open.js';
import { writeList, writeOut } from './output.js';
import { note } from './report.js';
import type { StatusLine } from './status-line.js';

interface Saved {
	readonly name: string | null;
	/** Where it is now. */
	readonly file: string;
	readonly bytes: number;
}

interface Saving {
	readonly messageId: string;
	readonly attachments: readonly Attachment[];
	readonly folder: string;
}

/**
 * Saves one after the other and lists what is where; links are told, not fetched. What was saved before a failure stays, whole.
 * @throws GraphctlError `not-found.attachment` when there is nothing to save, `usage.output-file`, and what Graph answers
 */
export async function saveAttachments(
	runtime: Runtime,
	session: OpenedSession,
	status: StatusLine,
	{ messageId, attachments, folder }: Saving,
): Promise<void> {
	const files = attachments.filter((one) => kindOf(one) !== 'reference');
	const links = attachments.filter((one) => kindOf(one) === 'reference');
	const linked = await describeAll(session.graph, messageId, links);
	if (files.length > 0) await openFolder(folder);
	for (const { name, link } of linked) {
		note(runtime, `${shownName({ name: name ?? null })} is only linked, not attached${link ? `:\n${link}` : '.'}`);
	}
	if (files.length === 0) {
		if (links.length > 0) return;
		throw new GraphctlError({ code: 'not-found.attachment', message: 'There is no such attachment to save.' });
	}
	const saved = saveEach(runtime, session, status, { messageId, attachments: files, folder });
	const { output } = session;
	if (output.format !== 'text' || output.query !== undefined) return writeList(runtime, output, saved, () => '');
	// Each is told when it is there: a large one takes its time, and a later one may fail.
	for await (const [one] of saved) {
		if (one) await writeOut(runtime, `${sanitizeLine(one.file)} (${formatSize(one.bytes)})\n`);
	}
}

async function* saveEach(
	runtime: Runtime,
	session: Pick<OpenedSession, 'graph'>,
	status: StatusLine,
	{ messageId, attachments, folder }: Saving,
): AsyncGenerator<Saved[], void> {
	for (const [index, one] of attachments.entries()) {
		const fallback = `attachment-${index + 1}`;
		const isItem = kindOf(one) === 'item';
		const facts = { name: shownName(one), size: one.size ?? undefined, number: index + 1, count: attachments.length };
		const progress = showDownload(runtime.clock, status, facts);
		const { path, bytes } = await downloadInto(
			runtime,
			folder,
			(start) => safeFileName(one.name ?? '', fallback, isItem ? itemEnding(start) : ''),
			(begin) => downloadAttachment(session.graph, messageId, one.id, progress.counting(begin)),
		).finally(progress.stop);
		yield [{ name: one.name ?? null, file: path, bytes }];
	}
}

/** Items come as MIME, invitations as iCalendar, contacts as vCard; only the first bytes say which. */
export function itemEnding(start: Uint8Array): string {
	const text = new TextDecoder().decode(start).trimStart().toUpperCase();
	if (text.startsWith('BEGIN:VCALENDAR')) return '.ics';
	return text.startsWith('BEGIN:VCARD') ? '.vcf' : '.eml';
}
