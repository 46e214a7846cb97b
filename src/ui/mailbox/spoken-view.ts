/** The mailbox for a screen reader: the line that matters now instead of panes. */
import { type SafeText, safeText, sanitizeLine } from '../../text/sanitize.js';
import { bindingsOf } from '../keymap.js';
import type { ReadingTime } from '../message-rows.js';
import { addressesOf } from './addresses.js';
import { confirmSentences } from './confirm-view.js';
import { helpLines } from './help-view.js';
import { keysSentence } from './keys-sentence.js';
import { layOut } from './layout.js';
import { receivedText } from './list-view.js';
import type { Problem } from './mailbox-data.js';
import { contextOf, currentEntry, factsOf, type MailboxState, type Overlay, topOverlay } from './mailbox-state.js';
import { entryAt, failureAt, lengthOf } from './message-window.js';
import { spokenNotice } from './notices.js';
import { matchesIn, readingText } from './reading-lines.js';
import { stateWords, tryAgainWords } from './state-screen.js';
import { type Line, line } from './styled-line.js';

/** A few lines: where one is, what is under the cursor or being read, and the keys. */
export function spokenView(state: MailboxState, time: ReadingTime): Line[] {
	const overlay = topOverlay(state);
	const body = overlay === undefined ? paneText(state, time) : overlayText(state, overlay);
	const notice = spokenNotice(state);
	return [placeText(state), ...body, ...(notice === undefined ? [] : [notice]), keysText(state)].map((text) =>
		line(text),
	);
}

function placeText({ folderName, account, counts, query }: MailboxState): SafeText {
	const unread = counts === undefined || Number.isNaN(counts.total) ? safeText`` : safeText`, ${counts.unread} unread`;
	const search = query.search === undefined ? safeText`` : safeText`, results for ${sanitizeLine(query.search)}`;
	return safeText`${folderName} of ${account.name}${unread}${query.unreadOnly ? safeText`, only unread` : safeText``}${search}`;
}

function paneText(state: MailboxState, time: ReadingTime): readonly SafeText[] {
	const words = stateWords(state);
	if (words !== undefined) return [words.title, ...words.text];
	if (state.pane === 'message') return messageText(state);
	const entry = currentEntry(state);
	const failure = failureAt(state.list, state.cursor);
	if (failure !== undefined) return [safeText`Message ${state.cursor + 1}: ${failure.message}`, tryAgainWords(failure)];
	if (entry === undefined) return [safeText`Message ${state.cursor + 1} is loading.`];
	const { row } = entry;
	const marks = [row.unread && 'unread', row.important && 'important', row.attachment && 'with attachments'];
	const said = marks.filter((mark) => mark !== false).map((mark) => `${mark}, `);
	const of = state.list.total === undefined ? safeText`` : safeText` of ${lengthOf(state.list)}`;
	return [
		safeText`Message ${state.cursor + 1}${of}: ${sanitizeLine(said.join(''))}from ${row.sender}, ${row.subject}, ${receivedText(entry, time)}`,
	];
}

function messageText(state: MailboxState): readonly SafeText[] {
	const { lines } = readingText(state);
	const loaded = state.messages.get(entryAt(state.list, state.cursor)?.id ?? '');
	if (loaded?.kind === 'failed') return [...problemText(loaded.problem), tryAgainWords(loaded.problem)];
	if (lines.length === 0) return [safeText`The message is loading.`];
	const { scroll, find } = state.reading;
	const { rows } = layOut(state).message;
	return [
		...(find === undefined ? [] : [matchText(state, find)]),
		...lines.slice(scroll, scroll + rows).map(asSentence),
		...(scroll + rows < lines.length ? [safeText`More follows.`] : []),
	];
}

function matchText(state: MailboxState, { text, match }: NonNullable<MailboxState['reading']['find']>): SafeText {
	const lines = matchesIn(readingText(state), text);
	return lines.length === 0
		? safeText`Not found: ${sanitizeLine(text)}`
		: safeText`Match ${match + 1} of ${lines.length}.`;
}

function asSentence(pieces: Line): SafeText {
	const text = pieces.map((piece) => piece.text).join('');
	return sanitizeLine(text.trimEnd());
}

function overlayText(state: MailboxState, overlay: Overlay): readonly SafeText[] {
	switch (overlay.kind) {
		case 'help':
			return helpLines(layOut(state).body, overlay.scroll).map(asSentence);
		case 'confirm':
			return confirmSentences(overlay.url, layOut(state).body);
		case 'prompt':
			return [safeText`${sanitizeLine(overlay.purpose.kind.replace('-', ' '))}: ${sanitizeLine(overlay.text)}`];
		case 'folders':
			return spokenChoice(state.folders, overlay.cursor, ({ name, unread }) => safeText`${name}, ${unread} unread`);
		case 'accounts':
			return spokenChoice(state.accounts, overlay.cursor, ({ name }) => name);
		case 'attachments':
			return spokenChoice(
				state.attachments.get(overlay.id),
				overlay.cursor,
				({ name, size, kind }) => safeText`${name}, ${size}, ${kind}`,
			);
		case 'links': {
			const addresses = { kind: 'loaded', value: addressesOf(state) } as const;
			return spokenChoice(
				addresses,
				overlay.cursor,
				({ label, address }) => safeText`${label}: ${sanitizeLine(address)}`,
			);
		}
	}
}

function spokenChoice<T>(
	loaded:
		| { readonly kind: 'loaded'; readonly value: readonly T[] }
		| { readonly kind: 'failed'; readonly problem: Problem }
		| undefined,
	cursor: number,
	say: (item: T) => SafeText,
): readonly SafeText[] {
	if (loaded === undefined) return [safeText`Loading.`];
	if (loaded.kind === 'failed') return [...problemText(loaded.problem), tryAgainWords(loaded.problem)];
	const item = loaded.value[cursor];
	return item === undefined
		? [safeText`There is nothing here.`]
		: [safeText`${cursor + 1} of ${loaded.value.length}: ${say(item)}`];
}

function problemText({ message, hint }: Problem): readonly SafeText[] {
	return hint === undefined ? [message] : [message, hint];
}

function keysText(state: MailboxState): SafeText {
	return keysSentence(bindingsOf(contextOf(state), factsOf(state)));
}
