/** The list of messages: the rows that fit, and nothing of the others. */
import { type SafeText, safeText, sanitizeLine } from '../../text/sanitize.js';
import { formatReceived } from '../../text/time.js';
import { fitWidth, truncate } from '../../text/truncate.js';
import { displayWidth } from '../../text/width.js';
import type { ReadingTime } from '../message-rows.js';
import { colors, type Theme } from '../theme.js';
import { layOut, rowsOfList } from './layout.js';
import type { MailboxState } from './mailbox-state.js';
import { type Entry, entryAt, failureAt, lengthOf } from './message-window.js';
import { blanks, emptyLine, fitLine, type Line, line, lineWidth, restyle, type Segment } from './styled-line.js';

/** Columns of the longest time, "59 min ago". */
const timeWidth = 10;

/** As many lines as the list has rows; never one wider than the list. */
export function listView(state: MailboxState, theme: Theme, time: ReadingTime): Line[] {
	const layout = layOut(state);
	const { columns, rows } = layout.list;
	const count = Math.min(rowsOfList(layout), lengthOf(state.list) - state.top);
	const lines = Array.from({ length: Math.max(0, count) }, (_, offset) => state.top + offset).flatMap((index) => {
		const entry = entryAt(state.list, index);
		const row = entry === undefined ? missingRow(state, index) : drawRow(entry, layout, theme, time);
		const marked = index === state.cursor ? markRow(row, state.pane === 'list', theme) : row;
		return marked.map((pieces) => fitLine(pieces, columns, theme.symbols.ellipsis));
	});
	while (lines.length < rows) lines.push(fitLine(emptyLine, columns, ''));
	return lines.slice(0, rows);

	function missingRow(from: MailboxState, index: number): Line[] {
		const second = layout.rowHeight === 2 ? [emptyLine] : [];
		const problem = failureAt(from.list, index);
		if (problem === undefined) return [line(safeText`   ...`, { dim: true }), ...second];
		const text = safeText`   Not loaded (r tries again): ${problem.message}`;
		return [line(text, { color: colors.alarm }), ...second];
	}
}

/**
 * Marks stand in columns of their own, so that senders and subjects begin below each other: first the cursor's, the unread
 * mark's and the important mark's, and at the end the attachment's.
 */
function drawRow(entry: Entry, layout: ReturnType<typeof layOut>, theme: Theme, time: ReadingTime): Line[] {
	const { row } = entry;
	const { symbols } = theme;
	const { columns } = layout.list;
	const unread: Segment = { text: markOf(row.unread, symbols.unread), color: colors.accent };
	const important: Segment = { text: markOf(row.important, symbols.important), color: colors.alarm };
	const attachment: Segment = { text: safeText` ${markOf(row.attachment, symbols.attachment)}` };
	const attachmentWidth = displayWidth(attachment.text);
	const first: Segment = { text: blanks(1) };
	const received = receivedText(entry, time).padStart(timeWidth);
	const end: Segment = { text: safeText` ${sanitizeLine(received)}`, dim: true };
	const endWidth = timeWidth + 1;
	if (layout.rowHeight === 2) {
		const lead = [first, unread, { text: blanks(1) }];
		const leadWidth = lineWidth(lead);
		const room = columns - leadWidth;
		const sender = fitWidth(row.sender, room - endWidth, symbols.ellipsis);
		// Below the time there is room for a whole subject, where no attachment's mark stands.
		const subject = fitWidth(row.subject, room - (row.attachment ? attachmentWidth : 0), symbols.ellipsis);
		const below = [first, important, { text: blanks(leadWidth - lineWidth([first, important])) }];
		return [
			[...lead, { text: sender, bold: row.unread }, end],
			[...below, { text: subject, dim: !row.unread }, ...(row.attachment ? [attachment] : [])],
		];
	}
	const lead = [first, unread, important, { text: blanks(1) }];
	const senderWidth = Math.max(8, Math.min(28, Math.floor(columns * 0.24)));
	const subjectWidth = columns - lineWidth(lead) - senderWidth - 2 - attachmentWidth - endWidth;
	return [
		[
			...lead,
			{ text: fitWidth(row.sender, senderWidth, symbols.ellipsis), bold: row.unread },
			{ text: blanks(2) },
			{ text: fitWidth(row.subject, subjectWidth, symbols.ellipsis), bold: row.unread },
			attachment,
			end,
		],
	];
}

/** The symbol, or as many blanks. */
function markOf(shown: boolean, symbol: string): SafeText {
	return shown ? sanitizeLine(symbol) : blanks(displayWidth(symbol));
}

/** The cursor: a mark in the first column, for terminals without colour, and the whole row inverted while keys go here. */
function markRow(row: Line[], isFocused: boolean, theme: Theme): Line[] {
	return row.map((pieces, index) => {
		const first: Segment = { text: sanitizeLine(index === 0 ? theme.symbols.cursor : ' '), color: colors.accent };
		const text = pieces.map((piece) => piece.text).join('');
		const rest = cutFirst(pieces);
		const marked = text === '' ? [first] : [first, ...rest];
		return isFocused ? restyle(marked, { inverse: true, dim: false, color: undefined }) : marked;
	});
}

/** The line without its first column, which every row leaves blank. */
function cutFirst(pieces: Line): Line {
	const [first, ...rest] = pieces;
	return first === undefined ? [] : [{ ...first, text: sanitizeLine(first.text.slice(1)) }, ...rest];
}

const times = new WeakMap<Entry, { readonly minute: number; readonly text: SafeText }>();

/** Times are written anew once a minute: this is what takes longest in a row. */
export function receivedText(entry: Entry, { now, timeZone }: ReadingTime): SafeText {
	const minute = Math.floor(now / 60_000);
	const known = times.get(entry);
	if (known?.minute === minute) return known.text;
	const text = truncate(sanitizeLine(formatReceived(entry.receivedAt, now, timeZone)), timeWidth);
	times.set(entry, { minute, text });
	return text;
}
