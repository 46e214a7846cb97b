/** Tables of a message: those that hold data stay tables, those that only arrange are read cell by cell. */
import type { TextBlock } from './message-text.js';

export interface HtmlCell {
	readonly blocks: TextBlock[];
	/** Columns it takes. */
	readonly span: number;
	/** Rows it takes; infinite for all that follow. */
	readonly rows: number;
	readonly heading: boolean;
}

export interface HtmlTable {
	readonly rows: HtmlCell[][];
	/** Numbers of the rows that begin a head, body or foot, which no cell reaches across. */
	readonly parts: Set<number>;
	/** True when the page says that the table only arranges. */
	readonly arranges: boolean;
}

const mostColumns = 12;
const mostCells = 5000;
const longestCell = 120;

/** The table as blocks: one `table` when it holds data, else what its cells hold, one after the other. */
export function tableBlocks(table: HtmlTable, depth: number): TextBlock[] {
	const rows = table.rows.filter((row) => row.some((cell) => cell.blocks.length > 0));
	const grid = holdsData(table, rows) ? gridOf(table) : undefined;
	if (grid) return [{ kind: 'table', text: '', rows: grid, depth, first: '', rest: '', gap: true }];
	return rows.flatMap((row) => {
		const full = row.filter((cell) => cell.blocks.length > 0);
		const inOneLine = full.length > 1 && full.every(isShort) && full.reduce((sum, c) => sum + textOf(c).length, 0) < 70;
		const [first] = full[0]?.blocks ?? [];
		if (!inOneLine || !first) return full.flatMap((cell) => cell.blocks);
		return [{ ...first, text: full.map(textOf).join('  ') }];
	});
}

function holdsData(table: HtmlTable, rows: readonly HtmlCell[][]): boolean {
	const cells = rows.flat();
	const columns = rows.reduce(
		(most, row) =>
			Math.max(
				most,
				row.reduce((sum, cell) => sum + cell.span, 0),
			),
		0,
	);
	if (table.arranges || cells.length > mostCells || columns > mostColumns || columns < 2 || rows.length < 2)
		return false;
	if (!cells.every(isPlain)) return false;
	if (cells.some((cell) => cell.heading)) return true;
	return rows.filter((row) => row.filter((cell) => cell.blocks.length > 0).length > 1).length >= 2;
}

/**
 * The words by row and column, where what a cell covers beside and below itself is empty; rows without words are left out. Undefined when
 * there are too many columns.
 */
function gridOf({ rows, parts }: HtmlTable): string[][] | undefined {
	const grid: string[][] = [];
	/** By column, how many more rows a cell from above takes. */
	let taken: number[] = [];
	for (const [index, row] of rows.entries()) {
		if (parts.has(index)) taken = [];
		const line: string[] = [];
		const left = taken.map((count) => Math.max(0, count - 1));
		const skip = (): void => {
			while ((taken[line.length] ?? 0) > 0) line.push('');
		};
		for (const cell of row) {
			skip();
			for (let column = 0; column < cell.span; column++) {
				left[line.length] = Math.max(left[line.length] ?? 0, cell.rows - 1);
				line.push(column === 0 ? textOf(cell) : '');
			}
		}
		skip();
		if (line.length > mostColumns) return undefined;
		if (line.some((words) => words !== '')) grid.push(line);
		taken = left;
	}
	return grid;
}

/** One paragraph of words at most: no list, quote, rule or table. */
function isPlain(cell: HtmlCell): boolean {
	if (cell.blocks.length > 3) return false;
	const simple = cell.blocks.every(({ kind, first }) => (kind === 'text' || kind === 'heading') && first === '');
	return simple && textOf(cell).length <= longestCell;
}

function isShort(cell: HtmlCell): boolean {
	return isPlain(cell) && cell.blocks.length === 1 && !textOf(cell).includes('\n');
}

function textOf(cell: HtmlCell): string {
	return cell.blocks.map(({ text }) => text).join('\n');
}
