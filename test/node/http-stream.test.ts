import { randomBytes } from 'node:crypto';
import { createGzip, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { GraphctlError } from '../../src/errors.js';
import type { HttpRequest } from '../../src/runtime.js';
import { serve } from './http-test-server.js';
import { prepareHttp } from './http-test-setup.js';

const { door, started, failure } = prepareHttp();

/** A request whose body goes into `pieces`. */
function streaming(origin: string, pieces: Uint8Array[], more: Partial<HttpRequest> = {}): HttpRequest {
	return {
		method: 'GET',
		url: `${origin}/`,
		receive: () => async (piece) => void pieces.push(piece),
		...more,
	};
}

describe('an answer that is taken as it arrives', () => {
	it('reaches the taker byte for byte, plain or compressed, beyond the limit of bodies kept in memory', async () => {
		const bytes = randomBytes(3_000_000);
		const server = await started(
			serve(undefined, (request, response) => {
				const packed = request.url === '/gzip';
				response.writeHead(200, packed ? { 'Content-Encoding': 'gzip' } : {});
				response.end(packed ? gzipSync(bytes) : bytes);
			}),
		);
		for (const path of ['/', '/gzip']) {
			const pieces: Uint8Array[] = [];
			const request = streaming(server.origin, pieces, { url: server.origin + path, maxBytes: 1000 });
			const answer = await door().request(request);
			expect(answer).toMatchObject({ status: 200, body: new Uint8Array() });
			expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
		}
	});

	it('is unfolded piece by piece where little on the wire is much', async () => {
		const bytes = Buffer.alloc(5_000_000, 'x');
		const server = await started(
			serve(undefined, (_request, response) => {
				response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(bytes));
			}),
		);
		const pieces: Uint8Array[] = [];
		await door().request(streaming(server.origin, pieces));
		expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
		expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(1_048_576);
	});

	it('is kept in memory where the taker declines it', async () => {
		const server = await started(serve(undefined, (_request, response) => void response.writeHead(404).end('gone')));
		const answer = await door().request(
			streaming(server.origin, [], { receive: ({ status }) => (status === 200 ? async () => {} : undefined) }),
		);
		expect(Buffer.from(answer.body).toString()).toBe('gone');
	});

	it('arrives no faster than it is taken', async () => {
		let sent = 0;
		const server = await started(
			serve(undefined, (_request, response) => {
				const send = (): void => {
					while (sent < 400) {
						sent += 1;
						if (!response.write(Buffer.alloc(262_144))) return void response.once('drain', send);
					}
					response.end();
				};
				send();
			}),
		);
		let release = (): void => {};
		const gate = new Promise<void>((resolve) => {
			release = resolve;
		});
		let began = (): void => {};
		const first = new Promise<void>((resolve) => {
			began = resolve;
		});
		let size = 0;
		const answer = door().request(
			streaming(server.origin, [], {
				// Far shorter than the pause: silence that is ours is not the server's.
				timeoutMs: 300,
				receive: () => async (piece) => {
					size += piece.length;
					began();
					await gate;
				},
			}),
		);
		await first;
		await new Promise((resolve) => setTimeout(resolve, 900));
		expect(sent).toBeLessThan(100);
		release();
		await answer;
		expect(size).toBe(400 * 262_144);
	});

	it('ends with the very error of the taker', async () => {
		const server = await started(serve(undefined, (_request, response) => void response.end(Buffer.alloc(2_000_000))));
		const error = new Error('disk full');
		const ended = door().request(streaming(server.origin, [], { receive: () => () => Promise.reject(error) }));
		await expect(ended).rejects.toBe(error);
	});

	it.each([
		['identity', {}],
		['gzip', { 'Content-Encoding': 'gzip' }],
	])('that breaks off is told as such (%s)', async (coding, headers) => {
		const server = await started(
			serve(undefined, (_request, response) => {
				response.writeHead(200, { ...headers, 'Content-Length': '5000000' });
				const bytes = randomBytes(500_000);
				response.write(coding === 'gzip' ? gzipSync(bytes).subarray(0, 300_000) : bytes, () => response.destroy());
			}),
		);
		expect((await failure(door().request(streaming(server.origin, [])))).code).toBe('network.truncated');
	});

	it('whose compression ends too early, or is none, is an error', async () => {
		const server = await started(
			serve(undefined, (request, response) => {
				response.writeHead(200, { 'Content-Encoding': 'gzip' });
				response.end(request.url === '/none' ? 'not compressed' : gzipSync(randomBytes(9000)).subarray(0, 4000));
			}),
		);
		const codes: string[] = [];
		for (const path of ['/short', '/none']) {
			codes.push((await failure(door().request(streaming(server.origin, [], { url: server.origin + path })))).code);
		}
		expect(codes).toEqual(['network.truncated', 'network.encoding']);
	});

	it('stops when the request is cancelled', async () => {
		const server = await started(
			serve(undefined, (_request, response) => {
				const gzip = createGzip();
				gzip.pipe(response);
				response.writeHead(200, { 'Content-Encoding': 'gzip' });
				gzip.write(randomBytes(300_000));
			}),
		);
		const controller = new AbortController();
		const answer = door().request(
			streaming(server.origin, [], {
				signal: controller.signal,
				receive: () => async () => controller.abort(new GraphctlError({ code: 'cancelled.by-user', message: 'x' })),
			}),
		);
		expect((await failure(answer)).code).toBe('cancelled.by-user');
	});
});
