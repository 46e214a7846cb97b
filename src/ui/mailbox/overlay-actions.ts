/** What the keys do while something lies over the panes. */

import { safeText } from '../../text/sanitize.js';
import { graphemes } from '../../text/width.js';
import type { Action } from '../key-binding.js';
import { addressesOf } from './addresses.js';
import { findWords } from './find-words.js';
import { endOfHelp } from './help-view.js';
import { layOut } from './layout.js';
import type { Command, Loaded } from './mailbox-data.js';
import { type MailboxState, type Overlay, type PromptPurpose, topOverlay } from './mailbox-state.js';
import { showList } from './show-list.js';
import { stepOf } from './step-of.js';

interface OverlayOutcome {
	readonly state: MailboxState;
	readonly commands: readonly Command[];
}

/** The state after a key, and what is to be done. */
export function actOnOverlay(state: MailboxState, action: Action): OverlayOutcome {
	const overlay = topOverlay(state);
	if (overlay === undefined) return only(state);
	if (action === 'back') return only(closeTop(state));
	if (overlay.kind === 'prompt') return actOnPrompt(state, overlay, action);
	if (overlay.kind === 'confirm') {
		if (action !== 'accept') return only(state);
		return { state: { ...state, overlays: [] }, commands: [{ kind: 'open', url: overlay.url }] };
	}
	const moved = moveIn(state, overlay, action);
	if (moved !== undefined) return only(replaceTop(state, moved));
	if (action === 'retry') return { state: withoutFailedChoices(state), commands: [{ kind: 'allow-sign-in' }] };
	if (action !== 'choose' && action !== 'save') return only(state);
	if (overlay.kind !== 'accounts') return only(choose(state, overlay));
	const account = state.accounts?.kind === 'loaded' ? state.accounts.value[overlay.cursor] : undefined;
	if (account === undefined || account.current) return only(closeTop(state));
	return { state: closeTop(state), commands: [{ kind: 'switch-account', account: account.id }] };
}

function withoutFailedChoices(state: MailboxState): MailboxState {
	const unless = <T>(loaded: Loaded<T> | undefined): Loaded<T> | undefined =>
		loaded?.kind === 'failed' ? undefined : loaded;
	const attachments = new Map([...state.attachments].filter(([, { kind }]) => kind !== 'failed'));
	return { ...state, folders: unless(state.folders), accounts: unless(state.accounts), attachments };
}

/** How many choices an overlay offers. */
export function choicesIn(state: MailboxState, overlay: Overlay): number {
	switch (overlay.kind) {
		case 'folders':
			return state.folders?.kind === 'loaded' ? state.folders.value.length : 0;
		case 'accounts':
			return state.accounts?.kind === 'loaded' ? state.accounts.value.length : 0;
		case 'attachments': {
			const loaded = state.attachments.get(overlay.id);
			return loaded?.kind === 'loaded' ? loaded.value.length : 0;
		}
		case 'links':
			return addressesOf(state).length;
		default:
			return 0;
	}
}

function moveIn(state: MailboxState, overlay: Overlay, action: Action): Overlay | undefined {
	const { body } = layOut(state);
	const page = Math.max(1, body.rows - 4);
	const step = stepOf(action, page);
	if (step === undefined) return undefined;
	if (overlay.kind === 'help')
		return { ...overlay, scroll: Math.max(0, Math.min(overlay.scroll + step, endOfHelp(body))) };
	if (!('cursor' in overlay)) return undefined;
	const last = choicesIn(state, overlay) - 1;
	return { ...overlay, cursor: Math.max(0, Math.min(overlay.cursor + step, last)) };
}

function choose(state: MailboxState, overlay: Overlay): MailboxState {
	if (overlay.kind === 'folders' && state.folders?.kind === 'loaded') {
		const folder = state.folders.value[overlay.cursor];
		if (folder === undefined) return state;
		const query = { folder: folder.id, unreadOnly: false, search: undefined };
		return { ...showList(closeTop(state), query), folderName: folder.name };
	}
	if (overlay.kind === 'attachments') {
		const loaded = state.attachments.get(overlay.id);
		const chosen = loaded?.kind === 'loaded' ? loaded.value[overlay.cursor] : undefined;
		if (chosen === undefined) return state;
		if (!chosen.canSave) {
			const text = safeText`${chosen.name} has no file that could be saved.`;
			return { ...state, notice: { text, tone: 'trouble' } };
		}
		const { id: attachment, item } = chosen;
		const purpose = { kind: 'save-attachment', id: overlay.id, attachment, item } as const;
		return push(state, { kind: 'prompt', purpose, text: chosen.fileName });
	}
	if (overlay.kind === 'links') {
		const url = addressesOf(state)[overlay.cursor]?.address;
		return url === undefined ? state : push(state, { kind: 'confirm', url });
	}
	return state;
}

function actOnPrompt(
	state: MailboxState,
	overlay: Extract<Overlay, { readonly kind: 'prompt' }>,
	action: Action,
): OverlayOutcome {
	switch (action) {
		case 'erase':
			return only(replaceTop(state, { ...overlay, text: [...graphemes(overlay.text)].slice(0, -1).join('') }));
		case 'erase-word':
			return only(replaceTop(state, { ...overlay, text: overlay.text.replace(/\S*\s*$/u, '') }));
		case 'erase-line':
			return only(replaceTop(state, { ...overlay, text: '' }));
		case 'accept':
			return accept(closeTop(state), overlay.purpose, overlay.text.trim());
		default:
			return only(state);
	}
}

function accept(state: MailboxState, purpose: PromptPurpose, text: string): OverlayOutcome {
	switch (purpose.kind) {
		case 'find':
			return only(findWords(state, text));
		case 'search':
			return only(text === '' ? state : showList(state, { ...state.query, unreadOnly: false, search: text }));
		case 'save-message':
			return text === '' ? only(state) : { state, commands: [{ kind: 'save-message', id: purpose.id, path: text }] };
		case 'save-attachment':
			return text === '' ? only(state) : { state, commands: [{ ...purpose, path: text }] };
	}
}

function only(state: MailboxState): OverlayOutcome {
	return { state, commands: [] };
}

function push(state: MailboxState, overlay: Overlay): MailboxState {
	return { ...state, overlays: [...state.overlays, overlay] };
}

function replaceTop(state: MailboxState, overlay: Overlay): MailboxState {
	return { ...state, overlays: [...state.overlays.slice(0, -1), overlay] };
}

function closeTop(state: MailboxState): MailboxState {
	return { ...state, overlays: state.overlays.slice(0, -1) };
}
