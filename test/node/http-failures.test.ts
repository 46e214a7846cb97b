import { describe, expect, it } from 'vitest';
import { GraphctlError } from '../../src/errors.js';
import { serve, serveRaw } from './http-test-server.js';
import { prepareHttp } from './http-test-setup.js';

const { certificates, door, started, failure } = prepareHttp();

describe('a server that cannot be reached', () => {
	it('is told apart by cause: the name is unknown', async () => {
		const error = await failure(door().request({ method: 'GET', url: 'https://graph.invalid/v1.0/me' }));
		expect(error.code).toBe('network.dns');
		expect(error.message).toContain('graph.invalid:443');
		expect(error.exitCode).toBe(6);
	});

	it('is told apart by cause: nothing listens', async () => {
		const server = await started(serve(undefined, () => {}));
		await server.close();
		const error = await failure(door().request({ method: 'GET', url: server.origin }));
		expect(error.code).toBe('network.refused');
		expect(error.message).toContain(`localhost:${server.port}`);
		expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
	});

	it('is told apart by cause: it hangs up', async () => {
		const server = await started(serveRaw((socket) => socket.once('data', () => socket.destroy())));
		const error = await failure(door().request({ method: 'GET', url: server.origin }));
		expect(error.code).toBe('network.reset');
		expect(server.connections()).toBe(1);
	});

	it('is told apart by cause: it speaks no TLS', async () => {
		const server = await started(
			serveRaw((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n'))),
		);
		const url = `https://localhost:${server.port}`;
		expect((await failure(door().request({ method: 'GET', url }))).code).toBe('network.tls');
	});

	it.each([
		['before the handshake', 'https'],
		['before the answer', 'http'],
	])('is told apart by cause: it stays silent %s', async (_title, scheme) => {
		const server = await started(serveRaw((socket) => socket.resume()));
		const url = `${scheme}://localhost:${server.port}`;
		const error = await failure(door().request({ method: 'GET', url, timeoutMs: 60 }));
		expect(error.code).toBe('network.timeout');
		expect(error.message).toContain(`localhost:${server.port}`);
		await server.opened(0);
	});

	it('is told apart by cause: it stays silent in the middle of a body', async () => {
		const server = await started(serve(undefined, (_request, response) => void response.write('{"value"')));
		const error = await failure(door().request({ method: 'GET', url: server.origin, timeoutMs: 60 }));
		expect(error.code).toBe('network.timeout');
		await server.opened(0);
	});
});

describe('a kept connection that the server closes just as it is used again', () => {
	async function racing() {
		let answered = 0;
		return started(
			serveRaw((socket) => {
				let requests = 0;
				socket.on('data', () => {
					requests++;
					if (requests > 1) return socket.destroy();
					answered++;
					return socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n${answered}`);
				});
			}),
		);
	}

	it('is replaced once for a GET', async () => {
		const server = await racing();
		const http = door();
		await http.request({ method: 'GET', url: server.origin });
		const answer = await http.request({ method: 'GET', url: server.origin });
		expect(Buffer.from(answer.body).toString()).toBe('2');
		expect(server.connections()).toBe(2);
	});

	it('is replaced once for a GET when it was opened ahead and never used', async () => {
		let requests = 0;
		const server = await started(
			serve(certificates().good, (request, response) => {
				requests++;
				if (requests === 1) request.socket.destroy();
				else response.end('x');
			}),
		);
		const http = door();
		http.preconnect(server.origin, certificates().caFile);
		await http.request({ method: 'GET', url: server.origin, caFile: certificates().caFile });
		expect([requests, server.connections()]).toEqual([2, 2]);
	});

	it('fails a POST, which may have been carried out', async () => {
		const server = await racing();
		const http = door();
		await http.request({ method: 'GET', url: server.origin });
		const error = await failure(http.request({ method: 'POST', url: server.origin, body: 'x' }));
		expect(error.code).toBe('network.reset');
		expect(server.connections()).toBe(1);
	});
});

describe('Ctrl-C', () => {
	it('before the request sends nothing', async () => {
		const server = await started(serve(undefined, () => {}));
		const signal = AbortSignal.abort();
		const error = await failure(door().request({ method: 'GET', url: server.origin, signal }));
		expect(error.code).toBe('cancelled.by-user');
		expect(server.connections()).toBe(0);
	});

	it('right after the request leaves no connection open', async () => {
		const server = await started(serve(undefined, (_request, response) => response.end()));
		const stop = new AbortController();
		const request = failure(door().request({ method: 'GET', url: server.origin, signal: stop.signal }));
		stop.abort();
		expect((await request).code).toBe('cancelled.by-user');
		// Connections are accepted in order: when this one is, the one given up has been seen as well.
		await door().request({ method: 'GET', url: server.origin, headers: { Connection: 'close' } });
		await server.opened(0);
	});

	it.each(['during the handshake', 'before the answer', 'in the middle of the answer'])(
		'%s leaves no connection open',
		async (phase) => {
			const stop = new AbortController();
			const server = await started(
				serveRaw((socket) => {
					if (phase === 'during the handshake') stop.abort();
					socket.once('data', () => {
						if (phase === 'in the middle of the answer')
							socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc');
						setImmediate(() => stop.abort());
					});
				}),
			);
			const url = phase === 'during the handshake' ? server.origin.replace('http:', 'https:') : server.origin;
			const error = await failure(door().request({ method: 'GET', url, signal: stop.signal }));
			expect(error.code).toBe('cancelled.by-user');
			expect(error.exitCode).toBe(130);
			await server.opened(0);
		},
	);

	it('passes on the reason when that is an error of ours', async () => {
		const server = await started(serve(undefined, () => {}));
		const stop = new AbortController();
		const request = failure(door().request({ method: 'GET', url: server.origin, signal: stop.signal }));
		stop.abort(new GraphctlError({ code: 'timeout.sign-in', message: 'Too late.' }));
		expect((await request).code).toBe('timeout.sign-in');
	});

	it('leaves other requests on the same door alone', async () => {
		const server = await started(
			serve(undefined, (request, response) => {
				if (request.url === '/fast') response.end('ok');
			}),
		);
		const http = door();
		const stop = new AbortController();
		const stopped = failure(http.request({ method: 'GET', url: `${server.origin}/slow`, signal: stop.signal }));
		await server.opened(1);
		stop.abort();
		expect((await http.request({ method: 'GET', url: `${server.origin}/fast` })).status).toBe(200);
		expect((await stopped).code).toBe('cancelled.by-user');
	});
});

describe('a request that cannot be sent', () => {
	it('is refused for an address that is not http(s)', async () => {
		expect((await failure(door().request({ method: 'GET', url: 'file:///etc/passwd' }))).code).toBe('internal.url');
	});

	it('is refused without showing the value of a header', async () => {
		const headers = { Authorization: 'Bearer secret\r\nX-Evil: 1' };
		const error = await failure(door().request({ method: 'GET', url: 'http://localhost:1', headers }));
		expect(`${error.message}${error.hint}${String(error.cause)}`).not.toContain('secret');
	});
});
