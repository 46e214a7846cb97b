/** The reading pane. */
import { safeText, sanitizeLine } from '../../text/sanitize.js';
import { wrap } from '../../text/wrap.js';
import type { ReadingTime } from '../message-rows.js';
import { colors, type Theme } from '../theme.js';
import { layOut } from './layout.js';
import { receivedText } from './list-view.js';
import { currentEntry, type MailboxState } from './mailbox-state.js';
import type { Entry } from './message-window.js';
import { matchesIn, readingText } from './reading-lines.js';
import { tryAgainWords } from './state-screen.js';
import { emptyLine, fitLine, type Line, line, restyle } from './styled-line.js';

/** As many lines as the pane has rows; never one wider than the pane. */
export function readingView(state: MailboxState, theme: Theme, time: ReadingTime): Line[] {
	const { columns, rows } = layOut(state).message;
	const entry = currentEntry(state);
	const lines = entry === undefined ? [] : readingLines(state, entry, theme, time);
	const fitted = lines.slice(0, rows).map((pieces) => fitLine(pieces, columns, theme.symbols.ellipsis));
	while (fitted.length < rows) fitted.push(fitLine(emptyLine, columns, ''));
	return fitted;
}

function readingLines(state: MailboxState, entry: Entry, theme: Theme, time: ReadingTime): readonly Line[] {
	const { scroll, find } = state.reading;
	const text = readingText(state);
	if (text.lines.length === 0) return missingText(state, entry, time);
	const shown = text.lines.slice(scroll);
	if (find === undefined) return shown;
	const matches = matchesIn(text, find.text);
	const present = matches[find.match];
	return shown.map((pieces, offset) => {
		if (!matches.includes(scroll + offset)) return pieces;
		const isPresent = scroll + offset === present;
		const marked = restyle(pieces, isPresent ? { inverse: true, dim: false } : { underline: true, bold: true });
		// Without colours nothing but a sign can say where the match is.
		return !theme.color && isPresent ? [{ text: safeText`${sanitizeLine(theme.symbols.cursor)} ` }, ...marked] : marked;
	});
}

/** What is known from the list while the text is on its way, or why it does not come. */
function missingText(state: MailboxState, { id, row, ...entry }: Entry, time: ReadingTime): Line[] {
	const { columns } = layOut(state).message;
	const loaded = state.messages.get(id);
	const head = [
		...wrap(row.subject, columns).map((part) => line(part, { bold: true, color: colors.accent })),
		[{ text: safeText`From  `, dim: true }, { text: row.sender }],
		[{ text: safeText`Date  `, dim: true }, { text: receivedText({ id, row, ...entry }, time) }],
		emptyLine,
	];
	if (loaded?.kind === 'failed') {
		const { message, hint } = loaded.problem;
		return [
			...head,
			...wrap(message, columns).map((part) => line(part, { color: colors.alarm })),
			...(hint === undefined ? [] : wrap(hint, columns).map((part) => line(part, { dim: true }))),
			line(tryAgainWords(loaded.problem)),
		];
	}
	return [
		...head,
		...wrap(row.preview, columns).map((part) => line(part, { dim: true })),
		line(safeText`...`, { dim: true }),
	];
}
