/** Writes the answer of an API: JSON in the chosen format, everything else as its bytes. */
import { GraphctlError } from '../errors.js';
import type { HttpResponse, Runtime } from '../runtime.js';
import { sanitizeBlock, sanitizeLine } from '../text/sanitize.js';
import { type OutputChoice, toJson, writeOut, writeResult } from './output.js';

/** Writes status line and headers as HTTP shows them, and the blank line after them. */
export async function writeHead(runtime: Runtime, { status, headers }: HttpResponse): Promise<void> {
	const { STATUS_CODES } = await import('node:http');
	const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd()];
	for (const [name, value] of Object.entries(headers)) {
		for (const one of typeof value === 'string' ? [value] : value) lines.push(`${name}: ${one}`);
	}
	const terminal = runtime.stdout.isTTY === true;
	await writeOut(runtime, `${lines.map((line) => (terminal ? sanitizeLine(line) : line)).join('\n')}\n\n`);
}

/**
 * Writes the body; nothing when there is none.
 * @throws GraphctlError `usage.not-json` when a query meets something else, `usage.binary` for binary data and a terminal
 */
export async function writeBody(
	runtime: Runtime,
	choice: OutputChoice,
	{ headers, body }: HttpResponse,
): Promise<void> {
	if (body.length === 0) return;
	const type = String(headers['content-type'] ?? '');
	const json = /^[^;]*[/+]json\b/i.test(type) ? parseJson(body) : undefined;
	if (json) return writeResult(runtime, choice, json.value, (data) => `${toJson(data, 2)}\n`);
	const kind = type === '' ? 'of no named type' : sanitizeLine(type.split(';', 1)[0] ?? '');
	if (choice.query !== undefined) {
		throw new GraphctlError({
			code: 'usage.not-json',
			message: `The answer is ${kind}, not JSON: --query has nothing to look into.`,
		});
	}
	if (runtime.stdout.isTTY !== true) return writeOut(runtime, body);
	const text = readText(body);
	if (text !== undefined) return writeOut(runtime, `${sanitizeBlock(text).replace(/\n$/, '')}\n`);
	throw new GraphctlError({
		code: 'usage.binary',
		message: `The answer is binary (${kind}, ${body.length} bytes), which a terminal cannot show.`,
		hint: 'Write it to a file: --output-file FILE',
	});
}

function parseJson(body: Uint8Array): { readonly value: unknown } | undefined {
	try {
		return { value: JSON.parse(new TextDecoder().decode(body)) };
	} catch {
		return undefined;
	}
}

/** The text of bytes that are UTF-8 and no more than text. */
function readText(body: Uint8Array): string | undefined {
	if (body.includes(0)) return undefined;
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(body);
	} catch {
		return undefined;
	}
}
