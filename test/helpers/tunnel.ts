/** A CONNECT proxy that leads every host to one port of this machine, bytes as they are: how a name of the internet reaches a sandbox. */
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { listenOnLoopback } from './loopback-server.js';

export interface Tunnel {
	/** Value for HTTPS_PROXY. */
	readonly proxy: string;
	/** `HOST:PORT` of every connection that was asked for, in order. */
	readonly connected: readonly string[];
}

/** Starts it; it ends with the test. */
export async function startTunnel(port: number): Promise<Tunnel> {
	const connected: string[] = [];
	const proxy = createServer();
	proxy.on('connect', (request, socket, head) => {
		connected.push(request.url ?? '');
		const through = connect(port, '127.0.0.1', () => {
			socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
			through.write(head);
			through.pipe(socket).pipe(through);
		});
		for (const end of [socket, through]) end.on('error', () => void [socket, through].map((one) => one.destroy()));
	});
	const own = await listenOnLoopback(proxy);
	onTestFinished(() => proxy.closeAllConnections());
	return { proxy: `http://127.0.0.1:${own}`, connected };
}
