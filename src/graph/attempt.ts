/** One attempt at one request to Graph. */
import { GraphctlError } from '../errors.js';
import type { BodyTaker, Http, HttpHead, HttpResponse } from '../runtime.js';
import type { Asked } from './graph-answer.js';
import type { LoginLine } from './graph-errors.js';

/** What every attempt of one client shares. */
export interface Sender {
	readonly http: Pick<Http, 'request'>;
	/** Version of graphctl. */
	readonly version: string;
	readonly caFile?: string | undefined;
	/** Command line for the hint of a missing permission or sign-in. */
	readonly loginLine: LoginLine;
}

/** What the caller sends along. */
export interface Content {
	readonly headers?: Readonly<Record<string, string>> | undefined;
	/** Sent as JSON, unless it is text or bytes. */
	readonly body?: unknown;
	/** Largest accepted body of the answer in bytes. */
	readonly maxBytes?: number | undefined;
	/** Takes the body of a successful answer as it arrives; asked again when the request is sent again. */
	readonly receive?: ((head: HttpHead) => BodyTaker) | undefined;
}

/** Sends the request; resolves with whatever Graph answered, or with the network's error, which may be worth another attempt. */
export async function tryOnce(
	sender: Sender,
	url: URL,
	asked: Asked,
	content: Content,
	state: { readonly token: string; readonly signal: AbortSignal | undefined; readonly freshConnection: boolean },
): Promise<HttpResponse | GraphctlError> {
	const { body, receive } = content;
	const raw = typeof body === 'string' || body instanceof Uint8Array;
	try {
		return await sender.http.request({
			method: asked.method,
			url: url.href,
			headers: {
				Accept: 'application/json',
				...(body === undefined || raw ? {} : { 'Content-Type': 'application/json' }),
				...content.headers,
				'User-Agent': `graphctl/${sender.version}`,
				'client-request-id': asked.clientRequestId,
				Authorization: `Bearer ${checkToken(state.token, sender.loginLine)}`,
			},
			body: body === undefined || raw ? body : JSON.stringify(body),
			maxBytes: content.maxBytes,
			receive: receive && ((head) => (head.status >= 200 && head.status < 300 ? receive(head) : undefined)),
			caFile: sender.caFile,
			signal: state.signal,
			freshConnection: state.freshConnection,
		});
	} catch (error) {
		if (!(error instanceof GraphctlError) || !error.code.startsWith('network.')) throw error;
		return error;
	}
}

/** Nothing in a token may become a header of its own. */
function checkToken(token: string, loginLine: LoginLine): string {
	if (/^[\x21-\x7e]+$/.test(token)) return token;
	throw new GraphctlError({
		code: 'sign-in.malformed-token',
		message: 'The access token holds characters that no token can have, such as blanks or line breaks.',
		hint: `Sign in again: ${loginLine()}`,
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
