/** Which list is shown, and where in it the cursor stands. */
import type { ListQuery } from './mailbox-data.js';
import { currentEntry, type MailboxState, type Place, restartReading } from './mailbox-state.js';
import { emptyWindow, lengthOf } from './message-window.js';

/** Puts the cursor on another message, which is then read from its beginning. */
export function goTo(state: MailboxState, place: number): MailboxState {
	const cursor = Math.max(0, Math.min(place, lengthOf(state.list) - 1));
	if (cursor === state.cursor) return state;
	return readAgain({ ...state, cursor, anchor: undefined, reading: restartReading(state.reading) });
}

/** Forgets that the message under the cursor could not be had: who comes to it has not heard of that, or tries again. */
export function readAgain(state: MailboxState): MailboxState {
	const id = currentEntry(state)?.id ?? '';
	if (state.messages.get(id)?.kind !== 'failed') return state;
	return { ...state, messages: new Map([...state.messages].filter(([known]) => known !== id)) };
}

/** Shows another list from its beginning. */
export function showList(state: MailboxState, query: ListQuery): MailboxState {
	const isSearch = query.search !== undefined;
	const here: Place = { query: state.query, list: state.list, cursor: state.cursor, top: state.top };
	const sameFolder = query.folder === state.query.folder;
	return {
		...state,
		query,
		list: { ...emptyWindow(isSearch), total: isSearch || !sameFolder ? undefined : knownTotal(state, query) },
		cursor: 0,
		top: 0,
		generation: state.generation + 1,
		counts: sameFolder ? state.counts : undefined,
		anchor: undefined,
		// A second search comes back to where the first began.
		before: isSearch ? (state.before ?? here) : undefined,
		pane: 'list',
		reading: restartReading(state.reading),
	};
}

/** What the counts say of a list; that it is empty, only the list itself can say. */
function knownTotal({ counts }: MailboxState, { unreadOnly }: ListQuery): number | undefined {
	return (unreadOnly ? counts?.unread : counts?.total) || undefined;
}
