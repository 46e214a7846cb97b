/** The token of the machine's own identity, from an App Service endpoint. MSAL finds its place once in a process: one server serves all. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acquireByManagedIdentity, type ManagedIdentityOptions } from '../../src/flows/managed-identity.js';
import { createHttp } from '../../src/node/http.js';
import { systemClock } from '../helpers/sandbox.js';

let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: { readonly url: URL; readonly headers: IncomingMessage['headers'] }[] = [];
const server = createServer((request, response) => {
	asked.push({ url: new URL(request.url ?? '', 'http://x'), headers: request.headers });
	answer(request, response);
});
const json = (status: number, body: object, headers: Readonly<Record<string, string>> = {}): typeof answer => {
	return (_request, response) =>
		void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

const before = { ...process.env };
beforeAll(async () => {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('No port.');
	process.env['IDENTITY_ENDPOINT'] = `http://127.0.0.1:${address.port}/msi/token`;
	process.env['IDENTITY_HEADER'] = 'the-header';
});
afterAll(() => {
	process.env = before;
	server.close();
});
beforeEach(() => {
	asked = [];
});

function options(more: Partial<ManagedIdentityOptions> = {}): ManagedIdentityOptions {
	return {
		// A proxy that is not there: whoever used it would fail.
		http: createHttp({ env: { HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' }, version: '0' }),
		clock: { ...systemClock, sleep: async () => {} },
		log: { info: () => {}, debug: () => {} },
		signal: new AbortController().signal,
		clientId: undefined,
		resource: 'https://graph.microsoft.com',
		onRetry: () => {},
		...more,
	};
}

const token = json(200, { access_token: 'the-token', expires_on: '4102444800', resource: 'r', token_type: 'Bearer' });

describe('a managed identity', () => {
	it('is asked for its token past every proxy, with the header of App Service', async () => {
		answer = token;
		expect(await acquireByManagedIdentity(options())).toMatchObject({ accessToken: 'the-token', fromCache: false });
		expect(asked).toHaveLength(1);
		expect(asked[0]?.headers['x-identity-header']).toBe('the-header');
		expect(asked[0]?.url.searchParams.get('resource')).toBe('https://graph.microsoft.com');
		expect(asked[0]?.url.searchParams.has('client_id')).toBe(false);
	});

	it('is asked anew each time, and by its client id when it is one of several', async () => {
		answer = token;
		const clientId = '11111111-2222-4333-8444-555555555555';
		await acquireByManagedIdentity(options({ clientId }));
		await acquireByManagedIdentity(options({ clientId }));
		expect(asked.map(({ url }) => url.searchParams.get('client_id'))).toEqual([clientId, clientId]);
	});

	it('waits for a service that is busy, and says so', async () => {
		const told: string[] = [];
		answer = (request, response) =>
			(asked.length < 3 ? json(503, {}, { 'retry-after': '1' }) : token)(request, response);
		await acquireByManagedIdentity(options({ onRetry: (reason) => void told.push(reason) }));
		expect(asked).toHaveLength(3);
		expect(told[0]).toContain('503');
	});

	it.each([
		[400, { statusCode: 400, message: 'No User Assigned Managed Identity found' }, 'No User Assigned'],
		[400, { error: 'invalid_request', error_description: 'Identity not found' }, 'Identity not found'],
		[401, { statusCode: 401, message: 'Unauthorized' }, 'Unauthorized'],
	])('that Azure refuses with %i is explained in its words', async (status, body, words) => {
		answer = json(status, body);
		const failing = acquireByManagedIdentity(options());
		await expect(failing).rejects.toMatchObject({ code: 'config.managed-identity', exitCode: 10 });
		await expect(failing).rejects.toThrow(words);
	});

	const other = (status: number, text: string): typeof answer => {
		return (_request, response) => void response.writeHead(status, { location: '/x' }).end(text);
	};
	it.each([
		['a redirect', other(302, ''), 'sends the question on'],
		['a page', other(200, '<html>Hi</html>'), 'something else than JSON'],
		['JSON without a token', json(200, { token: 'x' }), 'answers without a token'],
		['a number for a token', json(200, { access_token: 5 }), 'what cannot be a token'],
		['a token that no header can carry', json(200, { access_token: 'a\r\nx-evil: 1' }), 'what cannot be a token'],
	])('is not said to be refused by Azure where %s answers', async (_what, answering, words) => {
		answer = answering;
		const failing = acquireByManagedIdentity(options());
		await expect(failing).rejects.toMatchObject({ code: 'config.managed-identity' });
		await expect(failing).rejects.toThrow(words);
		await expect(failing).rejects.not.toThrow('refuses');
	});

	it('is not said to be absent where something answers far too much', async () => {
		answer = (_request, response) => void response.writeHead(200).end('x'.repeat(1_100_000));
		await expect(acquireByManagedIdentity(options())).rejects.toMatchObject({ code: 'network.too-large' });
	});

	it('tells App Service which token must not come back', async () => {
		answer = token;
		await acquireByManagedIdentity(options({ revoked: 'abc' }));
		expect(asked[0]?.url.searchParams.get('token_sha256_to_refresh')).toBe(
			'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
		);
	});

	it.each([
		[401, /IDENTITY_HEADER/],
		[403, /network policy or firewall/],
		[400, /^Give this machine a system-assigned identity/],
	])('that Azure refuses with %i comes with the advice for that', async (status, advice) => {
		answer = json(status, { message: 'No.' });
		await expect(acquireByManagedIdentity(options())).rejects.toMatchObject({ hint: expect.stringMatching(advice) });
	});

	it('is asked only once for a renewal ahead of time, when the service is busy', async () => {
		answer = json(503, {}, { 'retry-after': '1' });
		const failing = acquireByManagedIdentity(options({ ahead: true }));
		await expect(failing).rejects.toMatchObject({ code: 'network.sign-in-unavailable' });
		expect(asked).toHaveLength(1);
	});

	it('is given up when the service stays busy, and is then no question of configuration', async () => {
		answer = json(500, {});
		await expect(acquireByManagedIdentity(options())).rejects.toMatchObject({ code: 'network.sign-in-unavailable' });
	});

	it('that does not answer is none at all', async () => {
		answer = (request) => void request.socket.destroy();
		await expect(acquireByManagedIdentity(options())).rejects.toMatchObject({ code: 'config.no-managed-identity' });
	});

	it('ends with Ctrl-C', async () => {
		const controller = new AbortController();
		answer = () => controller.abort();
		await expect(acquireByManagedIdentity(options({ signal: controller.signal }))).rejects.toMatchObject({
			code: 'cancelled.by-user',
		});
	});
});
