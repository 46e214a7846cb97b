/** A claims challenge against a managed identity, which nobody can sign in anew. */
import { expect, it } from 'vitest';
import { createHttp } from '../../src/node/http.js';
import { createAppTokens } from '../../src/session/app-tokens.js';
import { appService, givesToken, serveIdentity } from '../helpers/identity-server.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

let given: string[] = [];
const identity = serveIdentity(appService);
const { asked } = identity;
identity.answer = (request, response) => givesToken(given.shift() ?? '')(request, response);

const scope = 'https://graph.microsoft.com/.default';
const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';

function open() {
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
	expect(asked.map(({ url }) => url.searchParams.has('token_sha256_to_refresh'))).toEqual([false, true]);
});

it('that brings the same token again is explained', async () => {
	given = ['old', 'old'];
	const tokens = open();
	await tokens(scope);
	const failing = tokens(scope, { claims });
	await expect(failing).rejects.toMatchObject({ code: 'sign-in.claims-challenge', details: { claims } });
	await expect(failing).rejects.toThrow('Azure gives the same one again');
});
