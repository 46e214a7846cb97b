/** What stands in the place of a list that is not there: loading, nothing in it, nothing found, not to be had. */
import { type SafeText, safeText, sanitizeLine } from '../../text/sanitize.js';
import { displayWidth } from '../../text/width.js';
import { wrap } from '../../text/wrap.js';
import { colors, type Theme } from '../theme.js';
import type { Area } from './layout.js';
import type { Problem } from './mailbox-data.js';
import type { MailboxState } from './mailbox-state.js';
import { isUnloaded } from './message-window.js';
import { blanks, emptyLine, fitLine, type Line, line, type Segment } from './styled-line.js';

interface Words {
	readonly title: SafeText;
	readonly color?: Segment['color'];
	/** Paragraphs. */
	readonly text: readonly SafeText[];
}

/** The screen for the present state, in the middle of an area; undefined when there is a list to show. */
export function stateScreen(state: MailboxState, area: Area, theme: Theme): Line[] | undefined {
	const words = stateWords(state);
	return words && centre(words, area, theme);
}

/** What is to be said instead of a list; undefined when there is a list to show. */
export function stateWords(state: MailboxState): Words | undefined {
	const { list, query, folderName } = state;
	const first = list.failed.values().next().value;
	if (isUnloaded(list)) {
		if (first !== undefined) return problemWords(first);
		const what = query.search === undefined ? safeText`Opening ${folderName}` : safeText`Searching ${folderName}`;
		return { title: safeText`${what} ...`, text: [] };
	}
	if (list.total !== 0) return undefined;
	if (query.search !== undefined) {
		return {
			title: safeText`Nothing found.`,
			text: [
				safeText`No message in ${folderName} matches: ${sanitizeLine(query.search)}`,
				safeText`/ searches for something else, Esc goes back.`,
			],
		};
	}
	if (query.unreadOnly)
		return { title: safeText`No unread messages in ${folderName}.`, text: [safeText`u shows all messages.`] };
	return { title: safeText`No messages in ${folderName}.`, text: [safeText`f shows the other folders.`] };
}

const titles: Readonly<Record<Problem['kind'], SafeText>> = {
	offline: safeText`You are offline.`,
	'signed-out': safeText`You are signed out.`,
	permission: safeText`This is not allowed.`,
	throttled: safeText`Graph is too busy.`,
	'not-found': safeText`It is not there.`,
	error: safeText`That did not work.`,
};

const advice: Readonly<Record<Problem['kind'], SafeText>> = {
	offline: safeText`r tries again, q quits.`,
	'signed-out': safeText`r signs in again, A takes another account, q quits.`,
	permission: safeText`r tries again, A takes another account, q quits.`,
	throttled: safeText`r tries again, q quits.`,
	'not-found': safeText`f shows the folders, r tries again, q quits.`,
	error: safeText`r tries again, q quits.`,
};

/** How a message that could not be had is had after all. */
export function tryAgainWords({ kind }: Problem): SafeText {
	return kind === 'signed-out' ? safeText`r signs in again.` : safeText`r tries again.`;
}

function problemWords({ kind, message, hint }: Problem): Words {
	return {
		title: titles[kind],
		color: colors.alarm,
		text: [message, ...(hint === undefined ? [] : [hint]), advice[kind]],
	};
}

/** Longer lines are hard to read. */
const widestText = 72;

/** Columns that words in the middle of an area have. */
export function widthOfText({ columns }: Area): number {
	return Math.max(1, Math.min(columns - 4, widestText));
}

/** A block of words in the middle of an area. */
export function centre({ title, color, text }: Words, area: Area, theme: Theme): Line[] {
	const width = widthOfText(area);
	const block: Line[] = [
		...wrap(title, width).map((part) => line(part, { bold: true, color: color ?? colors.accent })),
		...text.flatMap((paragraph) => [emptyLine, ...wrap(paragraph, width).map((part) => line(part))]),
	];
	const widest = Math.max(...block.map((pieces) => pieces.reduce((sum, piece) => sum + displayWidth(piece.text), 0)));
	const left = blanks(Math.floor((area.columns - widest) / 2));
	const above = Math.max(0, Math.floor((area.rows - block.length) / 2));
	const lines = [
		...Array.from({ length: above }, () => emptyLine),
		...block.map((pieces) => [{ text: left }, ...pieces]),
	];
	while (lines.length < area.rows) lines.push(emptyLine);
	return lines.slice(0, area.rows).map((pieces) => fitLine(pieces, area.columns, theme.symbols.ellipsis));
}
