/** Finding words in the message that is being read. */
import { layOut } from './layout.js';
import type { MailboxState } from './mailbox-state.js';
import { matchesIn, readingText } from './reading-lines.js';

/** Looks for words from the line on that is shown; nothing typed ends the search. */
export function findWords(state: MailboxState, words: string): MailboxState {
	const text = words.trim();
	if (text === '') return { ...state, reading: { ...state.reading, find: undefined } };
	const matches = matchesIn(readingText(state), text);
	const ahead = matches.findIndex((line) => line >= state.reading.scroll);
	const started = { ...state, reading: { ...state.reading, find: { text, match: 0 } } };
	return matches.length === 0 ? started : showMatch(started, Math.max(0, ahead), matches);
}

/** Goes to the next or, with -1, to the previous match, round the end. */
export function toMatch(state: MailboxState, step: number): MailboxState {
	const { find } = state.reading;
	if (find === undefined) return state;
	const matches = matchesIn(readingText(state), find.text);
	if (matches.length === 0) return state;
	const match = (find.match + step + matches.length) % matches.length;
	return showMatch(state, match, matches);
}

/** Scrolls to a match, so that a little of what stands before it is seen. */
function showMatch(state: MailboxState, match: number, matches: readonly number[]): MailboxState {
	const { find } = state.reading;
	if (find === undefined) return state;
	const line = matches[match] ?? 0;
	const { scroll } = state.reading;
	const height = layOut(state).message.rows;
	const isSeen = line >= scroll && line < scroll + height;
	return {
		...state,
		reading: { ...state.reading, scroll: isSeen ? scroll : Math.max(0, line - 2), find: { ...find, match } },
	};
}
