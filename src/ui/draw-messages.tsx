/** The list of mail as text with colours. */
import { type DrawTarget, draw } from './draw.js';
import type { MessageListTitle, MessageRow } from './message-rows.js';
import { MessageTable } from './message-table.js';
import { createTheme } from './theme.js';

/** The list for a terminal of the target's width, ending in a newline. */
export function drawMessages(rows: readonly MessageRow[], title: MessageListTitle, target: DrawTarget): string {
	const theme = createTheme(target.env, target.color);
	return draw(<MessageTable rows={rows} title={title} theme={theme} columns={target.columns} />, target);
}
