/** A message as lines of the reading pane, for a width. */
import { layOut as layOutBody } from '../../text/lay-out.js';
import type { TextLine } from '../../text/message-text.js';
import { type SafeText, safeText, sanitizeLine } from '../../text/sanitize.js';
import { displayWidth } from '../../text/width.js';
import { wrap } from '../../text/wrap.js';
import { colors } from '../theme.js';
import { layOut } from './layout.js';
import type { HeaderLine, Loaded, MessageContent } from './mailbox-data.js';
import { currentEntry, currentMessage, type MailboxState } from './mailbox-state.js';
import { tryAgainWords } from './state-screen.js';
import { emptyLine, type Line, line, type Segment } from './styled-line.js';

export interface ReadingText {
	readonly lines: readonly Line[];
	/** The same lines in lower case, to find words in. */
	readonly plain: readonly string[];
	/** Links in the text, in the order of their numbers. */
	readonly links: readonly { readonly label: SafeText; readonly address: string }[];
}

const nothing: ReadingText = { lines: [], plain: [], links: [] };

/** Laying out a long message takes time, and the same one is drawn with every key: the last layout of each stays with it. */
const bodies = new WeakMap<MessageContent, { readonly width: number; readonly lines: readonly Line[] }>();
const texts = new WeakMap<
	MessageContent,
	{
		readonly width: number;
		readonly headers: Loaded<readonly HeaderLine[]> | undefined | false;
		readonly text: ReadingText;
	}
>();

/** The message under the cursor at the present width; without lines until its text has arrived. */
export function readingText(state: MailboxState): ReadingText {
	const message = currentMessage(state);
	if (message === undefined) return nothing;
	const width = layOut(state).message.columns;
	const headers = state.reading.headers && state.headers.get(currentEntry(state)?.id ?? '');
	const known = texts.get(message);
	if (known && known.width === width && known.headers === headers) return known.text;
	const lines = [
		...headLines(message, width),
		...(headers === false ? [] : [emptyLine, ...allHeaders(headers, width)]),
		emptyLine,
		...bodyOf(message, width),
	];
	const plain = lines.map((pieces) =>
		pieces
			.map((piece) => piece.text)
			.join('')
			.toLowerCase(),
	);
	const links = message.body.links.map(({ number, address, deceptive }) => ({
		label: deceptive ? safeText`Link ${number}, which shows another address` : safeText`Link ${number}`,
		address,
	}));
	const text = { lines, plain, links };
	texts.set(message, { width, headers, text });
	return text;
}

/** Lays a message out ahead, so that the key that shows it need not wait. */
export function prepareReading(message: MessageContent, state: MailboxState): void {
	bodyOf(message, layOut(state).message.columns);
}

/** Numbers of the lines that hold the words looked for. */
export function matchesIn(text: ReadingText, words: string): readonly number[] {
	const wanted = words.toLowerCase();
	return wanted === '' ? [] : text.plain.flatMap((plain, index) => (plain.includes(wanted) ? [index] : []));
}

function headLines(message: MessageContent, width: number): Line[] {
	const indent = Math.max(4, ...message.facts.map(({ label }) => displayWidth(label))) + 2;
	return [
		...wrap(message.subject, width).map((text) => line(text, { bold: true, color: colors.accent })),
		...message.facts.flatMap(({ label, value }) => factLines(label, value, indent, width)),
	];
}

function factLines(label: SafeText, value: SafeText, indent: number, width: number): Line[] {
	return wrap(value, width - indent).map((text, index) => [
		{ text: sanitizeLine(index === 0 ? label.padEnd(indent) : ' '.repeat(indent)), dim: true },
		{ text },
	]);
}

function allHeaders(headers: Loaded<readonly HeaderLine[]> | undefined, width: number): Line[] {
	if (headers === undefined) return [line(safeText`Headers ...`, { dim: true })];
	if (headers.kind === 'loaded') return headers.value.flatMap((header) => headerLines(header, width));
	const { problem } = headers;
	return wrap(safeText`Headers: ${problem.message} ${tryAgainWords(problem)}`, width).map((text) =>
		line(text, { color: colors.alarm }),
	);
}

function headerLines({ name, value }: HeaderLine, width: number): Line[] {
	return wrap(safeText`${name}: ${value}`, width).map((text, index): Line => {
		const label = index === 0 && text.startsWith(`${name}:`) ? name.length + 1 : 0;
		const pieces: Segment[] = [
			{ text: sanitizeLine(text.slice(0, label)), bold: true, dim: true },
			{ text: sanitizeLine(text.slice(label)), dim: true },
		];
		return pieces;
	});
}

function bodyOf(message: MessageContent, width: number): readonly Line[] {
	const known = bodies.get(message);
	if (known?.width === width) return known.lines;
	const { lines: laid, cut } = layOutBody(message.body, width);
	const lines = laid.flatMap((text) => drawText(text, width));
	if (cut) lines.push(emptyLine, line(safeText`The rest of this message is not shown: it is too long.`, { dim: true }));
	bodies.set(message, { width, lines });
	return lines;
}

/** Quotes are dimmed, links whole: a long address goes on in the next line. */
function drawText({ kind, text, depth }: TextLine, width: number): Line[] {
	if (kind === 'rule') return [line(sanitizeLine('-'.repeat(Math.max(3, Math.min(72, width)))), { dim: true })];
	if (kind === 'link') return wrap(text, width).map((part) => line(part, { color: colors.accent }));
	const mark = depth > 0 ? safeText`${sanitizeLine('>'.repeat(depth))} ` : safeText``;
	const style = kind === 'quote' ? { dim: true } : kind === 'heading' ? { bold: true } : {};
	return [line(safeText`${mark}${text}`, style)];
}
