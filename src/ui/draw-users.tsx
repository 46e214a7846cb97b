/** The list of people as text with colours. */
import { type DrawTarget, draw } from './draw.js';
import { createTheme } from './theme.js';
import type { UserListTitle, UserRow } from './user-rows.js';
import { UserTable } from './user-table.js';

/** The list for a terminal of the target's width, ending in a newline. */
export function drawUsers(rows: readonly UserRow[], title: UserListTitle, target: DrawTarget): string {
	const theme = createTheme(target.env, target.color);
	return draw(<UserTable rows={rows} title={title} theme={theme} columns={target.columns} />, target);
}
