/** A terminal emulator to write bytes to and read the picture from. */
import xterm, { type Terminal } from '@xterm/headless';
import stringWidth from 'string-width';

export interface Cell {
	readonly text: string;
	/** Columns: 1, 2, or 0 for the right half of a wide character. */
	readonly width: number;
	readonly bold: boolean;
	readonly dim: boolean;
	readonly inverse: boolean;
	/** True for any foreground colour but the terminal's own. */
	readonly colored: boolean;
}

export interface EmulatedScreen {
	readonly terminal: Terminal;
	/** Takes output of a program and resolves when it is on the screen. */
	write(output: string | Uint8Array): Promise<void>;
	/** Every row, scrolled-off ones first, without spaces at the end and empty rows at the end. */
	rows(): string[];
	/** The same, with rows that the terminal itself broke put together again. */
	lines(): string[];
	/** All lines as one text. */
	text(): string;
	/** The cells of a row, counted as in `rows()`. */
	cells(row: number): Cell[];
	cursor(): { readonly row: number; readonly column: number; readonly hidden: boolean };
}

export interface ScreenOptions {
	readonly columns?: number;
	readonly rows?: number;
	/** Turns a bare LF into CR LF, as a terminal driver does; default true. */
	readonly convertEol?: boolean;
}

/** An empty screen, 80 columns by 24 rows unless said otherwise. */
export function createScreen(options: ScreenOptions = {}): EmulatedScreen {
	const terminal = new xterm.Terminal({
		cols: options.columns ?? 80,
		rows: options.rows ?? 24,
		scrollback: 5000,
		convertEol: options.convertEol ?? true,
		allowProposedApi: true,
	});
	terminal.unicode.register({ version: 'modern', wcwidth: codePointWidth, charProperties });
	terminal.unicode.activeVersion = 'modern';
	let cursorHidden = false;
	for (const final of ['h', 'l']) {
		terminal.parser.registerCsiHandler({ prefix: '?', final }, (parameters) => {
			if (parameters.includes(25)) cursorHidden = final === 'l';
			return false;
		});
	}
	const eachRow = (): { text: string; wrapped: boolean }[] => {
		const buffer = terminal.buffer.active;
		const rows = Array.from({ length: buffer.length }, (_, index) => {
			const line = buffer.getLine(index);
			return { text: line?.translateToString(true) ?? '', wrapped: line?.isWrapped ?? false };
		});
		while (rows.length > 0 && rows.at(-1)?.text.trimEnd() === '') rows.pop();
		return rows;
	};
	const lines = (): string[] => {
		const joined: string[] = [];
		for (const { text, wrapped } of eachRow()) {
			if (wrapped && joined.length > 0) joined.push((joined.pop() ?? '') + text);
			else joined.push(text);
		}
		return joined.map((line) => line.trimEnd());
	};
	return {
		terminal,
		write: (output) => new Promise((resolve) => terminal.write(output, resolve)),
		rows: () => eachRow().map(({ text }) => text.trimEnd()),
		lines,
		text: () => lines().join('\n'),
		cells: (row) => cellsOf(terminal, row),
		cursor: () => {
			const { baseY, cursorY, cursorX } = terminal.buffer.active;
			return { row: baseY + cursorY, column: cursorX, hidden: cursorHidden };
		},
	};
}

function cellsOf(terminal: Terminal, row: number): Cell[] {
	const line = terminal.buffer.active.getLine(row);
	return Array.from({ length: terminal.cols }, (_, column) => {
		const cell = line?.getCell(column);
		return {
			text: cell?.getChars() ?? '',
			width: cell?.getWidth() ?? 1,
			bold: (cell?.isBold() ?? 0) !== 0,
			dim: (cell?.isDim() ?? 0) !== 0,
			inverse: (cell?.isInverse() ?? 0) !== 0,
			colored: cell !== undefined && !cell.isFgDefault(),
		};
	});
}

const widths = new Map<number, 0 | 1 | 2>();

/** Widths of today's terminals; the emulator's own table is that of Unicode 6. */
function codePointWidth(code: number): 0 | 1 | 2 {
	const known = widths.get(code);
	if (known !== undefined) return known;
	const width = code >= 0xd800 && code <= 0xdfff ? 1 : stringWidth(String.fromCodePoint(code));
	const clamped = width === 0 ? 0 : width === 1 ? 1 : 2;
	widths.set(code, clamped);
	return clamped;
}

/** What may be joined to: nothing, a pictograph, a pictograph and a joiner, half a flag. */
const joinable = { nothing: 0, pictograph: 1, joiner: 2, flag: 3 } as const;

/**
 * Puts emoji sequences, flags and combining marks into one cell, as terminals with grapheme support do. Value and layout are
 * the emulator's: bit 0 joins to the cell before, bits 1-2 are the width, the rest is ours.
 */
function charProperties(code: number, preceding: number): number {
	const character = String.fromCodePoint(code >= 0xd800 && code <= 0xdfff ? 0xfffd : code);
	const state = preceding >> 3;
	const widthBefore = (preceding >> 1) & 3;
	const width = codePointWidth(code);
	const value = (next: number, columns: number, joins: boolean): number =>
		(next << 3) | (columns << 1) | (joins ? 1 : 0);
	const isPictograph = /\p{Extended_Pictographic}/u.test(character);
	const isModifier = /\p{Emoji_Modifier}/u.test(character);
	if (preceding !== 0 && isPictograph && state === joinable.joiner) return value(joinable.pictograph, 2, true);
	if (preceding !== 0 && isModifier && state === joinable.pictograph) return value(joinable.pictograph, 2, true);
	if (/\p{Regional_Indicator}/u.test(character)) {
		return state === joinable.flag ? value(joinable.nothing, 2, true) : value(joinable.flag, 1, false);
	}
	if (width === 0 && preceding !== 0) {
		const columns = code === 0xfe0f && state === joinable.pictograph ? 2 : code === 0x20e3 ? 2 : widthBefore;
		const next =
			state === joinable.pictograph ? (code === 0x200d ? joinable.joiner : joinable.pictograph) : joinable.nothing;
		return value(next, columns, true);
	}
	return value(isPictograph ? joinable.pictograph : joinable.nothing, width, false);
}

/** Colours and attributes, and the sequences of Ink: cursor moves, erasing, cursor on and off, paste mode, synchronized output. */
const ownSequence = /\u001b\[(?:[\d;]*m|\d*[ABCDEFG]|[012]?[JK]|\?(?:25|2004|2026)[hl])/g;
const harmful =
	/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Every control or invisible character in a program's output that neither Ink nor we write; empty for clean output. */
export function strayControls(output: string): string[] {
	return [...output.replace(ownSequence, '').matchAll(harmful)].map((match) => {
		const code = match[0].charCodeAt(0).toString(16).padStart(4, '0');
		return `U+${code} in ${JSON.stringify(output.slice(Math.max(0, match.index - 10), match.index + 20))}`;
	});
}
