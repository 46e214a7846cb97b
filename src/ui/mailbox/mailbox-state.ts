/** Everything the mailbox knows and shows, as one value; and what follows from it. */
import type { SafeText } from '../../text/sanitize.js';
import type { KeyContext, KeyFacts } from '../key-binding.js';
import { layOut, rowsOfList, type Size } from './layout.js';
import type {
	AccountEntry,
	AttachmentEntry,
	FolderCounts,
	FolderEntry,
	HeaderLine,
	ListQuery,
	Loaded,
	MessageContent,
} from './mailbox-data.js';
import {
	type Entry,
	emptyWindow,
	entryAt,
	failureAt,
	isUnloaded,
	lengthOf,
	type MessageWindow,
} from './message-window.js';
import type { Lasting, Notice } from './notices.js';

/** Something that lies over the panes; keys speak to it alone. */
export type Overlay =
	| { readonly kind: 'help'; readonly scroll: number }
	| { readonly kind: 'folders' | 'accounts'; readonly cursor: number }
	| { readonly kind: 'attachments' | 'links'; readonly id: string; readonly cursor: number }
	| { readonly kind: 'confirm'; readonly url: string }
	| { readonly kind: 'prompt'; readonly purpose: PromptPurpose; readonly text: string };

/** What a line is typed for. */
export type PromptPurpose =
	| { readonly kind: 'search' }
	| { readonly kind: 'find' }
	| { readonly kind: 'save-message'; readonly id: string }
	| { readonly kind: 'save-attachment'; readonly id: string; readonly attachment: string; readonly item: boolean };

export interface Reading {
	/** First line of the message that is shown. */
	readonly scroll: number;
	/** All headers instead of the usual ones. */
	readonly headers: boolean;
	/** How often its text was asked for by name, since it failed or was slow to come. */
	readonly asked: number;
	/** Words looked for in the message, and which match is the present one. */
	readonly find: { readonly text: string; readonly match: number } | undefined;
}

/** The list and where it stood, so that it can be come back to. */
export interface Place {
	readonly query: ListQuery;
	readonly list: MessageWindow;
	readonly cursor: number;
	readonly top: number;
}

export interface MailboxState extends Place {
	readonly size: Size;
	/** The screen is read aloud. */
	readonly spoken: boolean;
	readonly account: { readonly id: string; readonly name: SafeText };
	/** Counts up when another account is shown: answers for the one before mean nothing. */
	readonly epoch: number;
	/** Counts up when another list is shown, likewise. */
	readonly generation: number;
	readonly folderName: SafeText;
	readonly counts: FolderCounts | undefined;
	/** Message to find again after a refresh. */
	readonly anchor: string | undefined;
	/** Where the search began. */
	readonly before: Place | undefined;
	readonly pane: 'list' | 'message';
	readonly reading: Reading;
	/** The most recently read last. */
	readonly messages: ReadonlyMap<string, Loaded<MessageContent>>;
	readonly headers: ReadonlyMap<string, Loaded<readonly HeaderLine[]>>;
	readonly attachments: ReadonlyMap<string, Loaded<readonly AttachmentEntry[]>>;
	readonly folders: Loaded<readonly FolderEntry[]> | undefined;
	readonly accounts: Loaded<readonly AccountEntry[]> | undefined;
	/** The topmost last. */
	readonly overlays: readonly Overlay[];
	readonly notice: Notice | undefined;
	/** Waits and saves, in the order in which they began. */
	readonly lasting: readonly Lasting[];
}

const startOfReading: Reading = { scroll: 0, headers: false, asked: 0, find: undefined };

