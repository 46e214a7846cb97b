/**
 * The listener that the browser comes back to (RFC 8252 7.3): loopback only, one answer, and the page only after the token exchange.
 * Whatever else knocks is answered and ignored, so that neither a favicon nor a hostile page can end or capture a sign-in, or feign the end of a session.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Clock } from '../runtime.js';
import type { Callback } from './callback.js';
import { type CallbackPage, callbackHeaders, renderCallbackPage } from './callback-page.js';
import { listenOnLoopback } from './loopback-ports.js';

export interface LoopbackOptions<T> {
	/** The answer that is waited for, or why this is not it; must check the state. */
	read(query: URLSearchParams): { readonly accepted: T } | { readonly refused: string };
	/** Fixed port; default is any free one. */
	readonly port?: number | undefined;
	readonly clock: Clock;
	/** What to do where no port can be had; a hint. */
	readonly withoutPort: string;
	randomBytes(count: number): Uint8Array;
}

export interface Loopback<T = Callback> {
	/** `http://localhost:PORT`; the same text goes into both requests. */
	readonly redirectUri: string;
	/** The first answer that was accepted. Never rejects; stays pending when none comes. */
	readonly callback: Promise<T>;
	/**
	 * Shows the browser how it ended, then closes. `graceMs` is how long to wait for a browser that was sent to the page and has not
	 * fetched it yet.
	 */
	finish(page: CallbackPage, graceMs?: number): Promise<void>;
	/** Closes ports and connections; safe to call twice. */
	close(): Promise<void>;
}

const limits = {
	maxHeaderSize: 32_768,
	headersTimeout: 10_000,
	requestTimeout: 10_000,
	connectionsCheckingInterval: 1000,
};
const maxConnections = 64;

/**
 * Opens the listener on 127.0.0.1 and ::1, because `localhost` may mean either.
 * @throws GraphctlError `config.redirect-port` when the port cannot be had
 */
export async function openLoopback<T>(options: LoopbackOptions<T>): Promise<Loopback<T>> {
	const http = await import('node:http');
	const base64url = (count: number): string => Buffer.from(options.randomBytes(count)).toString('base64url');
	// Nobody else on this machine can guess where the result will be shown.
	const pagePath = `/done/${base64url(12)}`;
	const held = new Set<ServerResponse>();
	let redirected = false;
	let finalPage: CallbackPage | undefined;
	let port = 0;
	let resolveCallback: (callback: T) => void = () => undefined;
	let pageFetched: () => void = () => undefined;
	const callback = new Promise<T>((resolve) => {
		resolveCallback = resolve;
	});
	const fetched = new Promise<void>((resolve) => {
		pageFetched = resolve;
	});

	function answer(
		response: ServerResponse,
		status: number,
		page: CallbackPage,
		more: Record<string, string> = {},
	): void {
		const nonce = base64url(12);
		const html = renderCallbackPage(page, nonce);
		response.writeHead(status, { ...callbackHeaders(nonce), 'Content-Length': Buffer.byteLength(html), ...more });
		response.end(html);
	}

	function refuse(request: IncomingMessage, response: ServerResponse, { status, reason }: Refusal): void {
		// A body that nobody asked for is not read to its end.
		response.once('finish', () => request.socket.destroySoon());
		answer(response, status, { kind: 'stray', reason }, status === 405 ? { Allow: 'GET' } : {});
	}

	function handle(request: IncomingMessage, response: ServerResponse): void {
		response.on('error', () => undefined);
		const decision = decide(request, { port, pagePath, redirected, read: options.read });
		if (decision === 'page') hold(response);
		else if ('status' in decision) refuse(request, response, decision);
		else {
			redirected = true;
			// The code leaves the address bar, and the history, before anything is shown.
			response.writeHead(303, { ...callbackHeaders(base64url(12)), Location: pagePath, 'Content-Length': 0 }).end();
			resolveCallback(decision.accepted);
		}
	}

	function hold(response: ServerResponse): void {
		if (finalPage) {
			answer(response, 200, finalPage);
			return;
		}
		held.add(response);
		response.once('close', () => held.delete(response));
		pageFetched();
	}

	const listening = await listenOnLoopback(() => {
		const server = http.createServer({ ...limits, keepAliveTimeout: 1 }, handle);
		server.maxConnections = maxConnections;
		return server;
	}, options);
	port = listening.port;

	let closing: Promise<void> | undefined;
	const close = (): Promise<void> => {
		closing ??= Promise.all(listening.servers.map(closeServer)).then(() => undefined);
		return closing;
	};
	return {
		redirectUri: `http://localhost:${port}`,
		callback,
		async finish(page, graceMs = 1500) {
			if (redirected && held.size === 0) await waitAtMost(options.clock, graceMs, fetched);
			finalPage = page;
			const gone = [...held].map((response) => new Promise((resolve) => response.once('close', resolve)));
			for (const response of held) answer(response, 200, page);
			await waitAtMost(options.clock, 500, Promise.all(gone));
			await close();
		},
		close,
	};
}

interface Refusal {
	readonly status: number;
	/** Shown on the page; repeats nothing of the request. */
	readonly reason: string;
}

interface Expected<T> {
	readonly port: number;
	readonly pagePath: string;
	readonly redirected: boolean;
	readonly read: LoopbackOptions<T>['read'];
}

/** What to do with a request: accept its answer, hold it until the final page is known, or refuse it. */
function decide<T>(request: IncomingMessage, expected: Expected<T>): { readonly accepted: T } | 'page' | Refusal {
	const target = request.url ?? '';
	const mark = target.indexOf('?');
	const path = mark < 0 ? target : target.slice(0, mark);
	if (!isOwnHost(request.headers.host, expected.port)) return { status: 400, reason: 'This is not a web site.' };
	if (request.method !== 'GET') return { status: 405, reason: 'Only GET is answered here.' };
	if (hasBody(request)) return { status: 413, reason: 'A request without a body was expected.' };
	if (path === expected.pagePath && expected.redirected) return 'page';
	if (path !== '/') return { status: 404, reason: 'There is nothing at this address.' };
	if (expected.redirected) return { status: 400, reason: 'This has been answered already.' };
	const reading = expected.read(new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)));
	if ('accepted' in reading) return reading;
	return { status: 400, reason: `This is not the answer that is waited for: ${reading.refused}.` };
}

/** Only these names may stand in `Host`: a page of another name that resolves to this machine is refused (DNS rebinding). */
function isOwnHost(host: string | undefined, port: number): boolean {
	const names = ['localhost', '127.0.0.1', '[::1]'];
	const given = host?.toLowerCase();
	return names.some((name) => given === `${name}:${port}` || (port === 80 && given === name));
}

function hasBody(request: IncomingMessage): boolean {
	return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

function closeServer(server: Server): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}

async function waitAtMost(clock: Clock, ms: number, promise: Promise<unknown>): Promise<void> {
	const over = new AbortController();
	const timer = clock.sleep(ms, over.signal).catch(() => undefined);
	await Promise.race([promise, timer]);
	over.abort();
}
