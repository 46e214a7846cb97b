/** Connections: kept alive, opened ahead, tunnelled through a proxy, and trusted by one CA file or by the public roots. */
import type { Agent, RequestOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { Runtime } from '../runtime.js';
import { type CertificateSeen, readCertificate } from './http-certificate-errors.js';
import { createTrust } from './http-trust.js';
import { bareHost, defaultPort, findProxy, openTunnel, type Proxy } from './proxy.js';

/** One attempt at one request, seen from its connection. */
export interface Attempt {
	/** Ends when the attempt ends, so that a connection still being made is given up. */
	readonly signal: AbortSignal;
	socket?: Duplex;
	/** True when the connection was opened ahead, and may have gone stale meanwhile. */
	warm?: boolean;
	certificate?: CertificateSeen | undefined;
}

/** Where a request goes: everything but method, path, headers and body. */
export interface Route {
	readonly agent: Agent;
	/** True when the connection at the other end of `host` and `port` speaks TLS. */
	readonly secure: boolean;
	readonly host: string;
	readonly port: number;
	/** The proxy that a tunnel goes through, or that the whole request is handed to (`forwarded`). */
	readonly proxy: Proxy | undefined;
	/** True for plain http through a proxy, which then takes the request with its full URL. */
	readonly forwarded: boolean;
}

type ConnectOptions = RequestOptions & { attempt?: Attempt; servername?: string };
type Connected = (error: Error | null, socket: Duplex) => void;

/** Connections by route. */
export interface Pool {
	/** @throws GraphctlError `config.ca-file`, `network.proxy` */
	route(url: URL, caFile: string | undefined): Route;
	/** Opens a TLS connection that the next request on this route takes. */
	warm(route: Route): void;
	/** Forgets the idle connections of a route, so that the next request opens one. */
	forget(route: Route): void;
	closeIdle(): void;
}

/** The connections of one process; `env` names proxies and additional authorities. */
export function createPool(env: Runtime['env']): Pool {
	const trust = createTrust(env);
	const agents = new Map<string, Agent>();
	const warmed = new Map<string, TLSSocket>();

	function tlsAgent(key: string, caFile: string | undefined, proxy: Proxy | undefined): Agent {
		const https = process.getBuiltinModule('node:https');
		const secureContext = trust(caFile);
		const agent = new https.Agent({ keepAlive: true, ...(secureContext && { secureContext }) });
		const connect = agent.createConnection.bind(agent);
		const open = (options: ConnectOptions): Duplex | null | undefined => {
			const socket = connect(options);
			// Once the handshake failed the certificate is gone: it is read before Node judges it.
			socket?.prependOnceListener('secure', () => {
				if (options.attempt) options.attempt.certificate = peerCertificate(socket);
			});
			return socket;
		};
		agent.createConnection = (options: ConnectOptions, done?: Connected) => {
			const { attempt } = options;
			const ready = warmed.get(warmKey(key, options));
			warmed.delete(warmKey(key, options));
			if (ready && !ready.destroyed && attempt) {
				attempt.socket = ready;
				attempt.warm = true;
				ready.ref();
				return ready;
			}
			if (proxy === undefined) {
				const socket = open(options);
				if (attempt && socket) attempt.socket = socket;
				return socket;
			}
			tunnel(options, proxy, open, done);
			return undefined;
		};
		return agent;
	}

	function agentFor(key: string, secure: boolean, caFile: string | undefined, proxy: Proxy | undefined): Agent {
		let agent = agents.get(key);
		if (agent === undefined) {
			agent = secure ? tlsAgent(key, caFile, proxy) : plainAgent();
			agents.set(key, agent);
		}
		return agent;
	}

	const keys = new WeakMap<Agent, string>();
	return {
		route(url, caFile) {
			const proxy = findProxy(url, env);
			const forwarded = proxy !== undefined && url.protocol === 'http:';
			const end = forwarded ? proxy.url : url;
			const secure = end.protocol === 'https:';
			// The CA file vouches for the cloud, not for a proxy.
			const key = JSON.stringify(forwarded ? [secure] : [secure, caFile, proxy?.url.href]);
			const agent = forwarded ? agentFor(key, secure, undefined, undefined) : agentFor(key, secure, caFile, proxy);
			keys.set(agent, key);
			return { agent, secure, host: bareHost(end), port: Number(end.port) || defaultPort(end), proxy, forwarded };
		},
		warm({ agent, secure, host, port, proxy }) {
			// Plain connections and tunnels are opened when they are needed: the gain is in the TLS handshake of a direct one.
			if (!secure || proxy !== undefined) return;
			const options: ConnectOptions = { ...agent.options, host, port };
			if (process.getBuiltinModule('node:net').isIP(host) === 0) options.servername = host;
			const key = warmKey(keys.get(agent) ?? '', options);
			if (warmed.has(key)) return;
			const socket = agent.createConnection(options);
			if (!isTls(socket)) return;
			socket.on('error', () => {});
			socket.once('close', () => {
				if (warmed.get(key) === socket) warmed.delete(key);
			});
			socket.unref();
			warmed.set(key, socket);
		},
		forget({ agent, host, port }) {
			const key = warmKey(keys.get(agent) ?? '', { host, port });
			warmed.get(key)?.destroy();
			warmed.delete(key);
			for (const [name, sockets] of Object.entries(agent.freeSockets)) {
				if (name.startsWith(`${host}:${port}:`)) for (const socket of sockets ?? []) socket.destroy();
			}
		},
		closeIdle() {
			for (const socket of warmed.values()) socket.destroy();
			warmed.clear();
			for (const agent of agents.values()) {
				for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
			}
		},
	};
}

function plainAgent(): Agent {
	const agent = new (process.getBuiltinModule('node:http').Agent)({ keepAlive: true });
	const connect = agent.createConnection.bind(agent);
	agent.createConnection = (options: ConnectOptions) => {
		const socket = connect(options);
		if (options.attempt && socket) options.attempt.socket = socket;
		return socket;
	};
	return agent;
}

function tunnel(
	options: ConnectOptions,
	proxy: Proxy,
	open: (options: ConnectOptions & { socket: Duplex }) => Duplex | null | undefined,
	done: Connected | undefined,
): void {
	const signal = options.attempt?.signal ?? new AbortController().signal;
	openTunnel(proxy, options.host ?? '', Number(options.port), signal).then(
		(socket) => {
			if (signal.aborted) socket.destroy();
			const secure = open({ ...options, socket });
			if (options.attempt && secure) options.attempt.socket = secure;
			if (secure) done?.(null, secure);
		},
		// Node's typing asks for a socket even where there is only an error.
		(error: Error) => (done as ((error: Error) => void) | undefined)?.(error),
	);
}

function warmKey(agentKey: string, { host, port }: ConnectOptions): string {
	return `${agentKey} ${host}:${port}`;
}

function isTls(socket: Duplex | null | undefined): socket is TLSSocket {
	return socket instanceof process.getBuiltinModule('node:tls').TLSSocket;
}

function peerCertificate(socket: Duplex): CertificateSeen | undefined {
	return isTls(socket) ? readCertificate(socket.getPeerCertificate(true)) : undefined;
}
