import http from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { bypassesProxy } from '../../src/node/no-proxy.js';
import { findProxy } from '../../src/node/proxy.js';
import { serve, serveRaw } from './http-test-server.js';
import { prepareHttp } from './http-test-setup.js';

const { certificates, door, started, failure } = prepareHttp();

interface ProxyServer {
	readonly port: number;
	/** What was asked of it: CONNECT targets and full URLs, with the credentials given. */
	readonly asked: string[];
	open(): number;
	close(): Promise<void>;
}

async function startProxy(refusal?: number): Promise<ProxyServer> {
	const asked: string[] = [];
	const sockets = new Set<Duplex>();
	const server = http.createServer((request, response) => {
		asked.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? 'nobody'}`);
		response.writeHead(refusal ?? 200).end('from the proxy');
	});
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	server.on('connect', (request, client) => {
		asked.push(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? 'nobody'}`);
		client.on('error', () => {});
		if (refusal !== undefined) return client.end(`HTTP/1.1 ${refusal} No\r\nContent-Length: 0\r\n\r\n`);
		const target = net.connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection established\r\n\r\n');
			target.pipe(client).pipe(target);
		});
		target.on('error', () => client.destroy());
		client.on('close', () => target.destroy());
		return undefined;
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	return {
		port: typeof address === 'object' && address ? address.port : 0,
		asked,
		open: () => sockets.size,
		close: () => {
			for (const socket of sockets) socket.destroy();
			return new Promise((resolve) => server.close(() => resolve()));
		},
	};
}

describe('a request through a proxy', () => {
	it('is tunnelled, with the target verified by its own authority and the tunnel used again', async () => {
		const server = await started(serve(certificates().good, (_request, response) => response.end('x')));
		const proxy = await started(startProxy());
		const door1 = door({ HTTPS_PROXY: `http://us%3Aer:pass%20word@127.0.0.1:${proxy.port}` });
		for (let i = 0; i < 2; i++) {
			const answer = await door1.request({ method: 'GET', url: server.origin, caFile: certificates().caFile });
			expect(answer.status).toBe(200);
		}
		const credentials = Buffer.from('us:er:pass word').toString('base64');
		expect(proxy.asked).toEqual([`CONNECT localhost:${server.port} Basic ${credentials}`]);
		const untrusted = await failure(door1.request({ method: 'GET', url: server.origin }));
		expect(untrusted.code).toBe('network.untrusted-certificate');
		expect(untrusted.message).toContain('"Test Authority"');
	});

	it('never carries the credentials of the proxy to the target', async () => {
		let seen: http.IncomingHttpHeaders = {};
		const server = await started(
			serve(certificates().good, (request, response) => {
				seen = request.headers;
				response.end('x');
			}),
		);
		const proxy = await started(startProxy());
		const http1 = door({ HTTPS_PROXY: `http://u:p@127.0.0.1:${proxy.port}` });
		await http1.request({ method: 'GET', url: server.origin, caFile: certificates().caFile });
		expect(seen['proxy-authorization']).toBeUndefined();
	});

	it('is handed over whole when it is plain http', async () => {
		const proxy = await started(startProxy());
		const answer = await door({ http_proxy: `u:p@127.0.0.1:${proxy.port}` }).request({
			method: 'GET',
			url: 'http://nowhere.invalid/a?b',
		});
		expect(Buffer.from(answer.body).toString()).toBe('from the proxy');
		expect(proxy.asked).toEqual(['GET http://nowhere.invalid/a?b Basic dTpw']);
	});

	it('goes around it for hosts in NO_PROXY', async () => {
		const server = await started(serve(undefined, (_request, response) => response.end('direct')));
		const env = { HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: 'example.com, localhost' };
		const answer = await door(env).request({ method: 'GET', url: server.origin });
		expect(Buffer.from(answer.body).toString()).toBe('direct');
	});
});

