/** Which proxy a request goes through, by curl's rules, and the tunnel through it. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { bypassesProxy } from './no-proxy.js';

/** A proxy that is to be used; `url` may hold a password and is never printed. */
export interface ProxyServer {
	readonly url: URL;
	/** Host and port, for messages. */
	readonly name: string;
	/** The variable it came from. */
	readonly variable: string;
}

/**
 * The proxy for a URL, or undefined for a direct connection. Unlike curl, `HTTP_PROXY` in capitals counts too (no CGI program
 * is meant here). @throws GraphctlError `network.proxy` for a proxy that cannot be understood
 */
export function findProxy(url: URL, env: Runtime['env']): ProxyServer | undefined {
	const scheme = url.protocol.slice(0, -1);
	const variable = [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`, 'all_proxy', 'ALL_PROXY'].find(
		(name) => env[name],
	);
	if (variable === undefined) return undefined;
	const port = url.port === '' ? defaultPort(url) : Number(url.port);
	if (bypassesProxy(url.hostname, port, env['no_proxy'] || env['NO_PROXY'] || '')) return undefined;
	const text = env[variable] ?? '';
	const full = text.includes('://') ? text : `http://${text}`;
	if (!URL.canParse(full)) throw badProxy(variable, 'is not a URL');
	const proxy = new URL(full);
	if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') {
		throw badProxy(variable, `names a ${proxy.protocol.slice(0, -1)} proxy; only http and https proxies are supported`);
	}
	if (proxy.hostname === '') throw badProxy(variable, 'names no host');
	return { url: proxy, name: `${proxy.hostname}:${proxy.port || defaultPort(proxy)}`, variable };
}

/** Headers that sign in to the proxy, from the user name and password in its URL. */
export function proxyHeaders(proxy: ProxyServer): Record<string, string> {
	const { username, password } = proxy.url;
	if (username === '' && password === '') return {};
	const pair = `${decode(username)}:${decode(password)}`;
	return { 'Proxy-Authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/**
 * Asks the proxy for a tunnel (RFC 9110, 9.3.6). Written on `node:http` because the tunnel must end with the request: an
 * aborted CONNECT of https-proxy-agent stays open, even after its agent was destroyed.
 * @throws GraphctlError `network.proxy` naming the proxy and why it refused
 */
export function openTunnel(proxy: ProxyServer, host: string, port: number, signal: AbortSignal): Promise<Socket> {
	return new Promise((resolve, reject) => {
		const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
		const request = connectRequest(proxy, target, signal);
		request.once('error', (error) => {
			reject(signal.aborted ? error : proxyUnreachable(proxy, error));
		});
		request.once('connect', (answer: IncomingMessage, socket: Socket, head: Buffer) => {
			const status = answer.statusCode ?? 0;
			if (status >= 200 && status < 300) {
				if (head.length > 0) socket.unshift(head);
				return resolve(socket);
			}
			socket.destroy();
			reject(proxyRefused(proxy, status, answer.statusMessage ?? '', host));
		});
		request.once('close', () =>
			reject(proxyUnreachable(proxy, new Error('it closed the connection without an answer'))),
		);
		request.end();
	});
}

function connectRequest(proxy: ProxyServer, target: string, signal: AbortSignal): ClientRequest {
	const { url } = proxy;
	const options = {
		host: bareHost(url),
		port: url.port || defaultPort(url),
		method: 'CONNECT',
		path: target,
		headers: { Host: target, ...proxyHeaders(proxy) },
		agent: false,
		signal,
	} as const;
	return url.protocol === 'https:'
		? process.getBuiltinModule('node:https').request(options)
		: process.getBuiltinModule('node:http').request(options);
}

/** Host name of a URL without the brackets of an IPv6 address. */
export function bareHost(url: URL): string {
	return url.hostname.replace(/^\[|\]$/g, '');
}

export function defaultPort(url: URL): number {
	return url.protocol === 'https:' ? 443 : 80;
}

/** The proxy answered, and the answer is no. */
export function proxyRefused(proxy: ProxyServer, status: number, statusText: string, host: string): GraphctlError {
	const answer = `${status} ${statusText}`.trim();
	const meaning =
		status === 407
			? 'it wants a user name and password, or refuses the ones given'
			: status === 403
				? `it does not allow connections to ${host}`
				: status >= 500
					? `it could not reach ${host}`
					: 'it opens no tunnel';
	return new GraphctlError({
		code: 'network.proxy',
		message: `The proxy ${proxy.name} answered ${answer}: ${meaning}.`,
		hint:
			status === 407
				? `Put them into the variable: ${proxy.variable}=http://USER:PASSWORD@${proxy.name}`
				: advice(proxy, host),
		details: { status },
	});
}

function proxyUnreachable(proxy: ProxyServer, cause: Error): GraphctlError {
	return new GraphctlError({
		code: 'network.proxy',
		message: `The proxy ${proxy.name} cannot be used: ${describe(cause)}.`,
		hint: advice(proxy, 'the host'),
		cause,
	});
}

function advice(proxy: ProxyServer, host: string): string {
	return `The proxy comes from ${proxy.variable}; correct or unset it, or add ${host} to NO_PROXY.`;
}

function badProxy(variable: string, problem: string): GraphctlError {
	return new GraphctlError({
		code: 'network.proxy',
		message: `The variable ${variable} ${problem}.`,
		hint: `Set it as in ${variable}=http://proxy.example.com:8080, or unset it.`,
	});
}

function describe(error: Error): string {
	const code = 'code' in error ? error.code : undefined;
	if (code === 'ECONNREFUSED') return 'it refused the connection';
	if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its host name was not found';
	if (code === 'ETIMEDOUT') return 'it did not answer in time';
	if (code === 'ECONNRESET') return 'it closed the connection';
	return error.message || String(code);
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
