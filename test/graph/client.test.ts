import { describe, expect, it } from 'vitest';
import { createGraphClient } from '../../src/graph/client.js';
import { serve } from '../node/http-test-server.js';
import { errorBody, now, prepareGraph } from './graph-test-setup.js';

const { graph, failure, started, certificates, door } = prepareGraph();

describe('a request to Graph', () => {
	it('carries token, version and a new id, and asks version 1.0 unless told otherwise', async () => {
		const { client, seen } = await graph([{ body: { id: '1' } }]);
		expect(await client.get('/me', { query: { $select: 'id,mail', $top: 1, $skip: undefined } })).toEqual({ id: '1' });
		await client.get('/beta/me');
		await client.get('me/messages?$top=3', { query: { $search: '"a b+c"' } });
		expect(seen.map(({ url }) => url)).toEqual([
			'/v1.0/me?$select=id%2Cmail&$top=1',
			'/beta/me',
			'/v1.0/me/messages?$top=3&$search=%22a%20b%2Bc%22',
		]);
		expect(seen[0]?.headers.authorization).toBe('Bearer token-1');
		expect(seen[0]?.headers['user-agent']).toBe('graphctl/1.2.3');
		const ids = seen.map(({ headers }) => headers['client-request-id']);
		expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
		expect(new Set(ids).size).toBe(3);
	});

	it('sends an object as JSON and text as it is', async () => {
		const { client, seen } = await graph([{ status: 202, body: '' }]);
		await client.request('POST', '/me/sendMail', { body: { saveToSentItems: true } });
		await client.request('POST', '/me/sendMail', { body: 'TUlNRQ==', headers: { 'Content-Type': 'text/plain' } });
		expect(seen.map(({ headers, body }) => [headers['content-type'], body])).toEqual([
			['application/json', '{"saveToSentItems":true}'],
			['text/plain', 'TUlNRQ=='],
		]);
	});

	it.each([
		'//evil.example/v1.0/me',
		'/\\evil.example/me',
		'/v1.0/../admin',
		'/v1.0/%2e%2e/admin',
		'/v1.0',
		'/v1.0//evil.example',
	])('is refused for %s, which is no path of Graph', async (path) => {
		const { client, seen, tokens } = await graph([{}]);
		expect((await failure(client.get(path))).code).toBe('usage.path');
		expect(seen.length + tokens.length).toBe(0);
	});

	it('is refused over http, or with a token that would break the header', async () => {
		const { client } = await graph([{}], { getToken: async () => 'abc\r\nX-Evil: 1' });
		const error = await failure(client.get('/me'));
		expect(error.code).toBe('sign-in.malformed-token');
		expect(`${error.message}${error.hint}`).not.toContain('abc');
		const options = { clock: { now: () => now, sleep: async () => {} }, randomBytes: () => new Uint8Array(16) };
		expect(() =>
			createGraphClient({
				...options,
				http: door(),
				version: '1',
				graphOrigin: 'http://localhost:1',
				getToken: async () => 't',
				loginLine: () => '',
			}),
		).toThrow('https');
	});

	it('ends with Ctrl-C, also while it waits', async () => {
		const stop = new AbortController();
		const { client, seen } = await graph([{ status: 429, headers: { 'Retry-After': '5' } }], {
			signal: stop.signal,
			clock: {
				now: () => now,
				sleep: (_ms, signal) => {
					stop.abort();
					return signal?.aborted ? Promise.reject(signal.reason) : Promise.resolve();
				},
			},
		});
		await expect(client.get('/me')).rejects.toMatchObject({ code: 'cancelled.by-user' });
		expect(seen.length).toBe(1);
	});
});

describe('the token', () => {
	it.each([
		'https://evil.example/v1.0/me',
		'http://localhost/v1.0/me',
		'https://localhost:1/v1.0/me',
		'file:///etc/passwd',
	])('is not even asked for when a link leads to %s', async (link) => {
		const { client, tokens } = await graph([{}]);
		const error = await failure(client.get(link));
		expect(error.code).toBe('graph.foreign-link');
		expect(tokens).toEqual([]);
	});

	it('does not follow a redirect to another host', async () => {
		let visits = 0;
		const other = await started(
			serve(certificates().good, (_request, response) => {
				visits++;
				response.end('{}');
			}),
		);
		const { client } = await graph([{ status: 302, headers: { Location: `${other.origin}/x` } }]);
		const error = await failure(client.get('/me/photo/$value'));
		expect(error.code).toBe('graph.redirect');
		expect(error.message).toContain(`localhost:${other.port}`);
		expect(visits).toBe(0);
	});

	it('is renewed once when Graph refuses it, and the request goes on', async () => {
		const refusal = { status: 401, body: errorBody('InvalidAuthenticationToken', 'Lifetime validation failed.') };
		const { client, tokens, seen } = await graph([refusal, { body: { id: '1' } }]);
		expect(await client.get('/me')).toEqual({ id: '1' });
		expect(tokens).toEqual([{}, { forceRefresh: true }]);
		expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
	});

	it('that stays refused means signing in again', async () => {
		const { client, seen } = await graph([{ status: 401, body: errorBody('InvalidAuthenticationToken') }]);
		const error = await failure(client.get('/me'));
		expect([error.code, error.exitCode, error.details.graphCode]).toEqual([
			'sign-in.token-refused',
			4,
			'InvalidAuthenticationToken',
		]);
		expect(error.hint).toContain('graphctl login');
		expect(seen.length).toBe(2);
	});

	const claims = '{"access_token":{"acrs":{"essential":true,"value":"cp1"}}}';
	const challenge = {
		status: 401,
		headers: {
			'WWW-Authenticate': [
				'Basic realm="a, claims=b"',
				`Bearer realm="", claims="${Buffer.from(claims).toString('base64')}", error="insufficient_claims"`,
			],
		},
	};

	it('is asked for once more with the claims that Graph demands', async () => {
		const { client, tokens } = await graph([challenge, { body: { id: '1' } }]);
		await client.get('/me');
		expect(tokens).toEqual([{}, { claims }]);
	});

	it('that never satisfies the demand ends with the claims in the error', async () => {
		const { client, seen } = await graph([challenge]);
		const error = await failure(client.get('/me'));
		expect([error.code, error.exitCode]).toEqual(['sign-in.claims-challenge', 4]);
		expect(error.details.claims).toBe(claims);
		expect(error.hint).toContain(`graphctl login --claims '${claims}'`);
		expect(seen.length).toBe(2);
	});

	it('satisfies two different demands, one after the other, and no third', async () => {
		const demands = ['1', '2', '3'].map((value) => `{"access_token":{"nbf":{"value":"${value}"}}}`);
		const answers = demands.map((text) => ({
			status: 401,
			headers: { 'WWW-Authenticate': `Bearer claims="${Buffer.from(text).toString('base64')}"` },
		}));
		const twice = await graph([...answers.slice(0, 2), { body: { id: '1' } }]);
		await twice.client.get('/me');
		expect(twice.tokens).toEqual([{}, { claims: demands[0] }, { claims: demands[1] }]);
		const { client, seen } = await graph(answers);
		expect((await failure(client.get('/me'))).details.claims).toBe(demands[2]);
		expect(seen.length).toBe(3);
	});

	it('may expire and then be challenged without an end', async () => {
		const { client, tokens } = await graph([{ status: 401 }, challenge, { body: {} }]);
		await client.get('/me');
		expect(tokens).toEqual([{}, { forceRefresh: true }, { claims }]);
	});
});
