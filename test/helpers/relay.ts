/** A way to a server of this machine that can be blocked and opened again: what an outage of the network is to a client. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Http } from '../../src/runtime.js';

export interface Relay {
	/** Cuts every connection and refuses new ones. */
	block(): Promise<void>;
	/** Takes connections again, under the same port. */
	open(): Promise<void>;
	/** The same door to the network, through which requests to the server go by way of the relay. */
	through(http: Http): Http;
}

/** Starts it, open, before the server at `origin`; it ends with the test. */
export async function startRelay(origin: string): Promise<Relay> {
	const target = Number(new URL(origin).port);
	const sockets = new Set<Socket>();
	let port = 0;
	let server: Server | undefined;
	const open: Relay['open'] = async () => {
		server = createServer((socket) => {
			const onward = connect(target, '127.0.0.1');
			for (const end of [socket, onward]) {
				sockets.add(end);
				end.on('error', () => {});
				end.on('close', () => {
					sockets.delete(end);
					for (const one of [socket, onward]) one.destroy();
				});
			}
			socket.pipe(onward).pipe(socket);
		});
		server.listen(port, '127.0.0.1');
		await once(server, 'listening');
		const address = server.address();
		if (address !== null && typeof address === 'object') port = address.port;
	};
	const block: Relay['block'] = async () => {
		const closing = server;
		server = undefined;
		if (!closing) return;
		const closed = once(closing, 'close');
		closing.close();
		for (const socket of sockets) socket.destroy();
		await closed;
	};
	await open();
	onTestFinished(block);
	return {
		block,
		open,
		through: (http) => ({
			...http,
			request: (request) => http.request({ ...request, url: request.url.replace(origin, `https://localhost:${port}`) }),
			preconnect: () => {},
		}),
	};
}
