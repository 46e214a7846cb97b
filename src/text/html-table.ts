/** Tables of a message: those that hold data stay tables, those that only arrange are read cell by cell. */
import type { TextBlock } from './message-text.js';

export interface HtmlCell {
	readonly blocks: TextBlock[];
	/** Columns it takes. */
	readonly span: number;
	readonly heading: boolean;
}

export interface HtmlTable {
	readonly rows: HtmlCell[][];
	/** True when the page says that the table only arranges. */
	readonly arranges: boolean;
}

const mostColumns = 12;
const mostCells = 5000;
const longestCell = 120;

/** The table as blocks: one `table` when it holds data, else what its cells hold, one after the other. */
export function tableBlocks(table: HtmlTable, depth: number): TextBlock[] {
	const rows = table.rows.filter((row) => row.some((cell) => cell.blocks.length > 0));
	if (holdsData(table, rows)) {
		const cells = rows.map((row) => row.flatMap((cell) => [textOf(cell), ...Array<string>(cell.span - 1).fill('')]));
		return [{ kind: 'table', text: '', rows: cells, depth, first: '', rest: '', gap: true }];
	}
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
