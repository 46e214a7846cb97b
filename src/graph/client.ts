/** The Graph client: the token goes to the account's own Graph and nowhere else; throttling is waited out; errors are translated. */
import { cancelled, GraphctlError } from '../errors.js';
import type { Clock, HttpResponse } from '../runtime.js';
import { type Content, newId, type Sender, tryOnce } from './attempt.js';
import { claimsChallenge } from './challenge.js';
import type { GrantAdvice } from './grant-advice.js';
import { type Asked, type JsonObject, readObject, readObjectOrArray } from './graph-answer.js';
import { challenged, throttled, toGraphError, tokenRefused } from './graph-errors.js';
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
	/** Status of the answer; undefined when there was none. */
	readonly status: number | undefined;
}

/** What kind of token a request needs. */
export interface GraphTokenRequest {
	/** Claims (JSON text) that the token must satisfy. */
	readonly claims?: string;
	/** True when Graph refused the cached token. */
	readonly forceRefresh?: boolean;
}

export interface GraphClientOptions extends Sender {
	readonly clock: Pick<Clock, 'now' | 'sleep'>;
	readonly randomBytes: (count: number) => Uint8Array;
	/** Origin of the account's Graph, https. */
	readonly graphOrigin: string;
	/** Ends every request and every wait. */
	readonly signal?: AbortSignal | undefined;
	/** For an app: how an administrator gives it a permission that a 403 names. */
	readonly grantAdvice?: GrantAdvice | undefined;
	/** True sends a change again after a 429 alone: only Graph is known to do nothing when it answers 503 and names a time. */
	readonly cautious?: boolean | undefined;
	getToken(request: GraphTokenRequest): Promise<string>;
	/** Told before each wait. */
	readonly onWait?: ((info: WaitInfo) => void) | undefined;
}

export interface RequestOptions extends Omit<Content, 'body'> {
	/** Added to the path; a following page brings its own. */
	readonly query?: Query | undefined;
	readonly signal?: AbortSignal | undefined;
	/** Told before each wait of this request, in place of the client's own. */
	readonly onWait?: ((info: WaitInfo) => void) | undefined;
}

export interface BodyOptions extends RequestOptions, Content {}

/** Requests to one account's Graph. Every method throws GraphctlError. */
export interface GraphClient {
	/** Any request; resolves with a successful answer (2xx). */
	request(method: string, path: string, options?: BodyOptions): Promise<HttpResponse>;
	/** The JSON object at a path (`/me`, `/beta/me`) or link. Its properties are Graph's word and unchecked. */
	get<T extends object>(path: string, options?: RequestOptions): Promise<T>;
	/** A page of whatever list, with the headers that it came with. */
	getPage(path: string, options?: RequestOptions): Promise<AnyPage>;
	getBytes(path: string, options?: RequestOptions): Promise<Uint8Array>;
}

/** One answer of a list that may be no list of Graph's. */
export interface AnyPage {
	/** The address that was asked. */
	readonly url: string;
	readonly body: JsonObject | readonly unknown[];
	readonly headers: HttpResponse['headers'];
}

/** Makes a client for one account. @throws GraphctlError `config.cloud` unless the origin is https */
export function createGraphClient(options: GraphClientOptions): GraphClient {
	const origin = requireHttps(options.graphOrigin);
	const within = joinSignals(options.signal);
	const sendOne = (method: string, path: string, request: BodyOptions): Promise<Sent> =>
		send(options, origin, method, path, { ...request, signal: within(request.signal) });
	const client: GraphClient = {
		request: (method, path, request = {}) => sendOne(method, path, request).then(({ response }) => response),
		get: async <T extends object>(path: string, request: RequestOptions = {}) => {
			const { response, asked } = await sendOne('GET', path, request);
			const object: JsonObject = readObject(response, asked);
			return object as T;
		},
		getPage: async (path, request = {}) => {
			const { response, asked } = await sendOne('GET', path, request);
			const url = `https://${asked.host}${asked.path}${asked.query}`;
			return { url, body: readObjectOrArray(response, asked), headers: response.headers };
		},
		getBytes: (path, request = {}) => client.request('GET', path, request).then(({ body }) => body),
	};
	return client;
}

/** A session that was ended may lack the stronger proof, too: Graph names one demand after the other. */
const mostChallenges = 2;

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
	const { grantAdvice, clock, loginLine } = options;
	const { signal } = request;
	const url = graphUrl(origin, path, request.query);
	let token = await options.getToken({});
	let refreshed = false;
	const demanded: string[] = [];
	let waited = 0;
	let freshConnection = false;
	for (let attempt = 1, failures = 0; ; ) {
		const clientRequestId = newId(options.randomBytes);
		const asked: Asked = { method, path: url.pathname, query: url.search, host: url.host, clientRequestId };
		const outcome = await tryOnce(options, url, asked, request, { token, signal, freshConnection });
		let wait: number;
		let reason: string;
		let answered: number | undefined;
		if (outcome instanceof GraphctlError) {
			if (failures++ >= repeatsAfterFailure(method, outcome)) throw outcome;
			wait = backoff(attempt, options.randomBytes);
			reason = outcome.message;
		} else {
			const response = outcome;
			const { status } = response;
			answered = status;
			if (status >= 200 && status < 300) return { response, asked };
			if (status === 401 || status === 403) {
				const claims = claimsChallenge(response.headers['www-authenticate']);
				if (claims !== undefined) {
					if (demanded.includes(claims) || demanded.length === mostChallenges)
						throw challenged(response, asked, claims, loginLine);
					demanded.push(claims);
					token = await options.getToken({ claims });
					continue;
				}
				if (status === 403) throw toGraphError(response, asked, loginLine, grantAdvice);
				if (refreshed) throw tokenRefused(response, asked, loginLine);
				refreshed = true;
				token = await options.getToken({ forceRefresh: true });
				continue;
			}
			const named = retryAfter(response.headers, clock.now());
			const allowed = repeatsAllowed(method, status, named !== undefined && !options.cautious);
			const left = longestTotal - waited;
			wait = Math.min(named ?? backoff(attempt, options.randomBytes), longestWait);
			// A server that names a time beyond all patience is not asked before that time.
			if (attempt > allowed || attempt >= mostAttempts || (named ?? 0) > left || wait > left) {
				throw status === 429 ? throttled(response, asked, named) : toGraphError(response, asked, loginLine);
			}
			freshConnection = status === 503;
			reason = status === 429 ? 'Graph is busy with this account (status 429).' : `Graph answered ${status}.`;
		}
		const info = { seconds: wait / 1000, reason, attempt, status: answered };
		(request.onWait ?? options.onWait)?.(info);
		await clock.sleep(wait, signal).catch((error: unknown) => {
			throw error instanceof GraphctlError || !signal?.aborted ? error : cancelled();
		});
		waited += wait;
		attempt++;
	}
}

function requireHttps(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url?.protocol === 'https:') return url.origin;
	throw new GraphctlError({
		code: 'config.cloud',
		message: `The address of Graph must be an https URL, not "${text}".`,
	});
}

/** Joins the client's signal with that of a request: once for each, since thousands of requests may share theirs, and a joined one lives as long as its sources. */
function joinSignals(own: AbortSignal | undefined): (given: AbortSignal | undefined) => AbortSignal | undefined {
	const joined = new WeakMap<AbortSignal, AbortSignal>();
	return (given) => {
		if (!own || !given) return own ?? given;
		const both = joined.get(given) ?? AbortSignal.any([own, given]);
		joined.set(given, both);
		return both;
	};
}
