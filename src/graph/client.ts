/** The Graph client: the token goes to the account's own Graph and nowhere else; throttling is waited out; errors are translated. */
import { GraphctlError } from '../errors.js';
import type { Clock, Http, HttpResponse, Log } from '../runtime.js';
import { claimsChallenge } from './challenge.js';
import { type Asked, type JsonObject, readObject } from './graph-answer.js';
import { challenged, type LoginLine, plainLoginLine, throttled, toGraphError, tokenRefused } from './graph-errors.js';
import { graphUrl, type Query } from './graph-path.js';
import {
	backoff,
	longestTotal,
	longestWait,
	mostAttempts,
	repeatsAfterFailure,
	repeatsAllowed,
	retryAfter,
} from './retry.js';

/** Why and how long the client waits before it asks again. */
export interface WaitInfo {
	readonly seconds: number;
	/** A sentence for the person who waits. */
	readonly reason: string;
	/** Number of the attempt that failed, from 1. */
	readonly attempt: number;
}

/** What kind of token a request needs. */
export interface GraphTokenRequest {
	/** Claims (JSON text) that the token must satisfy. */
	readonly claims?: string;
	/** True when Graph refused the cached token. */
	readonly forceRefresh?: boolean;
}

export interface GraphClientOptions {
	readonly http: Pick<Http, 'request'>;
	readonly clock: Pick<Clock, 'now' | 'sleep'>;
	readonly randomBytes: (count: number) => Uint8Array;
	readonly log: Log;
	readonly version: string;
	/** Origin of the account's Graph, https. */
	readonly graphOrigin: string;
	readonly caFile?: string | undefined;
	/** Ends every request and every wait. */
	readonly signal?: AbortSignal | undefined;
	getToken(request: GraphTokenRequest): Promise<string>;
	/** Command line for the hint of a missing permission or sign-in. */
	readonly loginLine?: LoginLine | undefined;
	/** Told before each wait. */
	readonly onWait?: ((info: WaitInfo) => void) | undefined;
}

export interface RequestOptions {
	/** Added to the path; a following page brings its own. */
	readonly query?: Query | undefined;
	readonly headers?: Readonly<Record<string, string>> | undefined;
	readonly signal?: AbortSignal | undefined;
	/** Largest accepted body in bytes. */
	readonly maxBytes?: number | undefined;
}

export interface BodyOptions extends RequestOptions {
	/** Sent as JSON, unless it is text or bytes. */
	readonly body?: unknown;
}

/** Requests to one account's Graph. Every method throws GraphctlError. */
export interface GraphClient {
	/** Any request; resolves with a successful answer (2xx). */
	request(method: string, path: string, options?: BodyOptions): Promise<HttpResponse>;
	/** The JSON object at a path (`/me`, `/beta/me`) or link. Its properties are Graph's word and unchecked. */
	get<T extends object>(path: string, options?: RequestOptions): Promise<T>;
	getBytes(path: string, options?: RequestOptions): Promise<Uint8Array>;
}

/** Makes a client for one account. @throws GraphctlError `config.cloud` unless the origin is https */
export function createGraphClient(options: GraphClientOptions): GraphClient {
	const origin = requireHttps(options.graphOrigin);
	const client: GraphClient = {
		request: (method, path, request = {}) =>
			send(options, origin, method, path, request).then(({ response }) => response),
		get: async <T extends object>(path: string, request: RequestOptions = {}) => {
			const { response, asked } = await send(options, origin, 'GET', path, request);
			const object: JsonObject = readObject(response, asked);
			return object as T;
		},
		getBytes: (path, request = {}) => client.request('GET', path, request).then(({ body }) => body),
	};
	return client;
}

interface Sent {
	readonly response: HttpResponse;
	readonly asked: Asked;
}

