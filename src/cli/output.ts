/** The only way of data to standard output: text, JSON or JSON lines, after the JMESPath query. */
import type { OutputFormat } from '../config/schema.js';
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { sanitizeBlock } from '../text/sanitize.js';

/** How this command's data is to be written. */
export interface OutputChoice {
	readonly format: OutputFormat;
	/** JMESPath expression. */
	readonly query?: string | undefined;
	readonly color: boolean;
}

/** Characters of a list that are written together; a pipe of Linux holds 64 KiB. */
const batchLength = 32 * 1024;

/** Where text goes: on a terminal it is drawn with Ink, elsewhere it is plain and aligned. */
export interface TextTarget {
	readonly terminal: boolean;
	readonly columns: number;
	readonly color: boolean;
}

/** Standard output was closed by its reader (`| head -1`): not an error, the command just ends. */
export class ClosedPipe extends Error {
	override readonly name = 'ClosedPipe';
}

/** Writes text to standard output and waits until it is taken. @throws ClosedPipe */
export async function writeOut(runtime: Pick<Runtime, 'stdout'>, text: string | Uint8Array): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		runtime.stdout.write(text, (error) => {
			if (!error) resolve();
			else if ('code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED'))
				reject(new ClosedPipe());
			else
				reject(
					new GraphctlError({
						code: 'internal.output',
						message: `Cannot write the output: ${error.message}.`,
						cause: error,
					}),
				);
		});
	});
}

/** Writes one result in the chosen format; `render` makes its text. */
export async function writeResult<T>(
	runtime: Runtime,
	choice: OutputChoice,
	data: T,
	render: (data: T, target: TextTarget) => string | Promise<string>,
): Promise<void> {
	if (choice.query !== undefined) return writeQueried(runtime, choice, await applyQuery(choice.query, data));
	if (choice.format === 'text') return writeOut(runtime, await render(data, textTarget(runtime, choice)));
	return writeOut(runtime, `${toJson(data, choice.format === 'json' ? 2 : 0)}\n`);
}

/** Writes a list: JSON as one array and JSON lines as pages arrive, text and what a query selects at once. */
export async function writeList<T>(
	runtime: Runtime,
	choice: OutputChoice,
	pages: AsyncIterable<readonly T[]>,
	render: (items: readonly T[], target: TextTarget) => string | Promise<string>,
): Promise<void> {
	if (choice.query === undefined && choice.format === 'json') return writeArray(runtime, pages);
	if (choice.query === undefined && choice.format === 'jsonl') {
		for await (const page of pages) await writePieces(runtime, page, (item) => `${toJson(item, 0)}\n`);
		return;
	}
	const items: T[] = [];
	for await (const page of pages) items.push(...page);
	await writeResult(runtime, choice, items, render);
}

/**
 * The bytes of the whole array as JSON. The last item is held back until what follows it is known: rows are whole while a page is waited
 * for. An array that breaks off has no end, so that nobody takes it for whole.
 */
async function writeArray(runtime: Pick<Runtime, 'stdout'>, pages: AsyncIterable<readonly unknown[]>): Promise<void> {
	let held: string | undefined;
	const piece = (item: unknown): string => {
		const before = held === undefined ? '[\n' : `${held},\n`;
		held = `  ${toJson(item, 2).replaceAll('\n', '\n  ')}`;
		return before;
	};
	try {
		for await (const page of pages) await writePieces(runtime, page, piece);
	} catch (error) {
		if (held !== undefined) await writeOut(runtime, `${held}\n`).catch(() => {});
		throw error;
	}
	await writeOut(runtime, held === undefined ? '[]\n' : `${held}\n]\n`);
}

/** A page at once would be one text of megabytes, made anew for every page; an item at once, a thousand waits. */
async function writePieces<T>(
	runtime: Pick<Runtime, 'stdout'>,
	items: readonly T[],
	piece: (item: T) => string,
): Promise<void> {
	let text = '';
	for (const item of items) {
		text += piece(item);
		if (text.length < batchLength) continue;
		await writeOut(runtime, text);
		text = '';
	}
	if (text !== '') await writeOut(runtime, text);
}

/** Describes standard output for a text renderer. */
export function textTarget(runtime: Pick<Runtime, 'stdout'>, choice: Pick<OutputChoice, 'color'>): TextTarget {
	const terminal = runtime.stdout.isTTY === true;
	return { terminal, columns: runtime.stdout.columns || 80, color: terminal && choice.color };
}

/**
 * JSON text whose content is exact and which a terminal can show: what `JSON.stringify` leaves raw but a terminal or a
 * reader's eye could be tricked by (C1 controls, bidi and zero-width marks) is written as `\u` escapes.
 */
export function toJson(data: unknown, indent: number): string {
	return (JSON.stringify(data, undefined, indent) ?? 'null').replace(
		/[\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff]|\udb40[\udc00-\udfff]/g,
		(match) =>
			[...Array(match.length).keys()].map((i) => `\\u${match.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
	);
}

async function writeQueried(runtime: Runtime, choice: OutputChoice, result: unknown): Promise<void> {
	if (choice.format === 'json') return writeOut(runtime, `${toJson(result, 2)}\n`);
	const items = Array.isArray(result) ? result : [result];
	if (choice.format === 'jsonl') return writeOut(runtime, items.map((item) => `${toJson(item, 0)}\n`).join(''));
	const terminal = runtime.stdout.isTTY === true;
	const scalar = (item: unknown): string => {
		if (typeof item !== 'string') return toJson(item, 0);
		return terminal ? sanitizeBlock(item) : item;
	};
	const isScalar = (item: unknown): boolean => typeof item !== 'object' || item === null;
	if (items.every(isScalar)) return writeOut(runtime, items.map((item) => `${scalar(item)}\n`).join(''));
	return writeOut(runtime, `${toJson(result, 2)}\n`);
}

async function applyQuery(query: string, data: unknown): Promise<unknown> {
	const { search } = await import('@jmespath-community/jmespath');
	try {
		// The library reads plain JSON values; a round trip drops undefined properties and methods.
		return search(JSON.parse(JSON.stringify(data ?? null)), query);
	} catch (error) {
		throw new GraphctlError({
			code: 'usage.query',
			message: `The query is not valid JMESPath: ${error instanceof Error ? error.message : String(error)}`,
			hint: "For example: --query 'displayName', or for lists: --query '[].subject'. See https://jmespath.org.",
			cause: error,
		});
	}
}
