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
	readonly body: string | Uint8Array;
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
	let body = Buffer.from(answer.body);
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

function isCompressible(contentType: string | undefined): boolean {
	return contentType !== undefined && !contentType.startsWith('image/');
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
