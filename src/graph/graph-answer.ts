/** Reads what Graph answered, whatever it may be. */
import { GraphctlError } from '../errors.js';
import type { HttpResponse } from '../runtime.js';

/** A JSON object whose content nobody has vouched for. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What a request was, for messages and support. */
export interface Asked {
	readonly method: string;
	/** Path without query. */
	readonly path: string;
	/** The query with its `?`, or nothing; never part of a message, for it may hold what somebody searched for. */
	readonly query?: string | undefined;
	/** Host of Graph. */
	readonly host: string;
	readonly clientRequestId: string;
}

/** Graph's error body (https://learn.microsoft.com/graph/errors), as far as it is there. */
export interface ErrorBody {
	/** The outermost `code`, which the contract names. */
	readonly code: string;
	/** The deepest `code`, which says most. */
	readonly deepest: string;
	readonly message: string;
	readonly requestId: string | undefined;
	readonly date: string | undefined;
}

/** Reads an error body; undefined when it is none. Unknown and wrongly typed fields are passed over. */
export function readErrorBody(body: Uint8Array): ErrorBody | undefined {
	const parsed = parse(body);
	const error = isObject(parsed) ? parsed['error'] : undefined;
	if (!isObject(error)) return undefined;
	const code = text(error['code']) ?? '';
	let deepest = code;
	let requestId: string | undefined;
	let date: string | undefined;
	let inner = innerOf(error);
	for (let depth = 0; inner && depth < 10; depth++) {
		deepest = text(inner['code']) || deepest;
		requestId ??= text(inner['request-id']);
		date ??= text(inner['date']);
		inner = innerOf(inner);
	}
	return { code, deepest, message: (text(error['message']) ?? '').slice(0, 1000), requestId, date };
}

/** The JSON object of a successful answer. @throws GraphctlError `graph.invalid-answer` */
export function readObject(response: HttpResponse, asked: Asked): JsonObject {
	const parsed = parse(response.body);
	if (isObject(parsed)) return parsed;
	throw invalidAnswer(response, asked, `${describeBody(response)} where a JSON object was expected`);
}

/** The JSON object or array of a successful answer. @throws GraphctlError `graph.invalid-answer` */
export function readObjectOrArray(response: HttpResponse, asked: Asked): JsonObject | readonly unknown[] {
	const parsed = parse(response.body);
	if (isObject(parsed) || Array.isArray(parsed)) return parsed;
	throw invalidAnswer(response, asked, `${describeBody(response)} where a list was expected`);
}

/** The error of an answer that Graph cannot have meant. */
export function invalidAnswer(
	response: Pick<HttpResponse, 'status' | 'headers'>,
	asked: Asked,
	what: string,
): GraphctlError {
	return new GraphctlError({
		code: 'graph.invalid-answer',
		message: `${asked.host} answered ${asked.method} ${asked.path} with ${what} (status ${response.status}).`,
		hint: 'A proxy, gateway or sign-in page of the network may stand between here and Graph.',
		details: detailsOf(response, asked),
	});
}

/** Names the kind of body for a message: HTML, damaged JSON, nothing. */
export function describeBody({ body, headers }: Pick<HttpResponse, 'body' | 'headers'>): string {
	const start = Buffer.from(body.subarray(0, 200)).toString('utf8').trimStart();
	if (start === '') return 'nothing';
	if (isJson(body)) return 'JSON of another shape';
	if (/^<(!doctype|html|head|body|\?xml)/i.test(start)) return 'HTML';
	if (start.startsWith('{') || String(headers['content-type'] ?? '').includes('json'))
		return 'incomplete or damaged JSON';
	return 'something else';
}

function isJson(body: Uint8Array): boolean {
	try {
		JSON.parse(new TextDecoder().decode(body));
		return true;
	} catch {
		return false;
	}
}

/** Ids for support that the headers hold. */
export function detailsOf(
	{ status, headers }: Pick<HttpResponse, 'status' | 'headers'>,
	asked: Asked,
): { status: number; requestId?: string; correlationId: string; timestamp?: string } {
	const requestId = text(headers['request-id']);
	const timestamp = text(headers['date']);
	return {
		status,
		...(requestId === undefined ? {} : { requestId }),
		correlationId: asked.clientRequestId,
		...(timestamp === undefined ? {} : { timestamp }),
	};
}

/** True for a JSON object, false for arrays, null and values. */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function innerOf(error: JsonObject): JsonObject | undefined {
	const inner = error['innerError'] ?? error['innererror'];
	return isObject(inner) ? inner : undefined;
}

function parse(body: Uint8Array): unknown {
	try {
		return JSON.parse(
			Buffer.from(body)
				.toString('utf8')
				.replace(/^\uFEFF/, ''),
		);
	} catch {
		return undefined;
	}
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}
