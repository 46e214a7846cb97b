/** A loopback Graph that answers from a script, and a client whose clock never makes anybody wait. */
import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import {
	createGraphClient,
	type GraphClient,
	type GraphClientOptions,
	type GraphTokenRequest,
	type WaitInfo,
} from '../../src/graph/client.js';
import { writeLoginLine } from '../../src/session/login-line.js';
import { serve, type TestServer } from '../node/http-test-server.js';
import { type HttpTools, prepareHttp } from '../node/http-test-setup.js';

export interface Seen {
	readonly method: string;
	readonly url: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

/** One answer of the script; a function answers as it likes. */
export type Answer =
	| {
			readonly status?: number;
			readonly headers?: Readonly<Record<string, string | readonly string[]>>;
			/** Sent as JSON unless it is text. */
			readonly body?: unknown;
	  }
	| ((request: IncomingMessage, response: ServerResponse) => void);

export interface TestGraph {
	readonly server: TestServer;
	readonly origin: string;
	readonly seen: readonly Seen[];
	readonly client: GraphClient;
	/** Token requests in order. */
	readonly tokens: readonly GraphTokenRequest[];
	/** Waits that were announced. */
	readonly waits: readonly WaitInfo[];
	/** Milliseconds slept. */
	readonly slept: readonly number[];
}

export interface GraphTools extends HttpTools {
	/** Answers in order; the last one for ever. */
	graph(answers: readonly Answer[], options?: Partial<GraphClientOptions>): Promise<TestGraph>;
}

/** 2026-11-20T12:00:00Z, the time at which every test takes place. */
export const now = Date.UTC(2026, 10, 20, 12);

export function prepareGraph(): GraphTools {
	const tools = prepareHttp();
	return {
		...tools,
		async graph(answers, options = {}) {
			const seen: Seen[] = [];
			const tokens: GraphTokenRequest[] = [];
			const waits: WaitInfo[] = [];
			const slept: number[] = [];
			const server = await tools.started(
				serve(tools.certificates().good, async (request, response) => {
					let body = '';
					for await (const chunk of request) body += String(chunk);
					const { method = '', url = '', headers } = request;
					seen.push({ method, url, headers, body });
					const answer = answers[Math.min(seen.length, answers.length) - 1] ?? {};
					if (typeof answer === 'function') return answer(request, response);
					const { status = 200, headers: extra = {} } = answer;
					for (const [name, value] of Object.entries(extra)) response.setHeader(name, value);
					response.statusCode = status;
					return response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
				}),
			);
			const client = createGraphClient({
				http: tools.door(),
				clock: {
					now: () => now + slept.reduce((sum, ms) => sum + ms, 0),
					sleep: async (ms) => void slept.push(ms),
				},
				randomBytes,
				loginLine: (needs) => writeLoginLine({}, needs),
				version: '1.2.3',
				graphOrigin: server.origin,
				caFile: tools.certificates().caFile,
				getToken: async (request) => {
					tokens.push(request);
					return `token-${tokens.length}`;
				},
				onWait: (info) => void waits.push(info),
				...options,
			});
			return { server, origin: server.origin, seen, client, tokens, waits, slept };
		},
	};
}

/** Graph's error body. */
export function errorBody(code: string, message = 'Server wording.', inner: object = {}): object {
	return { error: { code, message, innerError: { 'request-id': 'inner-id', ...inner } } };
}
