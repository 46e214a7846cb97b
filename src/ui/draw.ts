/** Draws what stands still: one pass, no live screen, no cursor movement. */
import chalk from 'chalk';
import { renderToString } from 'ink';
import type { ReactNode } from 'react';

export interface DrawTarget {
	/** Columns of the terminal. */
	readonly columns: number;
	readonly color: boolean;
	readonly env: Readonly<Record<string, string | undefined>>;
}

/** The drawn lines, each ending in a newline and none in spaces. */
export function draw(element: ReactNode, target: Pick<DrawTarget, 'columns' | 'color'>): string {
	setColor(target.color);
	const drawn = renderToString(element, { columns: Math.max(20, target.columns) });
	return drawn === '' ? '' : `${drawn.replace(/ +$/gm, '')}\n`;
}

/**
 * Tells Ink whether to colour. Ink's chalk looks at the process itself when it loads: at its standard output, which may be
 * a pipe while a screen is drawn on standard error, and even at its arguments.
 */
export function setColor(color: boolean): void {
	chalk.level = color ? 1 : 0;
}
