/** The mailbox without screen, keyboard and network: one event in, the next state and what is to be done out. */
import { type SafeText, safeText, sanitizeLine } from '../../text/sanitize.js';
import type { Action } from '../key-binding.js';
import { layOut, rowsOfList, type Size } from './layout.js';
import { act } from './mailbox-actions.js';
import { takeAnswer, takeFailure } from './mailbox-answers.js';
import type { Answer, Command, Problem, Request } from './mailbox-data.js';
import { type MailboxState, startMailbox, topOverlay } from './mailbox-state.js';
import { lengthOf, type MessageWindow, pageSize, touchPages } from './message-window.js';
import { type Lasting, type Notice, withLasting, withoutLasting } from './notices.js';
import { matchesIn, readingText } from './reading-lines.js';

export type MailboxEvent =
	| { readonly kind: 'action'; readonly action: Action }
	/** Text for the line that is being typed. */
	| { readonly kind: 'text'; readonly text: string }
	| { readonly kind: 'resize'; readonly size: Size }
	| { readonly kind: 'answer'; readonly request: Request; readonly answer: Answer }
	| { readonly kind: 'failure'; readonly request: Request; readonly problem: Problem }
	| { readonly kind: 'notice'; readonly notice: Notice }
	/** Something has begun, or goes on. */
	| { readonly kind: 'lasts'; readonly lasting: Lasting }
	| { readonly kind: 'over'; readonly key: number }
	| { readonly kind: 'switched'; readonly account: MailboxState['account'] };

export interface Outcome {
	readonly state: MailboxState;
	readonly commands: readonly Command[];
}

/** The state after an event. */
export function update(state: MailboxState, event: MailboxEvent): Outcome {
	const { state: next, commands } = handle(state, event);
	return { state: settle(next, state), commands };
}

function handle(state: MailboxState, event: MailboxEvent): Outcome {
	switch (event.kind) {
		case 'action':
			return act({ ...state, notice: undefined }, event.action);
		case 'text':
			return { state: typed(state, event.text), commands: [] };
		case 'resize':
			return { state: { ...state, size: event.size }, commands: [] };
		case 'answer':
			return { state: takeAnswer(state, event.request, event.answer), commands: [] };
		case 'failure':
			return { state: takeFailure(state, event.request, event.problem), commands: [] };
		case 'notice':
			return { state: { ...state, notice: event.notice }, commands: [] };
		case 'lasts':
			return { state: withLasting(state, event.lasting), commands: [] };
		case 'over':
			return { state: withoutLasting(state, event.key), commands: [] };
		case 'switched':
			return { state: switched(state, event.account), commands: [] };
	}
}

/** No line is longer: more is somebody's clipboard accident. */
const longestText = 1000;

function typed(state: MailboxState, text: string): MailboxState {
	const overlay = topOverlay(state);
	if (overlay?.kind !== 'prompt') return state;
	const clean = sanitizeLine(text.replace(/\s+/g, ' '));
	const changed = { ...overlay, text: (overlay.text + clean).slice(0, longestText) };
	return { ...state, overlays: [...state.overlays.slice(0, -1), changed] };
}

function switched(state: MailboxState, account: MailboxState['account']): MailboxState {
	const folderName: SafeText = safeText`Inbox`;
	const query = { folder: 'inbox', unreadOnly: false, search: undefined };
	const { size, spoken, lasting } = state;
	const fresh = startMailbox({ size, spoken, account, folderName, query });
	return { ...fresh, lasting, epoch: state.epoch + 1, generation: state.generation + 1 };
}

/** Brings cursor, first row and scroll into what there is. */
function settle(state: MailboxState, before: MailboxState): MailboxState {
	const rows = rowsOfList(layOut(state));
	const length = lengthOf(state.list);
	const cursor = Math.max(0, Math.min(state.cursor, length - 1));
	const lowest = Math.max(0, length - rows);
	const top = Math.max(0, Math.min(Math.max(Math.min(state.top, cursor), cursor - rows + 1), lowest));
	const seen = [top, cursor, top + rows].map(pageOf);
	const list =
		top === before.top ? state.list : touchPages(forgetUnseen(state.list, before, [top, top + rows - 1]), seen);
	const isSettled = cursor === state.cursor && top === state.top && list === state.list;
	return settleReading(isSettled ? state : { ...state, cursor, top, list });
}

/** Pages that failed while they were fetched ahead are asked for once more when they come into sight. */
function forgetUnseen(list: MessageWindow, before: MailboxState, rows: readonly number[]): MessageWindow {
	if (list.sequential || list.failed.size === 0) return list;
	const old = [before.top, before.top + rowsOfList(layOut(before)) - 1].map(pageOf);
	const come = rows.map(pageOf).filter((page) => !old.includes(page));
	return { ...list, failed: new Map([...list.failed].filter(([page]) => !come.includes(page))) };
}

function pageOf(row: number): number {
	return Math.floor(row / pageSize);
}

function settleReading(state: MailboxState): MailboxState {
	const { reading } = state;
	if (reading.scroll === 0 && reading.find === undefined) return state;
	const text = readingText(state);
	if (text.lines.length === 0) return state;
	const height = layOut(state).message.rows;
	const scroll = Math.max(0, Math.min(reading.scroll, text.lines.length - height));
	const matches = reading.find === undefined ? [] : matchesIn(text, reading.find.text);
	const match = Math.max(0, Math.min(reading.find?.match ?? 0, matches.length - 1));
	const find = reading.find && { ...reading.find, match };
	return { ...state, reading: { ...reading, scroll, find } };
}
