/** Prints errors, notes and warnings on standard error: the one place where an error becomes words. */
import { GraphctlError, isCancellation } from '../errors.js';
import type { OutputStream, Runtime } from '../runtime.js';
import { redact } from '../text/redact.js';
import { sanitizeBlock, sanitizeLine } from '../text/sanitize.js';
import { wrapAdvice } from '../text/wrap-advice.js';
import { toJson } from './output.js';

export interface ReportChoice {
	readonly json: boolean;
	readonly color: boolean;
	/** Print the stack and the causes of bugs. */
	readonly debug: boolean;
}

/** Prints an error as text or as one JSON object, and returns the exit code. */
export function reportError(runtime: Pick<Runtime, 'stderr'>, error: unknown, choice: ReportChoice): number {
	const known = toGraphctlError(error);
	const text = choice.json ? `${toJson(errorAsJson(known), 0)}\n` : errorAsText(known, choice.color, runtime.stderr);
	runtime.stderr.write(choice.debug && !choice.json ? text + stackOf(error) : text);
	return known.exitCode;
}

/** Prints a note for the person at the terminal; it never mixes with data. */
export function note(runtime: Pick<Runtime, 'stderr'>, text: string): void {
	runtime.stderr.write(`${wrapped(runtime.stderr, redact(text))}\n`);
}

/** Prints what is to be copied whole: what the program itself made up, secrets of the sandbox included, and links. */
export function noteWhole(runtime: Pick<Runtime, 'stderr'>, text: string): void {
	runtime.stderr.write(`${wrapped(runtime.stderr, text)}\n`);
}

/** Prints a warning. */
export function warn(runtime: Pick<Runtime, 'stderr'>, text: string): void {
	note(runtime, `Warning: ${text}`);
}

/** Safe text, broken between words where a terminal would break within them. Lines to be copied stay whole. */
function wrapped(stream: OutputStream, text: string): string {
	const safe = sanitizeBlock(text);
	if (stream.isTTY !== true) return safe;
	const columns = Math.max(20, stream.columns || 80);
	return safe
		.split('\n')
		.flatMap((line) => wrapAdvice(sanitizeLine(line), columns))
		.join('\n');
}

function toGraphctlError(error: unknown): GraphctlError {
	if (error instanceof GraphctlError) return error;
	if (error instanceof Error && 'code' in error && error.code === 'PROGRAM_CHANGED') {
		return new GraphctlError({
			code: 'internal.program-changed',
			message: `graphctl was updated or removed while it ran: ${error.message}`,
			hint: 'Start it again.',
			cause: error,
		});
	}
	return new GraphctlError({
		code: 'internal.bug',
		message: `Unexpected error: ${error instanceof Error ? error.message : String(error)}`,
		hint: 'This is a bug in graphctl. Run the command again with --debug and report what it prints.',
		cause: error,
	});
}

function errorAsJson(error: GraphctlError): object {
	const { aadsts, suberror, correlationId, requestId, timestamp, ...rest } = error.details;
	return {
		error: {
			code: error.code,
			message: redact(error.message),
			hint: error.hint ?? null,
			exitCode: error.exitCode,
			aadsts: aadsts ?? null,
			suberror: suberror ?? null,
			correlationId: correlationId ?? null,
			requestId: requestId ?? null,
			...rest,
			...(timestamp === undefined ? {} : { timestamp: isoTime(timestamp) }),
		},
	};
}

function errorAsText(error: GraphctlError, color: boolean, stream: OutputStream): string {
	if (isCancellation(error)) return 'Cancelled.\n';
	const { aadsts, suberror, correlationId, traceId, requestId, timestamp } = error.details;
	const ids = [
		aadsts === undefined || error.message.includes(`AADSTS${aadsts}`) ? undefined : `AADSTS${aadsts}`,
		suberror,
		correlationId && `correlation id ${correlationId}`,
		traceId && `trace id ${traceId}`,
		requestId && `request id ${requestId}`,
		timestamp && isoTime(timestamp),
	].filter((part) => part !== undefined && part !== '');
	const message = wrapped(stream, `Error: ${redact(error.message)}`);
	const lines = [message.replace(/^Error:/, paint(color, '31;1', 'Error:'))];
	if (error.hint) lines.push(wrapped(stream, error.hint));
	if (ids.length > 0) lines.push(paint(color, '2', wrapped(stream, `(${ids.join(', ')})`)));
	return `${lines.join('\n')}\n`;
}

/** Sign-in writes `2026-11-20 10:00:00Z`, Graph the date of HTTP (RFC 9110 5.6.7). */
function isoTime(text: string): string {
	const time = Date.parse(text);
	return Number.isNaN(time) ? text : new Date(time).toISOString().replace('.000Z', 'Z');
}

function stackOf(error: unknown): string {
	const stacks: string[] = [];
	for (let current = error; current instanceof Error && stacks.length < 5; current = current.cause) {
		stacks.push(sanitizeBlock(redact(current.stack ?? current.message)));
	}
	return stacks.length === 0 ? '' : `${stacks.join('\ncaused by: ')}\n`;
}

function paint(color: boolean, code: string, text: string): string {
	return color ? `\u001b[${code}m${text}\u001b[0m` : text;
}
