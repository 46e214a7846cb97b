/** A stand-in for the service that gives a machine its tokens. MSAL finds that place once in a process: one server serves a test file. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import { createHttp } from '../../src/node/http.js';
import { systemClock } from './sandbox.js';

export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

export interface IdentityServer {
	/** What it answers from now on. */
	answer: Answering;
	/** What it was asked in this test. */
	readonly asked: { readonly method: string; readonly url: URL; readonly headers: IncomingMessage['headers'] }[];
}

/** Serves the tests of this file; `variables` makes of its origin what the environment says of the place. */
export function serveIdentity(variables: (origin: string) => Readonly<Record<string, string>>): IdentityServer {
	const identity: IdentityServer = { answer: (_request, response) => void response.writeHead(500).end(), asked: [] };
	const server = createServer((request, response) => {
		const { headers, method = '', url = '' } = request;
		identity.asked.push({ method, url: new URL(url, 'http://x'), headers });
		identity.answer(request, response);
	});
	beforeAll(async () => {
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const address = server.address();
		if (address === null || typeof address === 'string') throw new Error('No port.');
		for (const [name, value] of Object.entries(variables(`http://127.0.0.1:${address.port}`))) vi.stubEnv(name, value);
	});
	beforeEach(() => void identity.asked.splice(0));
	afterAll(() => {
		vi.unstubAllEnvs();
		server.close();
	});
	return identity;
}

/** What App Service sets, as `serveIdentity` takes it. */
export const appService = (origin: string): Readonly<Record<string, string>> => ({
	IDENTITY_ENDPOINT: `${origin}/msi/token`,
	IDENTITY_HEADER: 'the-header',
});

/** An answer in JSON. */
export function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Answering {
	return (_request, response) =>
		void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** The answer with this token. */
export function givesToken(accessToken: string, more: object = {}): Answering {
	const body = { access_token: accessToken, expires_on: '4102444800', resource: 'r', token_type: 'Bearer', ...more };
	return json(200, body);
}

/** What `acquireByManagedIdentity` is called with, for the system-assigned identity. */
export function identityOptions() {
	return {
		// A proxy that is not there: whoever used it would fail.
		http: createHttp({ env: { HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' }, version: '0' }),
		clock: { ...systemClock, sleep: async () => {} },
		log: { info: () => {}, debug: () => {} },
		signal: new AbortController().signal,
		clientId: undefined,
		resource: 'https://graph.microsoft.com',
		onRetry: () => {},
	};
}