async function send(
	options: GraphClientOptions,
	origin: string,
	method: string,
	path: string,
	request: BodyOptions,
): Promise<Sent> {
	const { clock, loginLine = plainLoginLine } = options;
	const url = graphUrl(origin, path, request.query);
	const signal = bothSignals(options.signal, request.signal);
	let token = await options.getToken({});
	let refreshed = false;
	let claimed = false;
	let waited = 0;
	let freshConnection = false;
	for (let attempt = 1, failures = 0; ; ) {
		const asked: Asked = { method, path: url.pathname, host: url.host, clientRequestId: newId(options.randomBytes) };
		const outcome = await tryOnce(options, url, asked, request, { token, signal, freshConnection });
		let wait: number;
		let reason: string;
		if (outcome instanceof GraphctlError) {
			if (failures++ >= repeatsAfterFailure(method, outcome)) throw outcome;
			wait = backoff(attempt, options.randomBytes);
			reason = outcome.message;
		} else {
			const response = outcome;
			const { status } = response;
			if (status >= 200 && status < 300) return { response, asked };
			if (status === 401 || status === 403) {
				const claims = claimsChallenge(response.headers['www-authenticate']);
				if (claims !== undefined) {
					if (claimed) throw challenged(response, asked, claims, loginLine);
					claimed = true;
					token = await options.getToken({ claims });
					continue;
				}
				if (status === 403) throw toGraphError(response, asked, loginLine);
				if (refreshed) throw tokenRefused(response, asked, loginLine);
				refreshed = true;
				token = await options.getToken({ forceRefresh: true });
				continue;
			}
			const named = retryAfter(response.headers, clock.now());
			const allowed = repeatsAllowed(method, status, named !== undefined);
			const left = longestTotal - waited;
			wait = Math.min(named ?? backoff(attempt, options.randomBytes), longestWait);
			// A server that names a time beyond all patience is not asked before that time.
			if (attempt > allowed || attempt >= mostAttempts || (named ?? 0) > left || wait > left) {
				throw status === 429 ? throttled(response, asked, named) : toGraphError(response, asked, loginLine);
			}
			freshConnection = status === 503;
			reason = status === 429 ? 'Graph is busy with this account (status 429).' : `Graph answered ${status}.`;
		}
		options.onWait?.({ seconds: wait / 1000, reason, attempt });
		await clock.sleep(wait, signal);
		waited += wait;
		attempt++;
	}
}

async function tryOnce(
	options: GraphClientOptions,
	url: URL,
	asked: Asked,
	request: BodyOptions,
	state: { token: string; signal: AbortSignal | undefined; freshConnection: boolean },
): Promise<HttpResponse | GraphctlError> {
	const started = options.clock.now();
	const { body } = request;
	const raw = typeof body === 'string' || body instanceof Uint8Array;
	try {
		const response = await options.http.request({
			method: asked.method,
			url: url.href,
			headers: {
				Accept: 'application/json',
				...(body === undefined || raw ? {} : { 'Content-Type': 'application/json' }),
				...request.headers,
				'User-Agent': `graphctl/${options.version}`,
				'client-request-id': asked.clientRequestId,
				Authorization: `Bearer ${checkToken(state.token)}`,
			},
			body: body === undefined || raw ? body : JSON.stringify(body),
			maxBytes: request.maxBytes,
			caFile: options.caFile,
			signal: state.signal,
			freshConnection: state.freshConnection,
		});
		const id = String(response.headers['request-id'] ?? 'none');
		const took = options.clock.now() - started;
		options.log.debug(
			`${asked.method} ${url.href} -> ${response.status} in ${took} ms, request-id ${id}, client-request-id ${asked.clientRequestId}`,
		);
		return response;
	} catch (error) {
		if (!(error instanceof GraphctlError) || !error.code.startsWith('network.')) throw error;
		options.log.debug(`${asked.method} ${url.href} failed: ${error.code}, client-request-id ${asked.clientRequestId}`);
		return error;
	}
}

/** A token from the environment may carry a line break, which must not become a header of its own. */
function checkToken(token: string): string {
	if (/^[\x21-\x7e]+$/.test(token)) return token;
	throw new GraphctlError({
		code: 'sign-in.malformed-token',
		message: 'The access token holds characters that no token can have, such as blanks or line breaks.',
		hint: 'Check GRAPHCTL_ACCESS_TOKEN, or sign in again: graphctl login',
	});
}

function requireHttps(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url?.protocol === 'https:') return url.origin;
	throw new GraphctlError({
		code: 'config.cloud',
		message: `The address of Graph must be an https URL, not "${text}".`,
	});
}

function bothSignals(first: AbortSignal | undefined, second: AbortSignal | undefined): AbortSignal | undefined {
	return first && second ? AbortSignal.any([first, second]) : (first ?? second);
}

/** A random GUID (RFC 9562, version 4). */
function newId(randomBytes: (count: number) => Uint8Array): string {
	const bytes = Buffer.from(randomBytes(16));
	bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
	bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
	const hex = bytes.toString('hex');
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
