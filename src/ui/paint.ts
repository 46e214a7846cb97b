/** Colours for lines that are written beside Ink, not by it. */
import chalk from 'chalk';
import { setColor } from './draw.js';
import type { colors, Theme } from './theme.js';

/** The text in a colour, or as it is where the theme has none. */
export function paint(theme: Theme, color: (typeof colors)[keyof typeof colors], text: string): string {
	setColor(theme.color);
	return chalk[color](text);
}
