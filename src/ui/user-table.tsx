/** The list of people. */
import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { safeText, sanitizeLine } from '../text/sanitize.js';
import { fitWidth, truncate } from '../text/truncate.js';
import { displayWidth } from '../text/width.js';
import { colors, type Theme } from './theme.js';
import { filledColumns, nobody, type UserColumn, type UserListTitle, type UserRow } from './user-rows.js';

export interface UserTableProps {
	readonly rows: readonly UserRow[];
	readonly title: UserListTitle;
	readonly theme: Theme;
	/** Columns of the terminal. */
	readonly columns: number;
}

interface Cell {
	readonly column: UserColumn;
	readonly width: number;
}

const gap = 2;

/** Narrowest and widest useful width of each column; a phone number that is cut is none. */
const limits: Readonly<Record<UserColumn, { readonly least: number; readonly most: number }>> = {
	name: { least: 14, most: 30 },
	title: { least: 10, most: 32 },
	mail: { least: 20, most: 44 },
	phone: { least: 24, most: 24 },
	office: { least: 8, most: 20 },
};

/** What goes first where there is no room, and who gets room that is left. */
const leavingOrder: readonly UserColumn[] = ['office', 'phone', 'title', 'mail'];
const growingOrder: readonly UserColumn[] = ['name', 'mail', 'title', 'office'];

/** A line for each person; columns that nobody fills or that have no room are left out. */
export function UserTable({ rows, title, theme, columns }: UserTableProps): ReactElement {
	if (rows.length === 0) return <Text dimColor>{nobody(title)}</Text>;
	const cells = layOut(rows, columns);
	return (
		<Box flexDirection="column">
			<Heading rows={rows} title={title} theme={theme} columns={columns} />
			{rows.map((row, index) => (
				// Rows stand still and have no other name: two people may share all that is shown.
				<Person key={String(index)} row={row} cells={cells} theme={theme} />
			))}
		</Box>
	);
}

function Heading({ rows, title, theme, columns }: UserTableProps): ReactElement {
	// Not the size of the directory, which nobody asked for.
	const count = safeText`${rows.length} shown`;
	const room = columns - displayWidth(count) - 'People'.length - 4;
	const account = room < 12 ? safeText`` : truncate(sanitizeLine(title.username), room, theme.symbols.ellipsis);
	return (
		<Box marginBottom={1}>
			<Text wrap="truncate">
				<Text bold color={colors.accent}>
					People
				</Text>
				<Text dimColor>{safeText`  ${fitWidth(account, room + 2)}${count}`}</Text>
			</Text>
		</Box>
	);
}

interface PersonProps {
	readonly row: UserRow;
	readonly cells: readonly Cell[];
	readonly theme: Theme;
}

/** The cells are filled by this program, not by Ink's boxes: hundreds of rows need no hundreds of layouts. */
function Person({ row, cells, theme }: PersonProps): ReactElement {
	return (
		<Text wrap="truncate">
			{cells.map(({ column, width }, index) => (
				<Text key={column} bold={column === 'name'} dimColor={column === 'phone' || column === 'office'}>
					{' '.repeat(index === 0 ? 0 : gap)}
					{fitWidth(row[column], width, theme.symbols.ellipsis)}
				</Text>
			))}
		</Text>
	);
}

function layOut(rows: readonly UserRow[], columns: number): readonly Cell[] {
	const natural = (column: UserColumn): number =>
		Math.min(limits[column].most, Math.max(...rows.map((row) => displayWidth(row[column]))));
	let shown = filledColumns(rows);
	const least = (column: UserColumn): number => Math.min(natural(column), limits[column].least);
	const needed = (): number => shown.reduce((sum, column) => sum + least(column) + gap, -gap);
	for (const column of leavingOrder) {
		if (needed() > columns) shown = shown.filter((one) => one !== column);
	}
	const widths = new Map(shown.map((column) => [column, least(column)]));
	let left = columns - needed();
	for (const column of growingOrder) {
		const width = widths.get(column);
		if (width === undefined) continue;
		const more = Math.max(0, Math.min(left, natural(column) - width));
		widths.set(column, width + more);
		left -= more;
	}
	return shown.map((column) => ({ column, width: widths.get(column) ?? 0 }));
}
