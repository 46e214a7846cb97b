/** One port number on both loopback addresses. */
import type { Server } from 'node:http';
import { GraphctlError } from '../errors.js';

export interface LoopbackPorts {
	readonly port: number;
	readonly servers: readonly Server[];
}

const attempts = 10;
/** What a machine without IPv6 answers; 127.0.0.1 alone serves it. */
const noIpv6 = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL', 'ENETUNREACH'];

/**
 * Listens on 127.0.0.1 and, where there is IPv6, on ::1 with the same number: a program that held the other one would get the code.
 * @throws GraphctlError `config.redirect-port`
 */
export async function listenOnLoopback(
	create: () => Server,
	{ port: wanted, withoutPort }: { readonly port?: number | undefined; readonly withoutPort: string },
): Promise<LoopbackPorts> {
	const failure = (cause: unknown): GraphctlError => portError(cause, wanted, withoutPort);
	for (let attempt = 1; ; attempt += 1) {
		const first = create();
		const port = await listen(first, '127.0.0.1', wanted ?? 0).catch((error: unknown) => {
			throw failure(error);
		});
		const second = create();
		try {
			await listen(second, '::1', port);
			return { port, servers: [first, second] };
		} catch (error) {
			if (noIpv6.includes(codeOf(error))) return { port, servers: [first] };
			await new Promise((resolve) => first.close(resolve));
			if (wanted !== undefined || attempt === attempts) throw failure(error);
		}
	}
}

function listen(server: Server, host: string, port: number): Promise<number> {
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen({ host, port, exclusive: true, ipv6Only: host === '::1' }, () => {
			server.off('error', reject);
			server.on('error', () => undefined);
			server.on('clientError', (_error, socket) => {
				if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
				else socket.destroy();
			});
			const address = server.address();
			resolve(typeof address === 'object' && address ? address.port : port);
		});
	});
}

function portError(cause: unknown, wanted: number | undefined, withoutPort: string): GraphctlError {
	const code = codeOf(cause);
	const why =
		code === 'EADDRINUSE'
			? 'another program is using it'
			: code === 'EACCES'
				? 'this user may not open it'
				: `the system answered ${code}`;
	return new GraphctlError({
		code: 'config.redirect-port',
		message:
			wanted === undefined
				? `No local port could be opened for the browser's answer: ${why}.`
				: `Port ${wanted} cannot be opened for the browser's answer: ${why}.`,
		hint: wanted === undefined ? withoutPort : 'Leave --redirect-port out to use any free port, or name another one.',
		cause,
	});
}

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'an error';
}