describe('a proxy that refuses', () => {
	it.each([
		[407, 'user name and password'],
		[403, 'does not allow connections to graph.example.com'],
		[502, 'could not reach graph.example.com'],
	])('with %d is named together with the reason, without its password', async (status, reason) => {
		const proxy = await started(startProxy(status));
		const http1 = door({ https_proxy: `http://alice:hunter2@127.0.0.1:${proxy.port}` });
		const error = await failure(http1.request({ method: 'GET', url: 'https://graph.example.com/v1.0/me' }));
		expect(error.code).toBe('network.proxy');
		expect(error.message).toContain(`127.0.0.1:${proxy.port}`);
		expect(error.message).toContain(String(status));
		expect(error.message).toContain(reason);
		expect(error.details.status).toBe(status);
		expect(JSON.stringify([error.message, error.hint, String(error.cause)])).not.toContain('hunter2');
	});

	it('with 407 to a plain request is named as well', async () => {
		const proxy = await started(startProxy(407));
		const http1 = door({ http_proxy: `http://127.0.0.1:${proxy.port}` });
		const error = await failure(http1.request({ method: 'GET', url: 'http://graph.example.com/' }));
		expect(error.code).toBe('network.proxy');
	});

	it.each([
		['http://127.0.0.1:1', '127.0.0.1:1', 'refused the connection'],
		['http://proxy.invalid:8080', 'proxy.invalid:8080', 'not found'],
		['socks5://127.0.0.1:1080', 'HTTPS_PROXY', 'only http and https'],
		['http://[', 'HTTPS_PROXY', 'not a URL'],
	])('or cannot be used (%s) is named', async (url, name, reason) => {
		const error = await failure(
			door({ HTTPS_PROXY: url }).request({ method: 'GET', url: 'https://graph.example.com' }),
		);
		expect(error.code).toBe('network.proxy');
		expect(error.message).toContain(name);
		expect(error.message).toContain(reason);
		expect(error.hint).toContain('HTTPS_PROXY');
	});

	it('by closing the connection is named', async () => {
		const proxy = await started(serveRaw((socket) => socket.once('data', () => socket.end())));
		const http1 = door({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
		const error = await failure(http1.request({ method: 'GET', url: 'https://graph.example.com' }));
		expect(error.code).toBe('network.proxy');
	});

	it('is not waited for after Ctrl-C or the time limit, and no tunnel stays open', async () => {
		const proxy = await started(serveRaw((socket) => socket.resume()));
		const http1 = door({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
		const stop = new AbortController();
		const request = { method: 'GET', url: 'https://graph.example.com' };
		const stopped = failure(http1.request({ ...request, signal: stop.signal }));
		await proxy.opened(1);
		stop.abort();
		expect((await stopped).code).toBe('cancelled.by-user');
		await proxy.opened(0);
		expect((await failure(http1.request({ ...request, timeoutMs: 60 }))).code).toBe('network.timeout');
		await proxy.opened(0);
	});
});

describe('NO_PROXY', () => {
	it.each([
		['graph.microsoft.com', 443, '*', true],
		['graph.microsoft.com', 443, 'microsoft.com', true],
		['graph.microsoft.com', 443, '.microsoft.com', true],
		['graph.microsoft.com', 443, '*.Microsoft.com', true],
		['graph.microsoft.com.', 443, 'graph.microsoft.com', true],
		['notmicrosoft.com', 443, 'microsoft.com', false],
		['graph.microsoft.com', 443, 'microsoft.com:8443', false],
		['graph.microsoft.com', 8443, 'microsoft.com:8443', true],
		['10.1.2.3', 443, '10.0.0.0/8', true],
		['11.1.2.3', 443, '10.0.0.0/8', false],
		['10.1.2.3', 443, '10.1.2.3', true],
		['[::1]', 443, '::1', true],
		['[::1]', 8443, '[::1]:8443', true],
		['[fd00::5]', 443, 'fd00::/8', true],
		['10.1.2.3', 443, '10.0.0.0/99', false],
		['localhost', 443, '', false],
		['localhost', 443, 'other, localhost', true],
		['169.254.169.254', 80, '', true],
		['graph.microsoft.com', 443, ' , .', false],
	])('host %s port %d with "%s": direct is %s', (host, port, list, direct) => {
		expect(bypassesProxy(host, port, list)).toBe(direct);
	});
});

describe('the variables', () => {
	it('are chosen by the kind of the target, small letters first', () => {
		const env = { https_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:2', HTTP_PROXY: 'c:3', ALL_PROXY: 'http://d:4' };
		expect(findProxy(new URL('https://x.example'), env)?.name).toBe('a:1');
		expect(findProxy(new URL('http://x.example'), env)?.name).toBe('c:3');
		expect(findProxy(new URL('http://x.example'), { ALL_PROXY: 'https://d' })?.name).toBe('d:443');
		expect(findProxy(new URL('https://x.example'), { HTTPS_PROXY: '', HTTP_PROXY: 'http://c:3' })).toBeUndefined();
	});
});
