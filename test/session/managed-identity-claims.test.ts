/** A claims challenge against a managed identity, which nobody can sign in anew. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createHttp } from '../../src/node/http.js';
import { createAppTokens } from '../../src/session/app-tokens.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

let given: string[] = [];
let asked: URL[] = [];
const server = createServer((request, response) => {
	asked.push(new URL(request.url ?? '', 'http://x'));
	const body = { access_token: given.shift(), expires_on: '4102444800', resource: 'r', token_type: 'Bearer' };
	response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});
beforeAll(async () => {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('No port.');
	vi.stubEnv('IDENTITY_ENDPOINT', `http://127.0.0.1:${address.port}/msi/token`);
	vi.stubEnv('IDENTITY_HEADER', 'the-header');
});
afterAll(() => {
	vi.unstubAllEnvs();
	server.close();
});

const scope = 'https://graph.microsoft.com/.default';
const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';

function open() {
	asked = [];
	const cloud = {
		name: 'global',
		authority: 'https://login.microsoftonline.com',
		graph: 'https://graph.microsoft.com',
	};
	const { runtime } = createTestRuntime({ http: createHttp({ env: {}, version: '0' }) });
	return createAppTokens(runtime, {
		target: { cloud, clientId: '', authority: cloud.authority, tenant: undefined },
		...{ flow: 'managed-identity', source: async () => ({ flow: 'managed-identity' }), store: undefined },
		...{ onCorrupt: () => {}, loginLine: () => 'graphctl login', note: () => {} },
	});
}

it('is met with a new token, and the place is told which one must not come back', async () => {
	given = ['old', 'new'];
	const tokens = open();
	await tokens(scope);
	expect(await tokens(scope, { claims })).toMatchObject({ accessToken: 'new' });
	expect(asked.map(({ searchParams }) => searchParams.has('token_sha256_to_refresh'))).toEqual([false, true]);
});

it('that brings the same token again is explained', async () => {
	given = ['old', 'old'];
	const tokens = open();
	await tokens(scope);
	const failing = tokens(scope, { claims });
	await expect(failing).rejects.toMatchObject({ code: 'sign-in.claims-challenge', details: { claims } });
	await expect(failing).rejects.toThrow('Azure gives the same one again');
});