/** A mailbox of which nothing is known yet. */
export function startMailbox(
	start: Pick<MailboxState, 'size' | 'spoken' | 'account' | 'folderName' | 'query'>,
): MailboxState {
	return {
		...start,
		epoch: 0,
		generation: 0,
		list: emptyWindow(start.query.search !== undefined),
		cursor: 0,
		top: 0,
		counts: undefined,
		anchor: undefined,
		before: undefined,
		pane: 'list',
		reading: startOfReading,
		messages: new Map(),
		headers: new Map(),
		attachments: new Map(),
		folders: undefined,
		accounts: undefined,
		overlays: [],
		notice: undefined,
		lasting: [],
	};
}

/** A message that is opened is read from its beginning; whether all headers are shown stays. */
export function restartReading(reading: Reading): Reading {
	return { ...startOfReading, headers: reading.headers };
}

/** The message under the cursor. */
export function currentEntry(state: MailboxState): Entry | undefined {
	return entryAt(state.list, state.cursor);
}

/** Its text, where it has arrived. */
export function currentMessage(state: MailboxState): MessageContent | undefined {
	const loaded = state.messages.get(currentEntry(state)?.id ?? '');
	return loaded?.kind === 'loaded' ? loaded.value : undefined;
}

/** The topmost overlay. */
export function topOverlay(state: MailboxState): Overlay | undefined {
	return state.overlays.at(-1);
}

/** What the keyboard speaks to. */
export function contextOf(state: MailboxState): KeyContext {
	if (layOut(state).kind === 'tiny') return 'small';
	const overlay = topOverlay(state);
	if (overlay === undefined) return state.pane;
	if (overlay.kind === 'help' || overlay.kind === 'confirm' || overlay.kind === 'prompt') return overlay.kind;
	return 'choice';
}

/** What is true at the moment, for the table of keys. */
export function factsOf(state: MailboxState): KeyFacts {
	const entry = currentEntry(state);
	const message = currentMessage(state);
	const kind = layOut(state).kind;
	return {
		message: entry !== undefined,
		attachments: message?.hasAttachments ?? entry?.row.attachment ?? false,
		address: entry?.webLink !== undefined || message?.webLink !== undefined,
		results: state.query.search !== undefined,
		finding: state.reading.find !== undefined,
		failure: hasFailure(state),
		panes: kind === 'side' || kind === 'stacked',
		choices: hasChoices(state),
		saving: canSave(state),
	};
}

/** What the topmost overlay offers to choose from, where it has to be asked for. */
export function askedChoices(state: MailboxState): Loaded<readonly unknown[]> | undefined {
	const overlay = topOverlay(state);
	if (overlay?.kind === 'folders') return state.folders;
	if (overlay?.kind === 'accounts') return state.accounts;
	return overlay?.kind === 'attachments' ? state.attachments.get(overlay.id) : undefined;
}

function hasChoices(state: MailboxState): boolean {
	if (topOverlay(state)?.kind === 'links') return true;
	const choices = askedChoices(state);
	return choices?.kind === 'loaded' && choices.value.length > 0;
}

function canSave(state: MailboxState): boolean {
	const overlay = topOverlay(state);
	if (overlay?.kind !== 'attachments') return false;
	const loaded = state.attachments.get(overlay.id);
	return loaded?.kind === 'loaded' && loaded.value[overlay.cursor]?.canSave === true;
}

function hasFailedRow(state: MailboxState): boolean {
	const { list, top } = state;
	if (list.failed.size === 0 || isUnloaded(list)) return list.failed.size > 0;
	const rows = Math.min(rowsOfList(layOut(state)), lengthOf(list) - top);
	return Array.from({ length: rows }, (_, row) => top + row).some((index) => failureAt(list, index) !== undefined);
}

/** True when something on the screen failed and may be tried again. */
function hasFailure(state: MailboxState): boolean {
	if (topOverlay(state) !== undefined) return askedChoices(state)?.kind === 'failed';
	const id = currentEntry(state)?.id ?? '';
	return (
		hasFailedRow(state) ||
		state.messages.get(id)?.kind === 'failed' ||
		(state.reading.headers && state.headers.get(id)?.kind === 'failed')
	);
}
