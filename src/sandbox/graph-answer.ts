/** How an answer leaves: Graph's headers, error bodies, gzip, and the armed faults that delay or cut it. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { GraphError } from './graph-errors.js';
import type { Json } from './message-properties.js';
import type { GraphFault } from './types.js';

/** An answer before it is encoded. */
export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	/** The content, or what makes it piece by piece while it is sent. */
	readonly body: string | Uint8Array | (() => Iterable<Uint8Array>);
}

/** What identifies one request to support. */
export interface Trace {
	readonly requestId: string;
	readonly clientRequestId: string;
	/** Milliseconds since the epoch. */
	readonly at: number;
}

const jsonType = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';
const diagnostic = JSON.stringify({
	ServerInfo: { DataCenter: 'Sandbox', Slice: 'E', Ring: '5', ScaleUnit: '000', RoleInstance: 'AGSFE_IN_0' },
});
/** Smaller bodies are not worth compressing. */
const gzipFrom = 1024;

/** Names the request; the client's own id is echoed. `at`: milliseconds since the epoch. */
export function traceOf(request: IncomingMessage, at: number): Trace {
	const sent = request.headers['client-request-id'];
	const requestId = randomUUID();
	return { requestId, clientRequestId: typeof sent === 'string' && sent !== '' ? sent : requestId, at };
}

export function jsonAnswer(body: Json, headers: Readonly<Record<string, string>> = {}): Answer {
	return { status: 200, headers: { 'Content-Type': jsonType, ...headers }, body: JSON.stringify(body) };
}

/** Bytes or the making of them. `length`: bytes, where it is known before they are made. */
export function bytesAnswer(
	contentType: string,
	body: Uint8Array | (() => Iterable<Uint8Array>),
	length?: number,
): Answer {
	const headers: Record<string, string> = { 'Content-Type': contentType };
	if (length !== undefined) headers['Content-Length'] = String(length);
	return { status: 200, headers, body };
}

/** Graph's error body (graph error responses: code, message, innerError with the ids). */
export function errorAnswer(error: GraphError, trace: Trace): Answer {
	const innerError = {
		date: new Date(trace.at).toISOString().slice(0, 19),
		'request-id': trace.requestId,
		'client-request-id': trace.clientRequestId,
		...(error.status === 429 ? { code: '429', status: '429' } : {}),
	};
	return {
		status: error.status,
		headers: { 'Content-Type': jsonType, ...error.headers },
		body: JSON.stringify({ error: { code: error.code, message: error.message, innerError } }),
	};
}

/** Sends the answer; resolves when everything is handed over or the connection is gone. */
export async function sendAnswer(
	request: IncomingMessage,
	response: ServerResponse,
	answer: Answer,
	trace: Trace,
	fault: GraphFault | undefined,
): Promise<void> {
	const headers: Record<string, string> = {
		'Cache-Control': 'private',
		'Strict-Transport-Security': 'max-age=31536000',
		'request-id': trace.requestId,
		'client-request-id': trace.clientRequestId,
		'x-ms-ags-diagnostic': diagnostic,
		'OData-Version': '4.0',
		Date: new Date(trace.at).toUTCString(),
		Vary: 'Accept-Encoding',
		...answer.headers,
		...fault?.headers,
	};
	if (fault?.reset === true) {
		await waitOrClose(response, fault.delayMs ?? 0);
		request.socket.destroy();
		return;
	}
	if (typeof answer.body === 'function') {
		if (fault?.delayMs !== undefined) await waitOrClose(response, fault.delayMs);
		return sendPieces(response, answer.status, headers, answer.body(), fault?.truncateAfter);
	}
	let body = Buffer.from(answer.body);
	if (body.length > gzipFrom && isCompressible(headers['Content-Type']) && acceptsGzip(request)) {
		body = await promisify(gzip)(body, { level: 1 });
		headers['Content-Encoding'] = 'gzip';
	}
	if (fault?.delayMs !== undefined) await waitOrClose(response, fault.delayMs);
	if (response.destroyed) return;
	headers['Content-Length'] = String(body.length);
	response.writeHead(answer.status, headers);
	if (fault?.truncateAfter !== undefined && fault.truncateAfter < body.length && request.method !== 'HEAD') {
		response.write(body.subarray(0, fault.truncateAfter), () => response.destroy());
		if (fault.truncateAfter === 0) response.flushHeaders();
		return;
	}
	response.end(body);
}

/** Writes no faster than the client reads. `most`: bytes after which the connection is cut. */
async function sendPieces(
	response: ServerResponse,
	status: number,
	headers: Record<string, string>,
	pieces: Iterable<Uint8Array>,
	most = Number.POSITIVE_INFINITY,
): Promise<void> {
	if (response.destroyed) return;
	response.writeHead(status, headers);
	response.flushHeaders();
	let left = most;
	for (const piece of pieces) {
		const part = piece.subarray(0, left);
		left -= part.length;
		if (!response.write(part)) await untilDrained(response);
		if (response.destroyed) return;
		if (left <= 0) {
			response.destroy();
			return;
		}
	}
	response.end();
}

function untilDrained(response: ServerResponse): Promise<void> {
	return new Promise((resolve) => {
		const finish = (): void => {
			response.off('drain', finish);
			response.off('close', finish);
			resolve();
		};
		response.on('drain', finish);
		response.on('close', finish);
	});
}

function isCompressible(contentType: string | undefined): boolean {
	return contentType !== undefined && /^(?:text\/|application\/json)/.test(contentType);
}

function acceptsGzip(request: IncomingMessage): boolean {
	const accepted = request.headers['accept-encoding'] ?? '';
	return accepted
		.toLowerCase()
		.split(',')
		.some((coding) => /^\s*(gzip|\*)\s*(;\s*q\s*=\s*(?!0(\.0*)?\s*$)[\d.]+\s*)?$/.test(coding));
}

function waitOrClose(response: ServerResponse, milliseconds: number): Promise<void> {
	return new Promise((resolve) => {
		const finish = (): void => {
			clearTimeout(timer);
			response.off('close', finish);
			resolve();
		};
		const timer = setTimeout(finish, milliseconds);
		response.on('close', finish);
	});
}
