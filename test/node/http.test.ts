import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { serve, serveRaw } from './http-test-server.js';
import { prepareHttp } from './http-test-setup.js';

const { certificates, door, started, failure } = prepareHttp();

async function textOf(stream: IncomingMessage): Promise<string> {
	let text = '';
	for await (const chunk of stream) text += String(chunk);
	return text;
}

describe('an ordinary request', () => {
	it('sends method, headers and body and returns the whole answer with header names in lower case', async () => {
		const server = await started(
			serve(certificates().good, async (request, response) => {
				const body = await textOf(request);
				response.writeHead(201, {
					'X-Seen': `${request.method} ${request.url} ${request.headers['user-agent']} ${body}`,
				});
				response.end('created');
			}),
		);
		const answer = await door().request({
			method: 'POST',
			url: `${server.origin}/v1.0/me?a=b%20c`,
			headers: { 'Content-Type': 'text/plain' },
			body: 'grüße',
			caFile: certificates().caFile,
		});
		expect(answer.status).toBe(201);
		expect(answer.headers['x-seen']).toBe('POST /v1.0/me?a=b%20c graphctl/1.2.3 grüße');
		expect(Buffer.from(answer.body).toString()).toBe('created');
	});

	it('keeps several challenges apart, whose quoted values may hold commas', async () => {
		const server = await started(
			serve(undefined, (_request, response) => {
				response.writeHead(401, { 'WWW-Authenticate': ['Bearer realm="a, b"', 'Basic realm="c"'] }).end();
			}),
		);
		const answer = await door().request({ method: 'GET', url: server.origin });
		expect(answer.headers['www-authenticate']).toEqual(['Bearer realm="a, b"', 'Basic realm="c"']);
	});

	it('does not follow a redirect', async () => {
		const target = await started(serve(undefined, (_request, response) => response.end('stolen')));
		const server = await started(
			serve(undefined, (_request, response) => response.writeHead(302, { Location: target.origin }).end()),
		);
		const answer = await door().request({ method: 'GET', url: server.origin, headers: { Authorization: 'Bearer t' } });
		expect(answer.status).toBe(302);
		expect(target.connections()).toBe(0);
	});

	it('uses one connection for requests one after the other', async () => {
		const server = await started(serve(certificates().good, (_request, response) => response.end('x')));
		const http = door();
		for (let i = 0; i < 3; i++) {
			await http.request({ method: 'GET', url: server.origin, caFile: certificates().caFile });
		}
		expect(server.connections()).toBe(1);
		http.close();
		await server.opened(0);
	});

	it('opens another connection when a fresh one is demanded, and closes the old one', async () => {
		const server = await started(serve(certificates().good, (_request, response) => response.end('x')));
		const http = door();
		const request = { method: 'GET', url: server.origin, caFile: certificates().caFile };
		await http.request(request);
		await http.request({ ...request, freshConnection: true });
		expect(server.connections()).toBe(2);
		await server.opened(1);
	});

	it('takes the connection that was opened ahead', async () => {
		const server = await started(serve(certificates().good, (_request, response) => response.end('x')));
		const http = door();
		http.preconnect(server.origin, certificates().caFile);
		http.preconnect(server.origin, certificates().caFile);
		await server.opened(1);
		await http.request({ method: 'GET', url: server.origin, caFile: certificates().caFile });
		await http.request({ method: 'GET', url: server.origin, caFile: certificates().caFile });
		expect(server.connections()).toBe(1);
	});

	it('is not disturbed by a connection opened ahead in vain', async () => {
		const server = await started(serve(certificates().good, (_request, response) => response.end('x')));
		const http = door();
		http.preconnect('https://localhost:1', certificates().caFile);
		http.preconnect('not a url');
		http.preconnect(server.origin, '/does/not/exist.pem');
		http.preconnect(server.origin);
		const error = await failure(http.request({ method: 'GET', url: server.origin }));
		expect(error.code).toBe('network.untrusted-certificate');
	});
});

