/** The screen of all keys. */
import { type SafeText, safeText, sanitizeLine } from '../../text/sanitize.js';
import { displayWidth } from '../../text/width.js';
import { wrap } from '../../text/wrap.js';
import type { KeyContext } from '../key-binding.js';
import { showKey } from '../key-names.js';
import { keymap } from '../keymap.js';
import { colors, type Theme } from '../theme.js';
import type { Area } from './layout.js';
import { blanks, emptyLine, fitLine, type Line, line } from './styled-line.js';

const groups: readonly (readonly [KeyContext, SafeText])[] = [
	['list', safeText`In the list`],
	['message', safeText`In the message`],
	['choice', safeText`Folders, attachments, accounts`],
	['prompt', safeText`In a line that is typed`],
];

/** Lines from `scroll` on, in exactly this area. */
export function helpView(scroll: number, area: Area, theme: Theme): Line[] {
	const lines = helpLines(area, scroll);
	while (lines.length < area.rows) lines.push(emptyLine);
	return lines.map((pieces) => fitLine(pieces, area.columns, theme.symbols.ellipsis));
}

/** The lines that fit, from `scroll` or from where the last of them is seen. */
export function helpLines(area: Area, scroll: number): Line[] {
	const first = Math.min(scroll, endOfHelp(area));
	return allLines(area.columns).slice(first, first + area.rows);
}

/** The scroll that shows the last line. */
export function endOfHelp({ columns, rows }: Area): number {
	return Math.max(0, allLines(columns).length - rows);
}

const keyWidth = 16;

function allLines(columns: number): Line[] {
	return groups.flatMap(([context, title], group) => [
		...(group === 0 ? [] : [emptyLine]),
		line(title, { bold: true, color: colors.accent }),
		...keymap
			.filter((binding) => binding.contexts.includes(context))
			.flatMap((binding) => {
				const keys = safeText`  ${sanitizeLine(binding.keys.map(showKey).join(', '))}`;
				const gap = blanks(Math.max(1, keyWidth - displayWidth(keys)));
				return wrap(sanitizeLine(binding.help), Math.max(10, columns - keyWidth)).map(
					(part, index): Line =>
						index === 0
							? [{ text: keys, bold: true }, { text: gap }, { text: part }]
							: [{ text: blanks(keyWidth) }, { text: part }],
				);
			}),
	]);
}
