/** One request and its answer on a connection of the pool. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import { cancelled, GraphctlError } from '../errors.js';
import type { BodyTaker, HttpRequest, HttpResponse } from '../runtime.js';
import type { Attempt } from './http-agents.js';
import { acceptedEncodings, decodeBody, tooLarge } from './http-body.js';
import { codeOf, timedOut, toNetworkError } from './http-errors.js';
import type { Route } from './http-pool.js';
import { streamBody, TakerFailed } from './http-stream.js';
import { proxyHeaders, proxyRefused } from './proxy.js';

const defaultTimeout = 100_000;
const longestConnect = 30_000;
const defaultMaxBytes = 64 * 1024 * 1024;

/** Thrown instead of the translated error when a kept-alive connection had died before the request reached anybody. */
export class StaleConnection extends Error {
	readonly translated: GraphctlError;

	constructor(translated: GraphctlError) {
		super(translated.message);
		this.translated = translated;
	}
}

/** Sends the request and collects the whole answer. @throws StaleConnection, GraphctlError `network.*`, `cancelled.*` */
export function exchange(request: HttpRequest, url: URL, route: Route, userAgent: string): Promise<HttpResponse> {
	return new Promise((resolve, reject) => {
		const place = { host: `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}` };
		const { signal } = request;
		const timeoutMs = request.timeoutMs ?? defaultTimeout;
		const maxBytes = request.maxBytes ?? defaultMaxBytes;
		const end = new AbortController();
		const attempt: Attempt = { signal: end.signal };
		let answer: IncomingMessage | undefined;
		let settled = false;
		let streaming = false;

		const onAbort = (): void => fail(signal?.reason instanceof GraphctlError ? signal.reason : cancelled());
		const connectMs = Math.min(timeoutMs, longestConnect);
		const connecting = setTimeout(() => fail(timedOut(place.host, false, connectMs)), connectMs);

		let outgoing: ClientRequest | undefined;
		function settle(): boolean {
			if (settled) return false;
			settled = true;
			clearTimeout(connecting);
			signal?.removeEventListener('abort', onAbort);
			return true;
		}
		function fail(error: unknown): void {
			if (!settle()) return;
			if (error instanceof TakerFailed) {
				end.abort();
				outgoing?.destroy();
				reject(error.cause);
				return;
			}
			const reused = outgoing?.reusedSocket === true || attempt.warm === true;
			const stale = reused && answer === undefined && ['ECONNRESET', 'EPIPE'].includes(codeOf(error));
			const translated = toNetworkError(error, {
				...place,
				answering: answer !== undefined,
				caFile: request.caFile,
				certificate: attempt.certificate,
			});
			end.abort();
			outgoing?.destroy();
			// A request given up before it had its connection would leave that connection to the pool.
			attempt.socket?.destroy();
			reject(stale ? new StaleConnection(translated) : translated);
		}
		/** A stream tells by itself how it ended, which may be later, when its last pieces are taken. */
		function failUnlessStreaming(error: unknown): void {
			if (!streaming) fail(error);
		}

		if (signal?.aborted) return onAbort();
		signal?.addEventListener('abort', onAbort, { once: true });
		try {
			outgoing = send(request, url, route, userAgent, attempt);
		} catch (error) {
			return fail(error);
		}
		outgoing.on('error', failUnlessStreaming);
		outgoing.on('close', () => failUnlessStreaming(Object.assign(new Error('socket closed'), { code: 'ECONNRESET' })));
		outgoing.on('timeout', () => fail(timedOut(place.host, true, timeoutMs)));
		outgoing.on('socket', (socket) => {
			const connected = (): void => {
				clearTimeout(connecting);
				if (!settled) outgoing?.setTimeout(timeoutMs);
			};
			const ready = route.secure ? 'authorized' in socket && socket.authorized === true : !socket.connecting;
			if (ready) connected();
			else socket.once(route.secure ? 'secureConnect' : 'connect', connected);
		});
		outgoing.on('response', (incoming) => {
			answer = incoming;
			const status = incoming.statusCode ?? 0;
			if (status === 407 && route.forwarded && route.proxy) {
				return fail(proxyRefused(route.proxy, status, incoming.statusMessage ?? '', url.hostname));
			}
			const head = { status, headers: readHeaders(incoming) };
			let take: BodyTaker | undefined;
			try {
				take = request.receive?.(head);
			} catch (error) {
				return fail(error);
			}
			if (take) {
				streaming = true;
				streamBody(incoming, {
					host: place.host,
					take,
					onWaiting: (waits) => outgoing?.setTimeout(waits ? 0 : timeoutMs),
				}).then(() => settle() && resolve({ ...head, body: new Uint8Array() }), fail);
				return;
			}
			const chunks: Buffer[] = [];
			let size = 0;
			if (Number(incoming.headers['content-length'] ?? 0) > maxBytes && request.method !== 'HEAD') {
				return fail(tooLarge(place.host, maxBytes));
			}
			incoming.on('data', (chunk: Buffer) => {
				size += chunk.length;
				if (size > maxBytes) return fail(tooLarge(place.host, maxBytes));
				chunks.push(chunk);
			});
			incoming.on('error', fail);
			incoming.on('end', () => {
				if (!incoming.complete) return fail(Object.assign(new Error('incomplete'), { code: 'ECONNRESET' }));
				try {
					const encoding = incoming.headers['content-encoding'] ?? '';
					const body = decodeBody(Buffer.concat(chunks, size), encoding, maxBytes, place.host);
					if (settle()) resolve({ ...head, body });
				} catch (error) {
					fail(error);
				}
			});
		});
	});
}

function send(request: HttpRequest, url: URL, route: Route, userAgent: string, attempt: Attempt): ClientRequest {
	const path = `${url.pathname}${url.search}`;
	const options = {
		agent: route.agent,
		host: route.host,
		port: route.port,
		method: request.method,
		path: route.forwarded ? `http://${url.host}${path}` : path,
		headers: {
			'User-Agent': userAgent,
			'Accept-Encoding': acceptedEncodings,
			...(route.forwarded && route.proxy ? proxyHeaders(route.proxy) : {}),
			...request.headers,
			Host: url.host,
		},
		attempt,
	};
	const module = process.getBuiltinModule(route.secure ? 'node:https' : 'node:http');
	const outgoing = module.request(options);
	outgoing.end(request.body);
	return outgoing;
}

function readHeaders(incoming: IncomingMessage): HttpResponse['headers'] {
	const headers: Record<string, string | readonly string[]> = {};
	for (const [name, value] of Object.entries(incoming.headers)) {
		if (value !== undefined) headers[name] = Array.isArray(value) && value.length === 1 ? (value[0] ?? '') : value;
	}
	// Node joins these with commas, which their quoted values may contain as well.
	const challenges = incoming.headersDistinct['www-authenticate'] ?? [];
	if (challenges.length > 1) headers['www-authenticate'] = challenges;
	return headers;
}
