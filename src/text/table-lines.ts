/** Data tables at a width: cells are wrapped, never cut. */
import { type SafeText, sanitizeBlock, sanitizeLine } from './sanitize.js';
import { displayWidth } from './width.js';
import { wrap } from './wrap.js';

const gap = 2;
const narrowest = 6;

/** Aligned lines, numbers to the right; where the columns do not fit side by side, the cells one under the other. */
export function layOutTable(rows: readonly (readonly string[])[], width: number): SafeText[] {
	const cells = rows.map((row) => row.map((cell) => sanitizeBlock(cell.trim())));
	const count = Math.max(0, ...cells.map((row) => row.length));
	const natural = Array.from({ length: count }, (_, column) =>
		cells.reduce((widest, row) => Math.max(widest, ...(row[column] ?? '').split('\n').map(displayWidth)), 1),
	);
	const widths = shrink(natural, width - gap * (count - 1));
	if (!widths) return cells.flat().flatMap((cell) => (cell === '' ? [] : wrap(cell, width)));
	const right = widths.map((_, column) => isNumeric(cells.map((row) => row[column] ?? '')));
	return cells.flatMap((row) => rowLines(row, widths, right));
}

/** A sum, with its sign, currency, unit of percent or minus in brackets; spaces and apostrophes may part its thousands. */
const number =
	/^\(?[-+\u2212]?\s?(?:\p{Sc}|[A-Z]{3}\s)?\s?[-+\u2212]?\d[\d.,'\u2019\s]{0,30}(?:%|\p{Sc}|[A-Z]{3})?\)?$/u;

/** Whether a column is of numbers, whatever its heading says. */
function isNumeric([, ...column]: readonly string[]): boolean {
	const filled = column.filter((cell) => cell !== '');
	return filled.length > 0 && filled.every((cell) => cell.length <= 40 && number.test(cell));
}

function rowLines(row: readonly SafeText[], widths: readonly number[], right: readonly boolean[]): SafeText[] {
	const wrapped = widths.map((width, column) => wrap(row[column] ?? sanitizeLine(''), width));
	const height = Math.max(...wrapped.map((lines) => lines.length));
	return Array.from({ length: height }, (_, line) =>
		sanitizeLine(
			widths
				.map((width, column) => {
					const text = wrapped[column]?.[line] ?? '';
					const fill = ' '.repeat(Math.max(0, width - displayWidth(text)));
					return right[column] ? fill + text : text + fill;
				})
				.join(' '.repeat(gap))
				.trimEnd(),
		),
	);
}

/** Widths that sum up to no more than `room`: the widest columns give way; undefined when there is no room for all. */
function shrink(natural: readonly number[], room: number): number[] | undefined {
	const widths = [...natural];
	let over = widths.reduce((sum, width) => sum + width, 0) - room;
	while (over > 0) {
		const widest = Math.max(...widths);
		if (widest <= narrowest) return undefined;
		widths[widths.indexOf(widest)] = widest - 1;
		over -= 1;
	}
	return widths;
}
