/** Colours for lines that are written beside Ink, not by it. */
import chalk from 'chalk';
import { setColor } from './draw.js';
import type { colors, Theme } from './theme.js';

/** The text in a colour, or as it is where the theme has none. */
export function paint(theme: Theme, color: (typeof colors)[keyof typeof colors], text: string): string {
	setColor(theme.color);
	return chalk[color](text);
}

/** One line of text in a colour or weight; Ink's colours are set for the line's stream first. */
export function paintLine(
	color: boolean,
	style: (typeof colors)[keyof typeof colors] | 'bold' | 'dim',
	text: string,
): string {
	setColor(color);
	return text === '' ? text : chalk[style](text);
}
