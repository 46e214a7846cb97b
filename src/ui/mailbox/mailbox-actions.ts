/** What the keys do to list and message. */

import { safeFileName } from '../../text/file-name.js';
import type { Action } from '../key-binding.js';
import { toMatch } from './find-words.js';
import { layOut, rowsOfList } from './layout.js';
import type { Command } from './mailbox-data.js';
import {
	contextOf,
	currentEntry,
	currentMessage,
	type MailboxState,
	type Overlay,
	restartReading,
} from './mailbox-state.js';
import { entryAt, isUnloaded, withoutFailures } from './message-window.js';
import { longestWait } from './notices.js';
import { actOnOverlay } from './overlay-actions.js';
import { readingText } from './reading-lines.js';
import { goTo, readAgain, showList } from './show-list.js';
import { stepOf } from './step-of.js';

export interface ActionOutcome {
	readonly state: MailboxState;
	readonly commands: readonly Command[];
}

/** The state after a key, and what is to be done. */
export function act(state: MailboxState, action: Action): ActionOutcome {
	if (action === 'quit' || action === 'cancel' || action === 'suspend') return { state, commands: [{ kind: action }] };
	const context = contextOf(state);
	if (context !== 'list' && context !== 'message') return actOnOverlay(state, action);
	// Graph has named a time, or the network gets one: whoever asks sooner waits longer.
	if (isEarnest(action) && longestWait(state) !== undefined) return { state, commands: [] };
	const commands: readonly Command[] = isEarnest(action) ? [{ kind: 'allow-sign-in' }] : [];
	return { state: move(state, action) ?? change(state, action), commands };
}

/** Whoever asks for it by name may be asked to sign in for it once more. */
function isEarnest(action: Action): boolean {
	return action === 'retry' || action === 'refresh';
}

/** Moves cursor or text; undefined when the key means something else. */
function move(state: MailboxState, action: Action): MailboxState | undefined {
	const layout = layOut(state);
	const inList = state.pane === 'list';
	const page = inList ? rowsOfList(layout) : Math.max(1, layout.message.rows - 1);
	const step = stepOf(action, page);
	if (step === undefined) return undefined;
	if (inList) return goTo(state, state.cursor + step);
	const end = Math.max(0, readingText(state).lines.length - layout.message.rows);
	const scroll = Math.max(0, Math.min(state.reading.scroll + step, end));
	return { ...state, reading: { ...state.reading, scroll } };
}

function change(state: MailboxState, action: Action): MailboxState {
	switch (action) {
		case 'open':
			return readAgain({ ...state, pane: 'message' });
		case 'other-pane':
			return state.pane === 'list' ? readAgain({ ...state, pane: 'message' }) : { ...state, pane: 'list' };
		case 'next-message':
			return goTo(state, state.cursor + 1);
		case 'previous-message':
			return goTo(state, state.cursor - 1);
		case 'back':
			return goBack(state);
		case 'find-next':
			return toMatch(state, 1);
		case 'find-previous':
			return toMatch(state, -1);
		case 'headers':
			return { ...state, reading: { ...state.reading, headers: !state.reading.headers, scroll: 0 } };
		case 'unread':
			return showList(state, { ...state.query, unreadOnly: !state.query.unreadOnly });
		case 'retry':
			return retry(state);
		case 'refresh':
			return refresh(state);
		default:
			return openOverlay(state, action);
	}
}

function openOverlay(state: MailboxState, action: Action): MailboxState {
	const overlay = overlayOf(state, action);
	if (overlay === undefined) return state;
	// Counts change and failures pass: what is shown is asked for anew.
	const folders = overlay.kind === 'folders' ? undefined : state.folders;
	const accounts = overlay.kind === 'accounts' ? undefined : state.accounts;
	return { ...state, folders, accounts, overlays: [...state.overlays, overlay] };
}

function overlayOf(state: MailboxState, action: Action): Overlay | undefined {
	const id = currentEntry(state)?.id;
	switch (action) {
		case 'help':
			return { kind: 'help', scroll: 0 };
		case 'folders':
		case 'accounts':
			return { kind: action, cursor: 0 };
		case 'search':
			return { kind: 'prompt', purpose: { kind: 'search' }, text: state.query.search ?? '' };
		case 'find':
			return { kind: 'prompt', purpose: { kind: 'find' }, text: state.reading.find?.text ?? '' };
		case 'attachments':
			return id === undefined ? undefined : { kind: 'attachments', id, cursor: 0 };
		case 'browser':
			return id === undefined ? undefined : { kind: 'links', id, cursor: 0 };
		case 'save-message':
			return id === undefined
				? undefined
				: {
						kind: 'prompt',
						purpose: { kind: 'save-message', id },
						text: nameForFile(state),
					};
		default:
			return undefined;
	}
}

function nameForFile(state: MailboxState): string {
	return currentMessage(state)?.fileName ?? safeFileName(currentEntry(state)?.row.subject ?? '', 'message', '.eml');
}

function goBack(state: MailboxState): MailboxState {
	if (state.pane === 'message') {
		if (state.reading.find !== undefined) return { ...state, reading: { ...state.reading, find: undefined } };
		return { ...state, pane: 'list' };
	}
	if (state.before === undefined) return state;
	const { before } = state;
	return {
		...state,
		...before,
		before: undefined,
		generation: state.generation + 1,
		reading: restartReading(state.reading),
	};
}

function retry(state: MailboxState): MailboxState {
	const withoutFailed = <T extends { readonly kind: string }>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
		new Map([...map].filter(([, value]) => value.kind !== 'failed'));
	return {
		...state,
		list: withoutFailures(state.list),
		counts: Number.isNaN(state.counts?.total) ? undefined : state.counts,
		messages: withoutFailed(state.messages),
		headers: withoutFailed(state.headers),
		reading: askAgain(state),
	};
}

/** What failed comes after all; what is slow is given up and asked for anew. */
function askAgain({ reading }: MailboxState): MailboxState['reading'] {
	return { ...reading, asked: reading.asked + 1 };
}

function refresh(state: MailboxState): MailboxState {
	const { list } = state;
	const generation = state.generation + 1;
	if (isUnloaded(list)) return { ...state, list: withoutFailures(list), generation };
	return {
		...state,
		reading: currentMessage(state) === undefined ? askAgain(state) : state.reading,
		list: { ...withoutFailures(list), stale: true, next: undefined, total: list.total || undefined },
		counts: undefined,
		generation,
		anchor: entryAt(list, state.cursor)?.id,
	};
}
