/** Small loopback servers whose every connection is counted. */
import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import net, { type Socket } from 'node:net';
import type { ServerCertificate } from './http-test-certificates.js';

export interface TestServer {
	readonly origin: string;
	readonly port: number;
	/** Connections accepted since the start. */
	connections(): number;
	/** Connections that are open now. */
	open(): number;
	/** Resolves when as many connections are open. */
	opened(count: number): Promise<void>;
	close(): Promise<void>;
}

/** An HTTPS server with that certificate, or an HTTP server without one. */
export async function serve(
	certificate: ServerCertificate | undefined,
	listener: RequestListener,
): Promise<TestServer> {
	const server = certificate ? https.createServer(certificate, listener) : http.createServer(listener);
	server.keepAliveTimeout = 60_000;
	return start(server, certificate ? 'https' : 'http');
}

/** A server that speaks no protocol but what `talk` writes. */
export async function serveRaw(talk: (socket: Socket) => void): Promise<TestServer> {
	return start(net.createServer(talk), 'http');
}

async function start(server: net.Server, scheme: string): Promise<TestServer> {
	const sockets = new Set<Socket>();
	const waiting: { count: number; resolve: () => void }[] = [];
	let connections = 0;
	const check = (): void => {
		for (const waiter of waiting) if (sockets.size === waiter.count) waiter.resolve();
	};
	server.on('connection', (socket: Socket) => {
		connections++;
		sockets.add(socket);
		socket.on('error', () => {});
		socket.on('close', () => {
			sockets.delete(socket);
			check();
		});
		check();
	});
	server.on('tlsClientError', () => {});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return {
		origin: `${scheme}://localhost:${address.port}`,
		port: address.port,
		connections: () => connections,
		open: () => sockets.size,
		opened: (count) =>
			sockets.size === count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
		close: () => {
			for (const socket of sockets) socket.destroy();
			return new Promise((resolve) => server.close(() => resolve()));
		},
	};
}
