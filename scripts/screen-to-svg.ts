/** Turns a terminal emulator's buffer into an SVG picture for the README. */
import type { IBufferCell, Terminal } from '@xterm/headless';

const cellWidth = 8.4;
const cellHeight = 18;
const padding = 16;
const titleBar = 30;
const fonts = "ui-monospace, 'Cascadia Mono', 'SF Mono', Menlo, 'DejaVu Sans Mono', Consolas, monospace";
const background = '#14171c';
const foreground = '#d7dae0';

/** The sixteen colours of a calm dark theme, in the order of ECMA-48 and its bright variants. */
const palette = [
	'#14171c',
	'#e06c75',
	'#7fbf7f',
	'#d8a657',
	'#4a7fc1',
	'#b48ead',
	'#5fb3b3',
	'#d7dae0',
	'#6b7280',
	'#ef8a91',
	'#9ad49a',
	'#e8c07d',
	'#7aa2e3',
	'#caa6c4',
	'#86cdcd',
	'#ffffff',
];

interface Run {
	readonly column: number;
	text: string;
	width: number;
	readonly style: string;
	readonly fill: string | undefined;
}

/** A picture of everything in the buffer, scrolled-off lines first, without the empty lines at the end. */
export function screenToSvg(terminal: Terminal, title = ''): string {
	const buffer = terminal.buffer.active;
	const rows = Array.from({ length: buffer.length }, (_, row) => runsOf(terminal, row));
	while (rows.length > 1 && rows.at(-1)?.every((run) => run.text.trim() === '' && run.fill === undefined)) rows.pop();
	const width = terminal.cols * cellWidth + 2 * padding;
	const height = rows.length * cellHeight + 2 * padding + titleBar;
	const parts = [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}" font-family="${fonts}" font-size="14">`,
		...(title === '' ? [] : [`<title>${escapeXml(title)}</title>`]),
		`<rect width="100%" height="100%" rx="10" fill="${background}"/>`,
		...['#e06c75', '#d8a657', '#7fbf7f'].map(
			(color, index) => `<circle cx="${20 + index * 18}" cy="20" r="5.5" fill="${color}"/>`,
		),
		...rows.flatMap((runs, row) => runs.flatMap((run) => drawRun(run, padding + titleBar + row * cellHeight))),
		'</svg>',
	];
	return `${parts.join('\n')}\n`;
}

/** Neighbouring cells of one look. Everything but ASCII stands alone, since fonts disagree about its width. */
function runsOf(terminal: Terminal, row: number): Run[] {
	const line = terminal.buffer.active.getLine(row);
	const runs: Run[] = [];
	for (let column = 0; column < terminal.cols; column++) {
		const cell = line?.getCell(column);
		if (!cell || cell.getWidth() === 0) continue;
		const text = cell.getChars() || ' ';
		const { style, fill } = lookOf(cell);
		const last = runs.at(-1);
		const isPlain = /^[ -~]$/.test(text);
		if (last && isPlain && last.style === style && last.fill === fill && /^[ -~]+$/.test(last.text)) {
			last.text += text;
			last.width += 1;
		} else runs.push({ column, text, width: cell.getWidth(), style, fill });
	}
	return runs;
}

function lookOf(cell: IBufferCell): { style: string; fill: string | undefined } {
	const own = cell.isFgDefault() ? foreground : colorOf(cell.getFgColor(), cell.isFgRGB());
	const behind = cell.isBgDefault() ? undefined : colorOf(cell.getBgColor(), cell.isBgRGB());
	const inverse = cell.isInverse() !== 0;
	const style = [
		`fill="${inverse ? (behind ?? background) : own}"`,
		cell.isBold() ? 'font-weight="bold"' : '',
		cell.isDim() ? 'opacity="0.6"' : '',
		cell.isItalic() ? 'font-style="italic"' : '',
		cell.isUnderline() ? 'text-decoration="underline"' : '',
	];
	return { style: style.filter((part) => part !== '').join(' '), fill: inverse ? own : behind };
}

function colorOf(value: number, isRgb: boolean): string {
	if (isRgb) return `#${value.toString(16).padStart(6, '0')}`;
	if (value < 16) return palette[value] ?? foreground;
	if (value >= 232) return `#${(8 + (value - 232) * 10).toString(16).padStart(2, '0').repeat(3)}`;
	const steps = [0, 95, 135, 175, 215, 255];
	const level = (part: number): string => (steps[part % 6] ?? 0).toString(16).padStart(2, '0');
	const index = value - 16;
	return `#${level(Math.floor(index / 36))}${level(Math.floor(index / 6))}${level(index)}`;
}

function drawRun(run: Run, top: number): string[] {
	const x = round(padding + run.column * cellWidth);
	const width = round(run.width * cellWidth);
	const parts =
		run.fill === undefined
			? []
			: [`<rect x="${x}" y="${round(top)}" width="${width}" height="${cellHeight}" fill="${run.fill}"/>`];
	if (run.text.trim() !== '') {
		const length = /^[ -~]+$/.test(run.text) ? ` textLength="${width}" lengthAdjust="spacingAndGlyphs"` : '';
		parts.push(
			`<text x="${x}" y="${round(top + 13.5)}" xml:space="preserve"${length} ${run.style}>${escapeXml(run.text)}</text>`,
		);
	}
	return parts;
}

function escapeXml(text: string): string {
	return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function round(value: number): string {
	return String(Math.round(value * 100) / 100);
}
