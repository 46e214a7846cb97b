/** Undoes the content encodings of a body, within a limit. */
import { GraphctlError } from '../errors.js';

/** What `decodeBody` can undo, as the `Accept-Encoding` header says it. */
export const acceptedEncodings = 'gzip, br, deflate';

/**
 * The decoded body. `maxBytes` bounds the decoded size, so that a few kilobytes cannot fill the memory.
 * @throws GraphctlError `network.too-large`, `network.truncated`, `network.encoding`
 */
export function decodeBody(raw: Buffer, contentEncoding: string, maxBytes: number, host: string): Buffer {
	if (raw.length === 0) return raw;
	const codings = readCodings(contentEncoding, host);
	let body = raw;
	// The last coding named was applied last (RFC 9110, 8.4).
	for (const coding of codings.reverse()) body = decodeOnce(body, coding, maxBytes, host);
	return body;
}

/** The codings that a body went through, first to last. @throws GraphctlError `network.encoding` for more than two */
export function readCodings(contentEncoding: string, host: string): string[] {
	const codings = contentEncoding
		.toLowerCase()
		.split(',')
		.map((coding) => coding.trim())
		.filter((coding) => coding !== '' && coding !== 'identity');
	if (codings.length > 2) throw encodingError(host, contentEncoding);
	return codings;
}

function decodeOnce(body: Buffer, coding: string, maxBytes: number, host: string): Buffer {
	const zlib = process.getBuiltinModule('node:zlib');
	const options = { maxOutputLength: maxBytes };
	try {
		if (coding === 'gzip' || coding === 'x-gzip') return zlib.gunzipSync(body, options);
		if (coding === 'br') return zlib.brotliDecompressSync(body, options);
		// Some servers send raw deflate data under this name; the zlib format begins with its method, 8, in the low bits.
		if (coding === 'deflate') {
			return ((body[0] ?? 0) & 0x0f) === 8 ? zlib.inflateSync(body, options) : zlib.inflateRawSync(body, options);
		}
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? error.code : '';
		if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(host, maxBytes, error);
		if (code === 'Z_BUF_ERROR') throw truncated(host, error);
		throw encodingError(host, coding, error);
	}
	throw encodingError(host, coding);
}

/** The error of an answer that is larger than the caller takes. */
export function tooLarge(host: string, maxBytes: number, cause?: unknown): GraphctlError {
	const size = maxBytes >= 1_048_576 ? `${Math.floor(maxBytes / 1_048_576)} MiB` : `${maxBytes} bytes`;
	return new GraphctlError({
		code: 'network.too-large',
		message: `The answer of ${host} is larger than ${size}, the most this request takes.`,
		cause,
	});
}

/** The error of an answer that ended too early. */
export function truncated(host: string, cause?: unknown): GraphctlError {
	return new GraphctlError({
		code: 'network.truncated',
		message: `The connection to ${host} broke off before the answer was complete.`,
		hint: 'Try again; if it keeps happening, a proxy or firewall may be cutting connections.',
		cause,
	});
}

/** The error of a body whose coding cannot be undone. */
export function encodingError(host: string, coding: string, cause?: unknown): GraphctlError {
	return new GraphctlError({
		code: 'network.encoding',
		message: `The answer of ${host} is encoded in a way that cannot be undone (${coding.slice(0, 40)}).`,
		hint: 'A proxy between here and there may have damaged it.',
		cause,
	});
}
