/** The last line: a notice, a line that is being typed, or the keys that work now. */
import { type SafeText, safeText, sanitizeLine } from '../../text/sanitize.js';
import { displayWidth, graphemes, graphemeWidth } from '../../text/width.js';
import type { KeyBinding } from '../key-binding.js';
import { showKey } from '../key-names.js';
import { bindingsOf } from '../keymap.js';
import { colors, type Theme } from '../theme.js';
import { endOfHelp } from './help-view.js';
import { layOut } from './layout.js';
import { contextOf, factsOf, type MailboxState, type PromptPurpose, topOverlay } from './mailbox-state.js';
import { isUnloaded, lengthOf } from './message-window.js';
import { shownNotice } from './notices.js';
import { matchesIn, readingText } from './reading-lines.js';
import { blanks, fitLine, type Line, lineWidth, type Segment } from './styled-line.js';

const tones = { plain: undefined, good: colors.good, trouble: colors.alarm } as const;

/** One line in as many columns as the terminal has. */
export function footerView(state: MailboxState, theme: Theme): Line {
	const { columns } = state.size;
	const { ellipsis } = theme.symbols;
	const overlay = topOverlay(state);
	if (overlay?.kind === 'prompt') return promptLine(overlay.purpose, overlay.text, columns, theme);
	const notice = shownNotice(state);
	if (notice !== undefined) {
		const segment: Segment = { text: notice.text, color: tones[notice.tone] };
		return fitLine([segment], columns, ellipsis);
	}
	const place: Segment = { text: placeText(state), dim: true };
	const room = columns - displayWidth(place.text) - 2;
	const keys = fitLine(keyLine(bindingsOf(contextOf(state), factsOf(state)), room, theme), room, ellipsis);
	return fitLine([...keys, { text: blanks(2) }, place], columns, ellipsis);
}

/** As many keys as there is room for, the important ones first to stay, in the table's order. */
export function keyLine(bindings: readonly KeyBinding[], room: number, theme: Theme): Line {
	const labelled = bindings.filter((binding) => binding.label !== undefined);
	const ranked = [...labelled].sort((a, b) => (a.rank ?? 99) - (b.rank ?? 99));
	const kept = new Set<KeyBinding>();
	let left = room;
	for (const binding of ranked) {
		const width = lineWidth(keyPieces(binding)) + (kept.size === 0 ? 0 : 2);
		if (width > left) continue;
		kept.add(binding);
		left -= width;
	}
	const shown = labelled.filter((binding) => kept.has(binding));
	return shown.flatMap((binding, index) => [
		...(index === 0 ? [] : [{ text: blanks(2) }]),
		...keyPieces(binding).map((piece) => (theme.color ? piece : { text: piece.text })),
	]);
}

function keyPieces({ keys: [key = ''], label = '' }: KeyBinding): Segment[] {
	return [
		{ text: sanitizeLine(showKey(key)), bold: true, color: colors.accent },
		{ text: safeText` ${sanitizeLine(label)}` },
	];
}

const questions: Readonly<Record<PromptPurpose['kind'], SafeText>> = {
	search: safeText`Search: `,
	find: safeText`Find: `,
	'save-message': safeText`Save message as: `,
	'save-attachment': safeText`Save as: `,
};

/** The end of what was typed, as far as it fits, and the place where the next letter goes. */
function promptLine(purpose: PromptPurpose, typed: string, columns: number, theme: Theme): Line {
	const question = questions[purpose.kind];
	const cursor: Segment = { text: sanitizeLine(theme.color ? ' ' : '_'), inverse: theme.color };
	const room = columns - displayWidth(question) - 2;
	let used = 0;
	const kept: string[] = [];
	for (const grapheme of [...graphemes(sanitizeLine(typed))].reverse()) {
		used += graphemeWidth(grapheme);
		if (used > room) break;
		kept.unshift(grapheme);
	}
	const pieces: Segment[] = [
		{ text: question, bold: true, color: colors.accent },
		{ text: sanitizeLine(kept.join('')) },
		cursor,
	];
	return fitLine(pieces, columns, theme.symbols.ellipsis);
}

/** Where list or message stand. */
function placeText(state: MailboxState): SafeText {
	const overlay = topOverlay(state);
	if (overlay?.kind === 'help') return scrollText(overlay.scroll, endOfHelp(layOut(state).body));
	if (overlay !== undefined) return sanitizeLine('');
	if (state.pane === 'list') {
		const { total } = state.list;
		const length = lengthOf(state.list);
		if (length === 0 || isUnloaded(state.list)) return sanitizeLine('');
		return total === undefined ? safeText`${state.cursor + 1}` : safeText`${state.cursor + 1} of ${total}`;
	}
	const text = readingText(state);
	const { find, scroll } = state.reading;
	if (find !== undefined) {
		const matches = matchesIn(text, find.text);
		return matches.length === 0 ? safeText`not found` : safeText`match ${find.match + 1} of ${matches.length}`;
	}
	return scrollText(scroll, text.lines.length - layOut(state).message.rows);
}

/** How far a text is scrolled; `end` is the scroll that shows its last line. */
function scrollText(scroll: number, end: number): SafeText {
	if (end <= 0) return sanitizeLine('');
	if (scroll === 0) return safeText`top`;
	return scroll >= end ? safeText`end` : safeText`${Math.round((100 * scroll) / end)} %`;
}
