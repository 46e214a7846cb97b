/** Hands a body on while it arrives, at the speed at which it is taken. */
import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { GraphctlError } from '../errors.js';
import type { BodyTaker } from '../runtime.js';
import { decodeBody, encodingError, readCodings, truncated } from './http-body.js';

export interface StreamOptions {
	/** For messages. */
	readonly host: string;
	readonly take: BodyTaker;
	/** Told when the connection waits for the taker, and when it goes on: silence meanwhile is not the server's. */
	onWaiting(waits: boolean): void;
}

/** The taker rejected; `cause` is what it said. */
export class TakerFailed extends Error {}

/** Bytes on the wire up to which a body is collected first: a pipeline of streams takes longer than most messages, and zlib's memory stays until they are collected. */
const smallRaw = 64 * 1024;
/** Bytes that a collected body may unfold to. */
const smallBody = 1024 * 1024;

/**
 * Resolves when the whole body was taken. @throws TakerFailed; GraphctlError `network.truncated`, `network.encoding`; what the
 * connection failed with
 */
export async function streamBody(incoming: IncomingMessage, options: StreamOptions): Promise<void> {
	const { host, take } = options;
	const coding = incoming.headers['content-encoding'] ?? '';
	// Refused before anything is read.
	readCodings(coding, host);
	const raw = await readSmall(incoming);
	if (raw === undefined) return pipeBody(incoming, incoming, options);
	if (!incoming.complete) throw truncated(host);
	const body = unfoldSmall(raw, coding, host);
	if (body === undefined) {
		const { Readable } = process.getBuiltinModule('node:stream');
		return pipeBody(incoming, Readable.from([raw]), options);
	}
	if (body.length > 0) await take(body).catch(refuse);
}

/** The body as it came, when it is small; undefined when it is not, and then all of it is still to be read. */
function readSmall(incoming: IncomingMessage): Promise<Buffer | undefined> {
	if (Number(incoming.headers['content-length'] ?? 0) > smallRaw) return Promise.resolve(undefined);
	return new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let size = 0;
		const onData = (chunk: Buffer): void => {
			chunks.push(chunk);
			size += chunk.length;
			if (size <= smallRaw) return;
			leave();
			incoming.pause();
			incoming.unshift(Buffer.concat(chunks, size));
			resolve(undefined);
		};
		const onEnd = (): void => {
			leave();
			resolve(Buffer.concat(chunks, size));
		};
		const onClose = (): void => reject(Object.assign(new Error('socket closed'), { code: 'ECONNRESET' }));
		const leave = (): void => {
			incoming.off('data', onData).off('end', onEnd).off('error', reject).off('close', onClose);
		};
		incoming.on('data', onData).on('end', onEnd).on('error', reject).on('close', onClose);
	});
}

/** Undefined when it is not small any more. */
function unfoldSmall(raw: Buffer, coding: string, host: string): Buffer | undefined {
	try {
		return decodeBody(raw, coding, smallBody, host);
	} catch (error) {
		if (error instanceof GraphctlError && error.code === 'network.too-large') return undefined;
		throw error;
	}
}

/** Takes it piece by piece. */
async function pipeBody(
	incoming: IncomingMessage,
	source: NodeJS.ReadableStream,
	{ host, take, onWaiting }: StreamOptions,
): Promise<void> {
	const decoders = createDecoders(incoming.headers['content-encoding'] ?? '', host);
	const { pipeline } = await import('node:stream/promises');
	const { Writable } = process.getBuiltinModule('node:stream');
	const taker = new Writable({
		write(piece: Uint8Array, _encoding, done) {
			onWaiting(true);
			take(piece)
				.catch(refuse)
				.then(() => {
					onWaiting(false);
					done();
				}, done);
		},
	});
	try {
		await pipeline([source, ...decoders, taker]);
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

function refuse(cause: unknown): never {
	throw new TakerFailed('The answer was not wanted any more.', { cause });
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
