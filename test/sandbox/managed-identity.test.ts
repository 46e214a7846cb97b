import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemIdentity } from '../../src/sandbox/sample-apps.js';
import { claimsOf } from '../helpers/entra-client.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import { askGraph } from '../helpers/sandbox-apps.js';

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({}, { keep: true });
});
afterAll(() => sandbox.stop());

const graph = 'https://graph.microsoft.com';
const resourceId =
	'/subscriptions/3d5e8f70-1a2b-4c3d-8e4f-5a6b7c8d9e0f/resourceGroups/contoso/providers/Microsoft.ManagedIdentity/userAssignedIdentities/contoso-reports-identity';

interface Reply {
	readonly status: number;
	readonly body: Readonly<Record<string, string>>;
}

function ask(url: string, headers: Record<string, string>, method = 'GET'): Promise<Reply> {
	return new Promise((resolve, reject) => {
		request(url, { method, headers, agent: false }, (answer) => {
			let text = '';
			answer.on('data', (chunk: Buffer) => {
				text += chunk.toString();
			});
			answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) }));
		})
			.on('error', reject)
			.end();
	});
}

function askAppService(query: Record<string, string>, headers: Record<string, string> = {}): Promise<Reply> {
	const { endpoint, header } = sandbox.managedIdentity;
	const asked = new URLSearchParams({ 'api-version': '2019-08-01', resource: graph, ...query });
	return ask(`${endpoint}?${asked}`, { 'X-IDENTITY-HEADER': header, ...headers });
}

function askImds(
	query: Record<string, string>,
	headers: Record<string, string> = { Metadata: 'true' },
): Promise<Reply> {
	const asked = new URLSearchParams({ 'api-version': '2018-02-01', resource: `${graph}/`, ...query });
	return ask(`${new URL(sandbox.managedIdentity.endpoint).origin}/metadata/identity/oauth2/token?${asked}`, headers);
}

describe('the endpoint of App Service', () => {
	test('gives the system-assigned identity a token that opens the users', async () => {
		const { status, body } = await askAppService({});
		expect(status).toBe(200);
		expect(body).toMatchObject({ client_id: systemIdentity.clientId, resource: graph, token_type: 'Bearer' });
		expect(Number(body['expires_on']) - Number(body['not_before'])).toBe(3600);
		const token = body['access_token'] ?? '';
		expect(claimsOf(token)).toMatchObject({ idtyp: 'app', roles: ['User.Read.All'], appid: systemIdentity.clientId });
		expect((await askGraph(sandbox, '/v1.0/users', token)).status).toBe(200);
	});

	test('finds the user-assigned identity by client id and by resource id', async () => {
		const { clientId } = sandbox.apps.managedIdentity;
		expect((await askAppService({ client_id: clientId })).body['client_id']).toBe(clientId);
		expect((await askAppService({ mi_res_id: resourceId })).body['client_id']).toBe(clientId);
	});

	test('knows the to-do list too', async () => {
		const { audience } = sandbox.apps.api;
		const { body } = await askAppService({ resource: audience });
		expect(claimsOf(body['access_token'] ?? '')['aud']).toBe(audience);
	});

	test.each<[string, Record<string, string>, Record<string, string>, number]>([
		['another secret', {}, { 'X-IDENTITY-HEADER': 'wrong' }, 401],
		['another version', { 'api-version': '2017-09-01' }, {}, 400],
		['no resource', { resource: '' }, {}, 400],
		['a resource of nobody', { resource: 'https://vault.azure.net' }, {}, 400],
		['an identity of nobody', { client_id: '00000000-0000-0000-0000-000000000001' }, {}, 400],
	])('refuses %s', async (_title, query, headers, status) => {
		const reply = await askAppService(query, headers);
		expect(reply.status).toBe(status);
		expect(reply.body).toMatchObject({ statusCode: status, message: expect.any(String) });
	});
});

describe('the endpoint of virtual machines', () => {
	test('gives tokens to those who send the metadata header', async () => {
		const { status, body } = await askImds({});
		expect(status).toBe(200);
		expect(body).toMatchObject({ client_id: systemIdentity.clientId, expires_in: '3600', token_type: 'Bearer' });
		const { clientId } = sandbox.apps.managedIdentity;
		expect((await askImds({ msi_res_id: resourceId })).body['client_id']).toBe(clientId);
	});

	test.each<[string, Record<string, string>, Record<string, string>]>([
		['without the header', {}, {}],
		['that was forwarded', {}, { Metadata: 'true', 'X-Forwarded-For': '10.0.0.1' }],
		['of another version', { 'api-version': '2015-01-01' }, { Metadata: 'true' }],
		['for no resource', { resource: '' }, { Metadata: 'true' }],
		['for an identity of nobody', { client_id: 'nobody' }, { Metadata: 'true' }],
	])('refuses a request %s', async (_title, query, headers) => {
		const reply = await askImds(query, headers);
		expect(reply.status).toBe(400);
		expect(reply.body).toMatchObject({ error: 'invalid_request', error_description: expect.any(String) });
	});
});
