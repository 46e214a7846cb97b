/** Aligned columns of plain text. */
import { type SafeText, sanitizeLine } from './sanitize.js';
import { fitWidth, truncate } from './truncate.js';
import { displayWidth } from './width.js';

export interface TableOptions {
	/** Columns of the whole table; without it nothing is cut. The last column takes what the others leave. */
	readonly width?: number | undefined;
	/** Most columns that a table column may take, by index. */
	readonly atMost?: readonly (number | undefined)[] | undefined;
	/** Indexes of table columns that are aligned to the right. */
	readonly right?: readonly number[] | undefined;
	/** Spaces between columns, default 2. */
	readonly gap?: number | undefined;
}

/** Rows as aligned lines without trailing spaces, each ending in a newline; no rows give no text. */
export function formatTable(rows: readonly (readonly SafeText[])[], options: TableOptions = {}): string {
	const gap = options.gap ?? 2;
	const count = Math.max(0, ...rows.map((row) => row.length));
	const widths = Array.from({ length: count }, (_, index) => {
		const natural = Math.max(0, ...rows.map((row) => displayWidth(row[index] ?? '')));
		return Math.min(natural, options.atMost?.[index] ?? natural);
	});
	if (options.width !== undefined && count > 0) {
		const others = widths.slice(0, -1).reduce((sum, width) => sum + width + gap, 0);
		widths[count - 1] = Math.min(widths[count - 1] ?? 0, Math.max(8, options.width - others));
	}
	return rows.map((row) => `${formatRow(row, widths, gap, options.right ?? [])}\n`).join('');
}

function formatRow(row: readonly SafeText[], widths: readonly number[], gap: number, right: readonly number[]): string {
	const cells = widths.map((width, index) => {
		const cell = row[index] ?? sanitizeLine('');
		if (!right.includes(index)) return fitWidth(cell, width);
		const cut = truncate(cell, width);
		return ' '.repeat(width - displayWidth(cut)) + cut;
	});
	return cells.join(' '.repeat(gap)).trimEnd();
}
