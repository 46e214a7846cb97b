/** Loopback servers of tests, on free ports. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { onTestFinished } from 'vitest';

/** Listens on a free port until the test ends and returns the port. */
export async function listenOnLoopback(server: Server, host = '127.0.0.1'): Promise<number> {
	server.listen(0, host);
	await once(server, 'listening');
	onTestFinished(() => void server.close());
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The server has no port.');
	return address.port;
}

/** A port on which nothing listens. */
export async function findClosedPort(): Promise<number> {
	const server = createServer();
	const port = await listenOnLoopback(server);
	server.close();
	await once(server, 'close');
	return port;
}
