/** Agents of `node:http` and `node:https` whose connections are known to the attempt they are made for. */
import type { Agent, RequestOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import type { SecureContext, TLSSocket } from 'node:tls';
import { type CertificateSeen, readCertificate } from './http-certificate-errors.js';
import { openTunnel, type ProxyServer } from './proxy.js';

/** One attempt at one request, seen from its connection. */
export interface Attempt {
	/** Ends when the attempt ends, so that a connection still being made is given up. */
	readonly signal: AbortSignal;
	socket?: Duplex;
	/** True when the connection was opened ahead, and may have gone stale meanwhile. */
	warm?: boolean;
	certificate?: CertificateSeen | undefined;
}

/** An agent and the connections opened ahead for it. */
export interface Lane {
	readonly agent: Agent;
	/** Opens a connection that the next request to that host and port takes. */
	openAhead(host: string, port: number): void;
	/** Closes idle connections: all, or those to one host and port. */
	closeIdle(place?: { readonly host: string; readonly port: number }): void;
}

type ConnectOptions = RequestOptions & { attempt?: Attempt; servername?: string; socket?: Duplex };
type Connected = (error: Error | null, socket: Duplex) => void;

/** A lane of TLS connections, each through a tunnel of its own if there is a proxy. */
export function createTlsLane(secureContext: SecureContext | undefined, proxy: ProxyServer | undefined): Lane {
	const https = process.getBuiltinModule('node:https');
	const agent = new https.Agent({ keepAlive: true, ...(secureContext && { secureContext }) });
	const connect = agent.createConnection.bind(agent);
	const ahead = new Map<string, TLSSocket>();

	function open(options: ConnectOptions): Duplex | null | undefined {
		const { attempt } = options;
		const socket = connect(options);
		if (attempt && socket) attempt.socket = socket;
		// Once the handshake failed the certificate is gone: it is read before Node judges it.
		if (attempt && isTls(socket)) {
			socket.prependOnceListener('secure', () => {
				attempt.certificate = readCertificate(socket.getPeerCertificate(true));
			});
		}
		return socket;
	}

	agent.createConnection = (options: ConnectOptions, done?: Connected) => {
		const { attempt } = options;
		const key = `${options.host}:${options.port}`;
		const ready = ahead.get(key);
		ahead.delete(key);
		if (ready && attempt && isUsable(ready)) {
			attempt.socket = ready;
			attempt.warm = true;
			ready.ref();
			return ready;
		}
		if (proxy === undefined) return open(options);
		tunnel(options, proxy, open, done);
		return undefined;
	};

	return {
		agent,
		openAhead(host, port) {
			const key = `${host}:${port}`;
			// A tunnel is opened when it is needed; the gain is in the handshake of a direct connection.
			if (proxy !== undefined || ahead.has(key)) return;
			const named = process.getBuiltinModule('node:net').isIP(host) === 0 ? { servername: host } : {};
			const socket = connect({ ...agent.options, ...named, host, port });
			if (!isTls(socket)) return;
			socket.on('error', () => {});
			socket.once('close', () => {
				if (ahead.get(key) === socket) ahead.delete(key);
			});
			socket.unref();
			ahead.set(key, socket);
		},
		closeIdle(place) {
			for (const [key, socket] of ahead) {
				if (place && key !== `${place.host}:${place.port}`) continue;
				ahead.delete(key);
				socket.destroy();
			}
			closeFree(agent, place);
		},
	};
}

/** A lane of connections without TLS. */
export function createPlainLane(): Lane {
	const agent = new (process.getBuiltinModule('node:http').Agent)({ keepAlive: true });
	const connect = agent.createConnection.bind(agent);
	agent.createConnection = (options: ConnectOptions) => {
		const socket = connect(options);
		if (options.attempt && socket) options.attempt.socket = socket;
		return socket;
	};
	return { agent, openAhead: () => {}, closeIdle: (place) => closeFree(agent, place) };
}

function closeFree(agent: Agent, place: { readonly host: string; readonly port: number } | undefined): void {
	for (const [name, sockets] of Object.entries(agent.freeSockets)) {
		if (place && !name.startsWith(`${place.host}:${place.port}:`)) continue;
		for (const socket of sockets ?? []) socket.destroy();
	}
}

function tunnel(
	options: ConnectOptions,
	proxy: ProxyServer,
	open: (options: ConnectOptions) => Duplex | null | undefined,
	done: Connected | undefined,
): void {
	// Node's typing asks for a socket even where there is only an error.
	const failed = done as ((error: Error) => void) | undefined;
	const signal = options.attempt?.signal ?? new AbortController().signal;
	openTunnel(proxy, options.host ?? '', Number(options.port), signal).then(
		(socket) => {
			if (signal.aborted) {
				socket.destroy();
				return failed?.(new Error('given up'));
			}
			const secure = open({ ...options, socket });
			if (secure) done?.(null, secure);
		},
		(error: Error) => failed?.(error),
	);
}

function isTls(socket: Duplex | null | undefined): socket is TLSSocket {
	return socket instanceof process.getBuiltinModule('node:tls').TLSSocket;
}

function isUsable(socket: TLSSocket): boolean {
	return !socket.destroyed && socket.writable && !socket.readableEnded;
}
