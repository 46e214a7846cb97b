/** One attempt at one request to Graph. */
import { GraphctlError } from '../errors.js';
import type { Clock, Http, HttpResponse, Log } from '../runtime.js';
import type { Asked } from './graph-answer.js';

/** What every attempt of one client shares. */
export interface Sender {
	readonly http: Pick<Http, 'request'>;
	readonly clock: Pick<Clock, 'now'>;
	readonly log: Log;
	/** Version of graphctl. */
	readonly version: string;
	readonly caFile?: string | undefined;
}

/** What the caller sends along. */
export interface Content {
	readonly headers?: Readonly<Record<string, string>> | undefined;
	/** Sent as JSON, unless it is text or bytes. */
	readonly body?: unknown;
	/** Largest accepted body of the answer in bytes. */
	readonly maxBytes?: number | undefined;
}

/** Sends the request; resolves with whatever Graph answered, or with the network's error, which may be worth another attempt. */
export async function tryOnce(
	sender: Sender,
	url: URL,
	asked: Asked,
	content: Content,
	state: { readonly token: string; readonly signal: AbortSignal | undefined; readonly freshConnection: boolean },
): Promise<HttpResponse | GraphctlError> {
	const started = sender.clock.now();
	const { body } = content;
	const raw = typeof body === 'string' || body instanceof Uint8Array;
	try {
		const response = await sender.http.request({
			method: asked.method,
			url: url.href,
			headers: {
				Accept: 'application/json',
				...(body === undefined || raw ? {} : { 'Content-Type': 'application/json' }),
				...content.headers,
				'User-Agent': `graphctl/${sender.version}`,
				'client-request-id': asked.clientRequestId,
				Authorization: `Bearer ${checkToken(state.token)}`,
			},
			body: body === undefined || raw ? body : JSON.stringify(body),
			maxBytes: content.maxBytes,
			caFile: sender.caFile,
			signal: state.signal,
			freshConnection: state.freshConnection,
		});
		const id = String(response.headers['request-id'] ?? 'none');
		const took = sender.clock.now() - started;
		sender.log.debug(
			`${asked.method} ${url.href} -> ${response.status} in ${took} ms, request-id ${id}, client-request-id ${asked.clientRequestId}`,
		);
		return response;
	} catch (error) {
		if (!(error instanceof GraphctlError) || !error.code.startsWith('network.')) throw error;
		sender.log.debug(`${asked.method} ${url.href} failed: ${error.code}, client-request-id ${asked.clientRequestId}`);
		return error;
	}
}

/** A token from the environment may carry a line break, which must not become a header of its own. */
function checkToken(token: string): string {
	if (/^[\x21-\x7e]+$/.test(token)) return token;
	throw new GraphctlError({
		code: 'sign-in.malformed-token',
		message: 'The access token holds characters that no token can have, such as blanks or line breaks.',
		hint: 'Check GRAPHCTL_ACCESS_TOKEN, or sign in again: graphctl login',
	});
}

/** A random GUID (RFC 9562, version 4). */
export function newId(randomBytes: (count: number) => Uint8Array): string {
	const bytes = Buffer.from(randomBytes(16));
	bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
	bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
	const hex = bytes.toString('hex');
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
