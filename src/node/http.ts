/** The HTTP door: every request of the program that leaves the process goes through here. */
import { GraphctlError } from '../errors.js';
import type { Http, HttpRequest, HttpResponse, Runtime } from '../runtime.js';
import { exchange, StaleConnection } from './http-exchange.js';
import { createPool } from './http-pool.js';

export interface HttpOptions {
	/** Where proxies and additional certificate authorities are named. */
	readonly env: Runtime['env'];
	/** Version of graphctl, for the User-Agent header. */
	readonly version: string;
}

/**
 * The door over `node:https`, which loads at the first request: a fetch costs a cold process 40 ms, this 11 to 26.
 * Connections are kept alive; redirects are never followed.
 */
export function createHttp({ env, version }: HttpOptions): Http {
	const pool = createPool(env);
	const userAgent = `graphctl/${version}`;

	return {
		async request(request: HttpRequest): Promise<HttpResponse> {
			const url = parseUrl(request.url);
			const route = pool.route(url, request.caFile, request.direct);
			if (request.freshConnection) route.forget();
			try {
				return await exchange(request, url, route, userAgent);
			} catch (error) {
				if (!(error instanceof StaleConnection)) throw error;
				// The server closed the idle connection as we wrote to it. Only what changes nothing may be sent again.
				if (request.method !== 'GET' && request.method !== 'HEAD') throw error.translated;
			}
			route.forget();
			return exchange(request, url, route, userAgent);
		},
		preconnect(url, caFile) {
			try {
				pool.route(parseUrl(url), caFile).openAhead();
			} catch {
				// The request that follows will meet the same trouble and tell of it.
			}
		},
		close: () => pool.closeIdle(),
	};
}

function parseUrl(text: string): URL {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
	throw new GraphctlError({ code: 'internal.url', message: `Not an http(s) address: ${text.slice(0, 200)}.` });
}
