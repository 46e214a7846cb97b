/** The whole screen as lines: header, panes or what lies over them, footer. */
import { safeText, sanitizeLine } from '../../text/sanitize.js';
import { wrap } from '../../text/wrap.js';
import type { ReadingTime } from '../message-rows.js';
import type { Theme } from '../theme.js';
import { choiceView } from './choice-view.js';
import { confirmView } from './confirm-view.js';
import { footerView } from './footer-view.js';
import { headerView } from './header-view.js';
import { helpView } from './help-view.js';
import { type Area, type Layout, layOut, smallestSize } from './layout.js';
import { listView } from './list-view.js';
import type { MailboxState, Overlay } from './mailbox-state.js';
import { readingView } from './reading-view.js';
import { stateScreen } from './state-screen.js';
import { emptyLine, fitLine, type Line, line } from './styled-line.js';

/** As many lines as the terminal has rows, each of exactly as many columns. */
export function mailboxView(state: MailboxState, theme: Theme, time: ReadingTime): readonly Line[] {
	const layout = layOut(state);
	if (layout.kind === 'tiny') return tinyView(state, theme);
	return [headerView(state, theme), ...bodyView(state, layout, theme, time), footerView(state, theme)];
}

function bodyView(state: MailboxState, layout: Layout, theme: Theme, time: ReadingTime): Line[] {
	const covered = state.overlays.findLast((overlay) => overlay.kind !== 'prompt');
	if (covered !== undefined && !(covered.kind === 'folders' && layout.kind === 'side'))
		return overlayView(state, covered, layout.body, theme);
	const left = covered?.kind === 'folders' ? choiceView(state, covered, layout.list, theme) : undefined;
	const instead = left === undefined ? stateScreen(state, layout.body, theme) : undefined;
	if (instead !== undefined) return instead;
	const { symbols } = theme;
	if (layout.kind === 'side') {
		const message = readingView(state, theme, time);
		const bar = { text: safeText` ${sanitizeLine(symbols.bar)} `, dim: true };
		return (left ?? listView(state, theme, time)).map((pieces, row) => [
			...pieces,
			bar,
			...(message[row] ?? emptyLine),
		]);
	}
	if (layout.kind === 'stacked') {
		const rule = line(sanitizeLine(symbols.rule.repeat(state.size.columns)), { dim: true });
		return [...listView(state, theme, time), rule, ...readingView(state, theme, time)];
	}
	return state.pane === 'message' ? readingView(state, theme, time) : listView(state, theme, time);
}

function overlayView(state: MailboxState, overlay: Overlay, area: Area, theme: Theme): Line[] {
	switch (overlay.kind) {
		case 'help':
			return helpView(overlay.scroll, area, theme);
		case 'confirm':
			return confirmView(overlay.url, area, theme);
		case 'prompt':
			return [];
		default:
			return choiceView(state, overlay, area, theme);
	}
}

function tinyView(state: MailboxState, theme: Theme): Line[] {
	const { columns, rows } = state.size;
	const { columns: least, rows: lines } = smallestSize;
	const text = safeText`${columns} x ${rows} is too small. It takes ${least} x ${lines}.`;
	const shown = wrap(text, Math.max(2, columns)).map((part) => line(part));
	while (shown.length < rows) shown.push(emptyLine);
	return shown.slice(0, rows).map((pieces) => fitLine(pieces, columns, theme.symbols.ellipsis));
}
