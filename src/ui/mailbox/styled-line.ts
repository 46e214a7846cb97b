/** Lines with colours: pieces of safe text, and how they become what a terminal is sent. */
import chalk, { type ChalkInstance } from 'chalk';
import { type SafeText, safeText, sanitizeLine } from '../../text/sanitize.js';
import { truncate } from '../../text/truncate.js';
import { displayWidth } from '../../text/width.js';
import type { colors } from '../theme.js';

/** A piece of a line. */
export interface Segment {
	readonly text: SafeText;
	readonly bold?: boolean | undefined;
	readonly dim?: boolean | undefined;
	readonly inverse?: boolean | undefined;
	readonly underline?: boolean | undefined;
	readonly color?: (typeof colors)[keyof typeof colors] | undefined;
}

export type Line = readonly Segment[];

export const emptyLine: Line = [];

/** A line of one piece. */
export function line(text: SafeText, style: Omit<Segment, 'text'> = {}): Line {
	return [{ ...style, text }];
}

/** So many blanks. */
export function blanks(count: number): SafeText {
	return sanitizeLine(' '.repeat(Math.max(0, count)));
}

/** Columns that a line takes. */
export function lineWidth(pieces: Line): number {
	return pieces.reduce((width, piece) => width + displayWidth(piece.text), 0);
}

/** The line in exactly so many columns: cut with the ellipsis, or filled with blanks. */
export function fitLine(pieces: Line, width: number, ellipsis: string): Line {
	const total = lineWidth(pieces);
	if (total <= width) return total === width ? pieces : [...pieces, { text: blanks(width - total) }];
	const kept: Segment[] = [];
	let left = width;
	for (const piece of pieces) {
		const columns = displayWidth(piece.text);
		if (columns < left) {
			kept.push(piece);
			left -= columns;
			continue;
		}
		const cut = truncate(safeText`${piece.text}${sanitizeLine(ellipsis)}`, left, ellipsis);
		kept.push({ ...piece, text: cut }, { text: blanks(left - displayWidth(cut)) });
		break;
	}
	return kept;
}

/** The same line with a style added to every piece. */
export function restyle(pieces: Line, style: Omit<Segment, 'text'>): Line {
	return pieces.map((piece) => ({ ...piece, ...style }));
}

/** The line as a terminal is sent it; colours follow chalk's level, which `mount` sets. */
export function paintLine(pieces: Line): string {
	return pieces.map(paintSegment).join('');
}

function paintSegment({ text, bold, dim, inverse, underline, color }: Segment): string {
	if (text === '') return '';
	let style: ChalkInstance | undefined;
	if (color) style = chalk[color];
	if (bold) style = (style ?? chalk).bold;
	if (dim) style = (style ?? chalk).dim;
	if (underline) style = (style ?? chalk).underline;
	if (inverse) style = (style ?? chalk).inverse;
	return style ? style(text) : text;
}
