/** JSON answers of everything but Graph. */
import type { ServerResponse } from 'node:http';

/** Sends JSON that no cache keeps. */
export function sendJson(response: ServerResponse, status: number, body: object): void {
	const text = JSON.stringify(body);
	response.writeHead(status, {
		'content-type': 'application/json; charset=utf-8',
		'cache-control': 'no-store, no-cache',
		pragma: 'no-cache',
		'x-content-type-options': 'nosniff',
		'content-length': Buffer.byteLength(text),
	});
	response.end(text);
}

/** Says that the sandbox does not implement something. */
export function sendAbsent(response: ServerResponse, what: string): void {
	const message = `${what} is not implemented by the graphctl sandbox.`;
	sendJson(response, 501, { error: { code: 'notImplemented', message } });
}