describe('a body', () => {
	it.each([
		['gzip', gzipSync],
		['br', brotliCompressSync],
		['deflate', deflateSync],
		['deflate', deflateRawSync],
	] as const)('arrives decoded from %s', async (encoding, compress) => {
		const server = await started(
			serve(undefined, (_request, response) => {
				response.writeHead(200, { 'Content-Encoding': encoding }).end(compress('a'.repeat(5000)));
			}),
		);
		const answer = await door().request({ method: 'GET', url: server.origin });
		expect(Buffer.from(answer.body).toString()).toBe('a'.repeat(5000));
	});

	it('arrives whole when the server sends one byte at a time', async () => {
		const server = await started(
			serve(undefined, (_request, response) => {
				const bytes = [...Buffer.from('{"value":[]}')];
				const next = (): void => {
					const byte = bytes.shift();
					if (byte === undefined) response.end();
					else response.write(Buffer.of(byte), () => setImmediate(next));
				};
				next();
			}),
		);
		const answer = await door().request({ method: 'GET', url: server.origin });
		expect(Buffer.from(answer.body).toString()).toBe('{"value":[]}');
	});

	it('is refused when a small compressed answer would fill the memory', async () => {
		const bomb = gzipSync(Buffer.alloc(50_000_000));
		const server = await started(
			serve(undefined, (_request, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb)),
		);
		const error = await failure(door().request({ method: 'GET', url: server.origin, maxBytes: 1_048_576 }));
		expect(error.code).toBe('network.too-large');
		expect(error.message).toContain('1 MiB');
	});

	it.each([true, false])('is refused when larger than allowed (length announced: %s)', async (announced) => {
		const server = await started(
			serve(undefined, (_request, response) => {
				if (announced) response.setHeader('Content-Length', 2000);
				else response.flushHeaders();
				response.end('a'.repeat(2000));
			}),
		);
		const error = await failure(door().request({ method: 'GET', url: server.origin, maxBytes: 1000 }));
		expect(error.code).toBe('network.too-large');
		await server.opened(0);
	});

	it('is refused when its encoding is unknown or damaged', async () => {
		const server = await started(
			serve(undefined, (request, response) => {
				response.writeHead(200, { 'Content-Encoding': request.url === '/unknown' ? 'zstd2' : 'gzip' }).end('not gzip');
			}),
		);
		const http = door();
		expect((await failure(http.request({ method: 'GET', url: `${server.origin}/unknown` }))).code).toBe(
			'network.encoding',
		);
		expect((await failure(http.request({ method: 'GET', url: `${server.origin}/gzip` }))).code).toBe(
			'network.encoding',
		);
	});

	it.each([
		['shorter than announced', 'Content-Length: 100\r\n\r\n{"value":'],
		['without the last chunk', 'Transfer-Encoding: chunked\r\n\r\n5\r\n{"val\r\n'],
	])('is refused when it ends %s', async (_title, tail) => {
		const server = await started(
			serveRaw((socket) => socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${tail}`))),
		);
		const error = await failure(door().request({ method: 'GET', url: server.origin }));
		expect(error.code).toBe('network.truncated');
		expect(error.message).toContain(`localhost:${server.port}`);
	});

	it('is refused when the compressed data end too early', async () => {
		const half = gzipSync(randomBytes(5000)).subarray(0, 2000);
		const server = await started(
			serve(undefined, (_request, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(half)),
		);
		expect((await failure(door().request({ method: 'GET', url: server.origin }))).code).toBe('network.truncated');
	});
});

describe('the head of an answer', () => {
	it('is refused when it floods', async () => {
		const server = await started(
			serveRaw((socket) => socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(200_000)}\r\n`))),
		);
		const error = await failure(door().request({ method: 'GET', url: server.origin }));
		expect(error.code).toBe('network.too-large');
		await server.opened(0);
	});

	it('is refused when it is not HTTP', async () => {
		const server = await started(serveRaw((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')));
		expect((await failure(door().request({ method: 'GET', url: server.origin }))).code).toBe('network.invalid-answer');
	});
});
