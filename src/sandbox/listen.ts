/** TLS (or, for managed identities, plain HTTP) on loopback, IPv4 and IPv6 under one port number, because `localhost` may mean either. */
import {
	createServer as createPlainServer,
	type IncomingMessage,
	type Server as PlainServer,
	type ServerResponse,
} from 'node:http';
import { createServer, type Server as TlsServer } from 'node:https';
import { GraphctlError } from '../errors.js';
import type { Certificates } from './certificates.js';

type Server = PlainServer | TlsServer;

/** An open port of the sandbox. */
export interface Listener {
	readonly port: number;
	/** Stops listening and cuts every connection. */
	close(): Promise<void>;
}

/** Tries at a port that is free on both addresses, when any will do. */
const attempts = 20;

/**
 * @param port 0 is any
 * @param certificates or `plain`, for plain HTTP
 * @throws GraphctlError `network.port-busy`, `network.port-forbidden`
 */
export async function listen(
	port: number,
	certificates: Certificates | 'plain',
	serve: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listener> {
	const create = (): Server => {
		const server =
			certificates === 'plain'
				? createPlainServer(serve)
				: createServer({ key: certificates.privateKey, cert: certificates.certificate }, serve);
		// A client that resets a connection, or does not trust the authority, is no trouble of the server's.
		server.on('tlsClientError', () => undefined);
		server.on('clientError', (_error, socket) => socket.destroy());
		return server;
	};
	for (let attempt = 1; ; attempt += 1) {
		const first = create();
		const bound = await bind(first, port, '127.0.0.1');
		if (typeof bound !== 'number') throw toListenError(bound, port);
		const second = create();
		const other = await bind(second, bound, '::1');
		if (typeof other === 'number') return { port: bound, close: () => closeAll([first, second]) };
		if (other.code === 'EADDRNOTAVAIL' || other.code === 'EAFNOSUPPORT') {
			return { port: bound, close: () => closeAll([first]) };
		}
		await closeAll([first]);
		if (port !== 0 || attempt === attempts) throw toListenError(other, bound);
	}
}

function bind(server: Server, port: number, host: string): Promise<number | NodeJS.ErrnoException> {
	return new Promise((resolve) => {
		server.once('error', resolve);
		server.listen({ port, host, exclusive: true }, () => {
			server.removeListener('error', resolve);
			const address = server.address();
			resolve(typeof address === 'object' && address !== null ? address.port : port);
		});
	});
}

async function closeAll(servers: readonly Server[]): Promise<void> {
	await Promise.all(
		servers.map(
			(server) =>
				new Promise<void>((resolve) => {
					server.close(() => resolve());
					server.closeAllConnections();
				}),
		),
	);
}

function toListenError(cause: NodeJS.ErrnoException, port: number): GraphctlError {
	if (cause.code === 'EADDRINUSE') {
		return new GraphctlError({
			code: 'network.port-busy',
			message: `Port ${port} on loopback is used by another program.`,
			hint: 'Choose another one with --port, or leave it out to get any free port.',
			cause,
		});
	}
	return new GraphctlError({
		code: 'network.port-forbidden',
		message: `Cannot listen on port ${port}: ${cause.message}`,
		hint: 'Choose a port above 1023 with --port.',
		cause,
	});
}
