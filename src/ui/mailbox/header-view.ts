/** The first line: folder, counts, search, account. */
import { type SafeText, safeText, sanitizeLine } from '../../text/sanitize.js';
import { truncate } from '../../text/truncate.js';
import { displayWidth } from '../../text/width.js';
import { colors, type Theme } from '../theme.js';
import type { MailboxState } from './mailbox-state.js';
import { blanks, fitLine, type Line, lineWidth, type Segment } from './styled-line.js';

/** Where the reader is, in as many columns as the terminal has. */
export function headerView(state: MailboxState, theme: Theme): Line {
	const { columns } = state.size;
	const { ellipsis } = theme.symbols;
	const left: Segment[] = [
		{ text: truncate(state.folderName, Math.floor(columns / 2), ellipsis), bold: true, color: colors.accent },
	];
	const counts = countsText(state);
	if (counts !== '') left.push({ text: safeText`  ${counts}`, dim: true });
	if (state.query.search !== undefined)
		left.push({ text: safeText`  search: ${sanitizeLine(state.query.search)}`, color: colors.caution });
	else if (state.query.unreadOnly) left.push({ text: safeText`  only unread`, color: colors.caution });
	const room = columns - lineWidth(left) - 2;
	const name = room < 12 ? sanitizeLine('') : truncate(state.account.name, room, ellipsis);
	const gap = columns - lineWidth(left) - displayWidth(name);
	return fitLine([...left, { text: blanks(gap) }, { text: name, dim: true }], columns, ellipsis);
}

function countsText({ counts, query, list }: MailboxState): SafeText {
	if (query.search !== undefined) return list.total === undefined ? sanitizeLine('') : safeText`${list.total} found`;
	if (counts === undefined || Number.isNaN(counts.total)) return sanitizeLine('');
	return counts.unread === 0 ? safeText`${counts.total}` : safeText`${counts.unread} unread of ${counts.total}`;
}
