/** What answers and failures change. An answer for a list or an account that is no longer shown changes nothing. */
import { safeText } from '../../text/sanitize.js';
import type { Answer, FolderEntry, Loaded, Problem, Request } from './mailbox-data.js';
import type { MailboxState } from './mailbox-state.js';
import { entryAt, indexOf, isCutOff, pageSize, withFailure, withPage } from './message-window.js';
import { prepareReading } from './reading-lines.js';

/** Messages whose text stays in memory. */
const messagesAtMost = 60;
/** Lists of headers and attachments that stay in memory. */
const detailsAtMost = 20;

const newMail = safeText`New messages came in. r shows them.`;
const cutOff = safeText`Graph finds no more than 1000 messages by a search: narrow it for others.`;

/** True when the answer belongs to what is shown. */
function isCurrent(state: MailboxState, request: Request): boolean {
	const [, epoch, generation] = request.key.split(' ');
	if (Number(epoch) !== state.epoch) return false;
	return (request.kind !== 'page' && request.kind !== 'counts') || Number(generation) === state.generation;
}

/** The state with an answer that arrived. */
export function takeAnswer(state: MailboxState, request: Request, answer: Answer): MailboxState {
	if (!isCurrent(state, request)) return state;
	switch (answer.kind) {
		case 'page':
			return request.kind === 'page' ? withArrivedPage(state, request, answer.value) : state;
		case 'counts': {
			const counts = answer.value;
			const { list, query } = state;
			const total = query.unreadOnly ? counts.unread : counts.total;
			// The pages that are there know better than a count taken at another moment.
			const known = list.sequential || Number.isNaN(total) || (list.total !== undefined && !list.stale);
			const folderName = counts.name === '' ? state.folderName : counts.name;
			return { ...state, counts, folderName, list: known ? list : { ...list, total } };
		}
		case 'message':
			prepareReading(answer.value, state);
			return {
				...state,
				messages: keep(state.messages, request, loaded(answer.value), messagesAtMost),
				// They came with the message: whoever wants to see them need not wait.
				attachments:
					answer.value.attachments.length === 0
						? state.attachments
						: keep(state.attachments, request, loaded(answer.value.attachments), detailsAtMost),
			};
		case 'headers':
			return { ...state, headers: keep(state.headers, request, loaded(answer.value), detailsAtMost) };
		case 'attachments':
			return { ...state, attachments: keep(state.attachments, request, loaded(answer.value), detailsAtMost) };
		case 'folders':
			return withFolders(state, answer.value);
		case 'accounts': {
			const accounts = answer.value;
			const current = Math.max(
				0,
				accounts.findIndex((account) => account.current),
			);
			return atCursor({ ...state, accounts: loaded(accounts) }, 'accounts', current);
		}
	}
}

/** The state with a request that failed. */
export function takeFailure(state: MailboxState, request: Request, problem: Problem): MailboxState {
	if (!isCurrent(state, request)) return state;
	const failed = { kind: 'failed', problem } as const;
	switch (request.kind) {
		case 'page':
			return { ...state, list: withFailure(state.list, request.number, problem) };
		case 'counts':
			// The list tells how it is; without counts it works all the same.
			return { ...state, counts: { name: state.folderName, unread: Number.NaN, total: Number.NaN } };
		case 'message':
			return { ...state, messages: keep(state.messages, request, failed, messagesAtMost) };
		case 'headers':
			return { ...state, headers: keep(state.headers, request, failed, detailsAtMost) };
		case 'attachments':
			return { ...state, attachments: keep(state.attachments, request, failed, detailsAtMost) };
		case 'folders':
			return { ...state, folders: failed };
		case 'accounts':
			return { ...state, accounts: failed };
	}
}

function withArrivedPage(
	state: MailboxState,
	request: Extract<Request, { readonly kind: 'page' }>,
	page: Parameters<typeof withPage>[2],
): MailboxState {
	const list = withPage(state.list, request.number, page);
	if (isCutOff(list)) return { ...state, list, notice: { text: cutOff, tone: 'plain' } };
	if (state.anchor === undefined) return { ...state, list, notice: movedNotice(state, request.number, page) };
	// After a refresh the cursor stays on its message, wherever that has gone.
	const found = indexOf(list, state.anchor);
	const shift = found === undefined ? 0 : found - state.cursor;
	return {
		...state,
		list,
		anchor: found === undefined ? state.anchor : undefined,
		cursor: state.cursor + shift,
		top: Math.max(0, state.top + shift),
	};
}

/** Messages that came in meanwhile push the others onto the next page, where they are met a second time. */
function movedNotice(
	state: MailboxState,
	number: number,
	{ entries }: Parameters<typeof withPage>[2],
): MailboxState['notice'] {
	const last = entryAt(state.list, number * pageSize - 1);
	const isMoved = !state.list.sequential && last !== undefined && entries.some((entry) => entry.id === last.id);
	return isMoved ? { text: newMail, tone: 'plain' } : state.notice;
}

function withFolders(state: MailboxState, folders: readonly FolderEntry[]): MailboxState {
	const open = Math.max(
		0,
		folders.findIndex((folder) => folder.id === state.query.folder || folder.name === state.folderName),
	);
	return atCursor({ ...state, folders: loaded(folders) }, 'folders', open);
}

/** Puts the cursor of an overlay on what is open now. */
function atCursor(state: MailboxState, kind: 'folders' | 'accounts', cursor: number): MailboxState {
	return {
		...state,
		overlays: state.overlays.map((overlay) => (overlay.kind === kind ? { ...overlay, cursor } : overlay)),
	};
}

function loaded<T>(value: T): Loaded<T> {
	return { kind: 'loaded', value };
}

/** The map with one more, the oldest dropped. */
function keep<T>(map: ReadonlyMap<string, T>, request: Request, value: T, atMost: number): ReadonlyMap<string, T> {
	if (!('id' in request)) return map;
	const next = new Map(map);
	next.delete(request.id);
	next.set(request.id, value);
	for (const old of next.keys()) {
		if (next.size <= atMost) break;
		next.delete(old);
	}
	return next;
}
