/** Hands a body on while it arrives, at the speed at which it is taken. */
import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import type { BodyTaker } from '../runtime.js';
import { encodingError, readCodings, truncated } from './http-body.js';

export interface StreamOptions {
	/** For messages. */
	readonly host: string;
	readonly take: BodyTaker;
	/** Told when the connection waits for the taker, and when it goes on: silence meanwhile is not the server's. */
	onWaiting(waits: boolean): void;
}

/** The taker rejected; `cause` is what it said. */
export class TakerFailed extends Error {}

/**
 * Resolves when the whole body was taken. @throws TakerFailed; GraphctlError `network.truncated`, `network.encoding`; what the
 * connection failed with
 */
export async function streamBody(incoming: IncomingMessage, options: StreamOptions): Promise<void> {
	const { host, take, onWaiting } = options;
	const decoders = createDecoders(incoming.headers['content-encoding'] ?? '', host);
	const { pipeline } = await import('node:stream/promises');
	const { Writable } = process.getBuiltinModule('node:stream');
	const taker = new Writable({
		write(piece: Uint8Array, _encoding, done) {
			onWaiting(true);
			take(piece).then(
				() => {
					onWaiting(false);
					done();
				},
				(cause: unknown) => done(new TakerFailed('The answer was not wanted any more.', { cause })),
			);
		},
	});
	try {
		await pipeline([incoming, ...decoders, taker]);
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? String(error.code) : '';
		if (code === 'Z_BUF_ERROR') throw truncated(host, error);
		if (code.startsWith('Z_') || code.startsWith('ERR_BROTLI') || code.startsWith('ERR__ERROR_FORMAT')) {
			throw encodingError(host, decoders.length > 0 ? 'compressed' : '', error);
		}
		throw error;
	}
	if (!incoming.complete) throw truncated(host);
}

/** The last coding named was applied last (RFC 9110, 8.4). */
function createDecoders(contentEncoding: string, host: string): Transform[] {
	const zlib = process.getBuiltinModule('node:zlib');
	return readCodings(contentEncoding, host)
		.reverse()
		.map((coding) => {
			if (coding === 'gzip' || coding === 'x-gzip') return zlib.createGunzip();
			if (coding === 'br') return zlib.createBrotliDecompress();
			if (coding === 'deflate') return zlib.createInflate();
			throw encodingError(host, coding);
		});
}
