/** What lies over the panes to choose from: folders, attachments, addresses, accounts. */
import { type SafeText, safeText, sanitizeLine } from '../../text/sanitize.js';
import { fitAddress } from '../../text/shorten-address.js';
import { truncate } from '../../text/truncate.js';
import { displayWidth } from '../../text/width.js';
import { colors, type Theme } from '../theme.js';
import { addressesOf } from './addresses.js';
import type { Area } from './layout.js';
import type { AttachmentEntry, FolderEntry, Loaded } from './mailbox-data.js';
import type { MailboxState, Overlay } from './mailbox-state.js';
import { centre, tryAgainWords } from './state-screen.js';
import { blanks, emptyLine, fitLine, type Line, line, restyle, type Segment } from './styled-line.js';

type Choice = Extract<Overlay, { readonly cursor: number }>;

/** The overlay in exactly this area. */
export function choiceView(state: MailboxState, overlay: Choice, area: Area, theme: Theme): Line[] {
	const loaded = choicesOf(state, overlay, area, theme);
	if (loaded === undefined) return centre({ title: safeText`${titles[overlay.kind]} ...`, text: [] }, area, theme);
	if (loaded.kind === 'failed') {
		const { message, hint } = loaded.problem;
		const text = [...(hint === undefined ? [] : [hint]), safeText`${tryAgainWords(loaded.problem)} Esc closes.`];
		return centre({ title: message, color: colors.alarm, text }, area, theme);
	}
	const choices = loaded.value;
	if (choices.length === 0) return centre({ title: nothing[overlay.kind], text: [safeText`Esc closes.`] }, area, theme);
	const room = Math.max(1, area.rows - 2);
	const first = Math.max(0, Math.min(overlay.cursor - Math.floor(room / 2), choices.length - room));
	const rows = choices.slice(first, first + room).map((pieces, index) => {
		const isMarked = first + index === overlay.cursor;
		const mark = isMarked ? sanitizeLine(theme.symbols.cursor) : blanks(displayWidth(theme.symbols.cursor));
		const row = fitLine([{ text: safeText`${mark} ` }, ...pieces], area.columns, theme.symbols.ellipsis);
		return isMarked ? restyle(row, { inverse: true, dim: false, color: undefined }) : row;
	});
	const lines = [line(titles[overlay.kind], { bold: true, color: colors.accent }), emptyLine, ...rows];
	while (lines.length < area.rows) lines.push(emptyLine);
	return lines.slice(0, area.rows).map((pieces) => fitLine(pieces, area.columns, theme.symbols.ellipsis));
}

const titles: Readonly<Record<Choice['kind'], SafeText>> = {
	folders: safeText`Folders`,
	accounts: safeText`Accounts`,
	attachments: safeText`Attachments`,
	links: safeText`Open in the browser`,
};

const nothing: Readonly<Record<Choice['kind'], SafeText>> = {
	folders: safeText`There are no folders.`,
	accounts: safeText`There are no accounts.`,
	attachments: safeText`There are no attachments.`,
	links: safeText`There is nothing to open.`,
};

function choicesOf(
	state: MailboxState,
	overlay: Choice,
	area: Area,
	theme: Theme,
): Loaded<readonly Line[]> | undefined {
	switch (overlay.kind) {
		case 'folders':
			return mapLoaded(state.folders, (folder) => folderLine(folder, area.columns - 2, theme));
		case 'accounts':
			return mapLoaded(state.accounts, ({ name, current }) => [
				{ text: name },
				...(current ? [{ text: safeText`  (this one)`, dim: true }] : []),
			]);
		case 'attachments':
			return mapLoaded(state.attachments.get(overlay.id), (entry) => attachmentLine(entry, area.columns - 2, theme));
		case 'links':
			return {
				kind: 'loaded',
				value: addressesOf(state).map(({ label, address }) => {
					const room = Math.max(1, area.columns - 2 - displayWidth(label) - 2);
					return [{ text: safeText`${label}  ` }, { text: sanitizeLine(fitAddress(address, room)), dim: true }];
				}),
			};
	}
}

function mapLoaded<T>(
	loaded: Loaded<readonly T[]> | undefined,
	draw: (item: T) => Line,
): Loaded<readonly Line[]> | undefined {
	return loaded?.kind === 'loaded' ? { kind: 'loaded', value: loaded.value.map(draw) } : loaded;
}

function folderLine({ name, depth, unread, total }: FolderEntry, columns: number, theme: Theme): Line {
	const count = unread > 0 ? safeText`${unread}` : sanitizeLine('');
	const all = safeText`${total}`;
	const indent = Math.min(2 * depth, 12);
	const room = columns - indent - countWidth * 2 - 2;
	const shown = truncate(name, room, theme.symbols.ellipsis);
	return [
		{ text: blanks(indent) },
		{ text: shown, bold: unread > 0 },
		{ text: blanks(room - displayWidth(shown) + 1 + countWidth - displayWidth(count)) },
		{ text: count, bold: true, color: colors.accent },
		{ text: blanks(1 + countWidth - displayWidth(all)) },
		{ text: all, dim: true },
	];
}

const countWidth = 7;

function attachmentLine(entry: AttachmentEntry, columns: number, theme: Theme): Line {
	const facts: Segment[] = [
		{ text: safeText`  ${entry.size}  ${entry.kind}`, dim: true },
		...(entry.inline ? [{ text: safeText`  inline`, dim: true }] : []),
	];
	const taken = facts.reduce((sum, piece) => sum + displayWidth(piece.text), 0);
	// The name says more than the type.
	const room = Math.max(Math.min(40, Math.floor(columns * 0.6)), columns - taken);
	return [{ text: truncate(entry.name, room, theme.symbols.ellipsis) }, ...facts];
}
