/** The attachments of a message as a list. */
import { type Attachment, type AttachmentKind, kindOf, webLinkOf } from '../graph/attachments.js';
import type { GraphClient } from '../graph/client.js';
import { type SafeText, safeText, sanitizeLine } from '../text/sanitize.js';
import { formatSize } from '../text/size.js';
import { formatTable } from '../text/table.js';
import { displayWidth } from '../text/width.js';

/** An attachment and what can be said of it beside Graph's own words. */
export interface DescribedAttachment extends Attachment {
	readonly kind: AttachmentKind;
	/** Where what is only linked can be seen: the file itself, or the message in a browser where Graph does not tell. */
	readonly link?: string;
}

/** Adds kinds, and links where something is only linked; these cost one request for the message. */
export async function describeAll(
	graph: Pick<GraphClient, 'get'>,
	messageId: string,
	attachments: readonly Attachment[],
): Promise<DescribedAttachment[]> {
	const linked = attachments.some((one) => kindOf(one) === 'reference' && !one.sourceUrl);
	const webLink = linked ? await webLinkOf(graph, messageId) : undefined;
	return attachments.map((one) => {
		const kind = kindOf(one);
		const link = kind === 'reference' ? (one.sourceUrl ?? webLink) : undefined;
		return { ...one, kind, ...(link ? { link } : {}) };
	});
}

/** Number, name, size, type and kind, aligned, within `width` columns where that is given; a link stands below its line, whole. */
export function attachmentsAsText(items: readonly DescribedAttachment[], narrowed: boolean, width?: number): string {
	if (items.length === 0)
		return narrowed ? 'No attachment has such a name.\n' : 'Nothing is attached to this message.\n';
	const rows = items.map((item, index) => [
		safeText`${index + 1}`,
		shownName(item),
		sanitizeLine(formatSize(item.size)),
		sanitizeLine(item.contentType ?? ''),
		sanitizeLine(words[item.kind]),
		item.isInline === true ? safeText`in the text` : safeText``,
	]);
	const [name, type] = roomFor(rows, width);
	const shown = type > 0 ? rows : rows.map((row) => row.filter((_, column) => column !== 3));
	const atMost = [undefined, name, undefined, ...(type > 0 ? [type] : [])];
	const table = formatTable(shown, { right: [0, 2], atMost }).split('\n');
	return items
		.map(({ link }, index) => `${table[index]}\n${link === undefined ? '' : `   ${sanitizeLine(link)}\n`}`)
		.join('');
}

/** Columns for name and type: the name goes first, and a type of which too little would be left is not shown. */
function roomFor(rows: readonly (readonly SafeText[])[], width: number | undefined): readonly [number, number] {
	const widest = (column: number): number => Math.max(...rows.map((row) => displayWidth(row[column] ?? '')));
	if (width === undefined) return [60, 40];
	const rest = [0, 2, 4, 5].reduce((sum, column) => sum + (widest(column) > 0 ? widest(column) + 2 : 0), 0);
	const room = width - rest;
	const name = Math.max(8, Math.min(60, widest(1), room));
	const type = room - name - 2;
	return [name, type < 12 ? 0 : Math.min(40, type)];
}

const words: Readonly<Record<AttachmentKind, string>> = { file: 'file', item: 'Outlook item', reference: 'link' };

/** The name on one line. */
export function shownName({ name }: Pick<Attachment, 'name'>): SafeText {
	return sanitizeLine(
		sanitizeLine(name ?? '')
			.replace(/\s+/g, ' ')
			.trim() || '(no name)',
	);
}

/** Whether a name matches a pattern in which `*` stands for any characters and `?` for one; case does not matter. */
export function matchesGlob(name: string, pattern: string): boolean {
	const text = name.normalize('NFC').toLowerCase();
	const glob = pattern.normalize('NFC').toLowerCase();
	// Back to the last star only: a regular expression would try every combination of them.
	let [at, star, from] = [0, -1, 0];
	let index = 0;
	while (at < text.length) {
		const wanted = glob[index];
		if (wanted === '*') {
			star = index++;
			from = at;
		} else if (wanted === '?' || wanted === text[at]) {
			index += 1;
			at += 1;
		} else if (star >= 0) {
			index = star + 1;
			at = ++from;
		} else return false;
	}
	while (glob[index] === '*') index += 1;
	return index === glob.length;
}
