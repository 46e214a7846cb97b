/** What the mailbox wants to have at this moment: what is on the screen first, then what will be asked for next. */
import { layOut, rowsOfList } from './layout.js';
import type { Request } from './mailbox-data.js';
import { currentEntry, type MailboxState } from './mailbox-state.js';
import { type Entry, entryAt, lengthOf, pageSize } from './message-window.js';

/** Who passes through the list quickly does not want every message on the way; milliseconds. */
const lingering = 120;
/** Messages ahead are read when there is time. */
const leisure = 400;

/** The requests whose answers are missing, the most urgent first. A request that is no longer among them may be given up. */
export function wantedRequests(state: MailboxState): readonly Request[] {
	if (layOut(state).kind === 'tiny') return [];
	const pages = wantedPages(state);
	const visible = pages.filter(({ urgent }) => urgent).map(({ request }) => request);
	const later = pages.filter(({ urgent }) => !urgent).map(({ request }) => request);
	return [...visible, ...wantedCounts(state), ...overlayRequests(state), ...wantedMessages(state), ...later];
}

/** True while the person waits for something that a key asked for; all else is fetched ahead, and nobody misses it yet. */
export function isAwaiting(state: MailboxState): boolean {
	if (layOut(state).kind === 'tiny') return false;
	return (
		wantedPages(state).some(({ urgent }) => urgent) ||
		overlayRequests(state).length > 0 ||
		wantedMessages(state).some((request) => request.kind === 'headers' || isAtOnce(request))
	);
}

/** False for a message that is fetched when the cursor has rested for a while. */
export function isAtOnce(request: Request): boolean {
	return !(request.kind === 'message' && request.delayMs > 0);
}

function wantedPages(state: MailboxState): { readonly request: Request; readonly urgent: boolean }[] {
	const { list, query, generation, top } = state;
	const ask = (number: number): Request => ({
		kind: 'page',
		key: `page ${state.epoch} ${generation} ${number} ${list.next ?? ''}`,
		number,
		query,
		link: list.next,
	});
	const rows = rowsOfList(layOut(state));
	if (list.sequential) {
		const started = (list.pages.size > 0 || list.total !== undefined) && !list.stale;
		if (list.failed.size > 0 || (started && list.next === undefined)) return [];
		const near = top + 2 * rows >= lengthOf(list) - 1;
		// A page without results says nothing yet: go on until there is something to show.
		return started && !near ? [] : [{ request: ask(started ? list.pages.size : 0), urgent: true }];
	}
	const length = list.total ?? Math.max(lengthOf(list), 1);
	const numbers = new Map<number, boolean>();
	const add = (from: number, to: number, urgent: boolean): void => {
		for (let row = Math.max(0, from); row < Math.min(to, length); row += 1) {
			const number = Math.floor(row / pageSize);
			if (!numbers.has(number)) numbers.set(number, urgent);
		}
	};
	add(top, top + rows, true);
	add(top + rows, top + 2 * rows + pageSize / 2, false);
	add(top - rows, top, false);
	return [...numbers]
		.filter(([number]) => (list.stale || !list.pages.has(number)) && !list.failed.has(number))
		.map(([number, urgent]) => ({ request: ask(number), urgent }));
}

function wantedCounts(state: MailboxState): Request[] {
	if (state.counts !== undefined || state.list.failed.size > 0) return [];
	const { folder } = state.query;
	return [{ kind: 'counts', key: `counts ${state.epoch} ${state.generation} ${folder}`, folder }];
}

function wantedMessages(state: MailboxState): Request[] {
	const current = currentEntry(state);
	const ahead = entryAt(state.list, state.cursor + 1);
	const requests: Request[] = [];
	const want = (entry: Entry | undefined, delayMs: number, asked = 0): void => {
		if (entry === undefined || state.messages.has(entry.id)) return;
		const key = `message ${state.epoch} ${entry.id}${asked === 0 ? '' : ` ${asked}`}`;
		requests.push({ kind: 'message', key, id: entry.id, delayMs });
	};
	const { asked } = state.reading;
	want(current, state.pane === 'message' || asked > 0 ? 0 : lingering, asked);
	if (current !== undefined && state.reading.headers && !state.headers.has(current.id))
		requests.push({ kind: 'headers', key: `headers ${state.epoch} ${current.id}`, id: current.id });
	want(ahead, leisure);
	return requests;
}

function overlayRequests(state: MailboxState): Request[] {
	return state.overlays.flatMap((overlay): Request[] => {
		const { epoch } = state;
		if (overlay.kind === 'folders' && state.folders === undefined)
			return [{ kind: 'folders', key: `folders ${epoch}` }];
		if (overlay.kind === 'accounts' && state.accounts === undefined)
			return [{ kind: 'accounts', key: `accounts ${epoch}` }];
		if (overlay.kind === 'attachments' && !state.attachments.has(overlay.id))
			return [{ kind: 'attachments', key: `attachments ${epoch} ${overlay.id}`, id: overlay.id }];
		return [];
	});
}
