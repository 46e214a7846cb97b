/** Counts and reports requests; query strings and ids of sign-ins never get into it. */
import type { IncomingMessage, ServerResponse } from 'node:http';

interface RequestLog {
	/** Counts a request and reports it when its answer is out. */
	watch(request: IncomingMessage, response: ServerResponse): void;
	/** Requests so far by `METHOD path`. */
	counts(): ReadonlyMap<string, number>;
}

/** Path parts that let their holder continue somebody's sign-in. */
const sensitive = /^(\/sandbox\/sign-in|\/[^/]+\/oauth2\/deviceauth|\/[^/]+\/oauth2\/v2\.0\/authorize)\/.+$/;

/** @param report receives a line such as `GET /v1.0/me 200` */
export function createRequestLog(report: ((line: string) => void) | undefined): RequestLog {
	const counts = new Map<string, number>();
	return {
		watch(request, response) {
			const path = (request.url ?? '/').replace(/[?#].*$/s, '').replace(sensitive, '$1/…');
			const key = `${request.method} ${path}`;
			counts.set(key, (counts.get(key) ?? 0) + 1);
			if (report === undefined) return;
			response.once('close', () => report(`${key} ${response.headersSent ? response.statusCode : '(no answer)'}`));
		},
		counts: () => new Map(counts),
	};
}
