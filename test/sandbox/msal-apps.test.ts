import { execFileSync } from 'node:child_process';
import { createHash, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
	ConfidentialClientApplication,
	ManagedIdentityApplication,
	type NodeAuthOptions,
	PublicClientApplication,
} from '@azure/msal-node';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { claimsOf } from '../helpers/entra-client.js';
import { createMsalNetwork, signInWithMsal } from '../helpers/msal.js';
import { createPageWalker } from '../helpers/page-walker.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import { askGraph, graphDefault, readPem } from '../helpers/sandbox-apps.js';
import { askTodo, signInForTodo, todoScope } from '../helpers/sandbox-people.js';

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true }, { keep: true });
});
afterAll(() => sandbox.stop());

function createApp(clientId: string, credential: Partial<NodeAuthOptions>): ConfidentialClientApplication {
	return new ConfidentialClientApplication({
		auth: {
			clientId,
			authority: `${sandbox.loginOrigin}/${sandbox.company.tenantId}`,
			knownAuthorities: [new URL(sandbox.loginOrigin).host],
			...credential,
		},
		system: { networkClient: createMsalNetwork(sandbox.caFile) },
	});
}

describe('Microsoft’s own client signs an app in', () => {
	async function expectUsers(credential: Partial<NodeAuthOptions>): Promise<void> {
		const app = createApp(sandbox.apps.daemon.clientId, credential);
		const result = await app.acquireTokenByClientCredential({ scopes: [graphDefault] });
		expect((await askGraph(sandbox, '/v1.0/users', result?.accessToken ?? '')).status).toBe(200);
		const again = await app.acquireTokenByClientCredential({ scopes: [graphDefault] });
		expect(again).toMatchObject({ fromCache: true, accessToken: result?.accessToken });
	}

	test('by secret, and finds the token in its cache', async () => {
		await expectUsers({ clientSecret: sandbox.apps.daemon.clientSecret });
	});

	test('by the certificate of the PEM file', async () => {
		const { key, certificate } = readPem(sandbox.apps.daemon.certificateFile);
		await expectUsers({
			clientCertificate: {
				thumbprintSha256: createHash('sha256').update(certificate.raw).digest('hex'),
				privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
			},
		});
	});

	test('by the key of the PKCS #12 file, certificate included', async () => {
		const { pfxFile, pfxPassword, certificateFile } = sandbox.apps.daemon;
		// A variable, because knip takes a name written here for a package's binary.
		const openssl = 'openssl';
		const pem = execFileSync(openssl, [
			'pkcs12',
			'-in',
			pfxFile,
			'-passin',
			`pass:${pfxPassword}`,
			'-nodes',
		]).toString();
		const { certificate } = readPem(certificateFile);
		await expectUsers({
			clientCertificate: {
				thumbprintSha256: createHash('sha256').update(certificate.raw).digest('hex'),
				privateKey: createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' }).toString(),
				x5c: certificate.toString(),
			},
		});
	});

	test('by a token of the build service, asked for anew each time', async () => {
		const { federatedTokenFile } = sandbox.apps.daemon;
		await expectUsers({ clientAssertion: async () => readFileSync(federatedTokenFile, 'utf8') });
	});

	test('on behalf of a caller, once for one assertion', async () => {
		const { clientId, clientSecret } = sandbox.apps.api;
		const { access_token: oboAssertion } = await signInForTodo(sandbox, ['ToDoList.Read']);
		const app = createApp(clientId, { clientSecret });
		const scopes = ['https://graph.microsoft.com/User.Read'];
		const result = await app.acquireTokenOnBehalfOf({ oboAssertion, scopes });
		expect((await askGraph(sandbox, '/v1.0/me', result?.accessToken ?? '')).status).toBe(200);
		expect(result?.account?.username).toBe('AdeleV@contoso.com');
	});

	test('by the managed identity of its host', async () => {
		const { endpoint, header } = sandbox.managedIdentity;
		process.env['IDENTITY_ENDPOINT'] = endpoint;
		process.env['IDENTITY_HEADER'] = header;
		onTestFinished(() => {
			delete process.env['IDENTITY_ENDPOINT'];
			delete process.env['IDENTITY_HEADER'];
		});
		const userAssignedClientId = sandbox.apps.managedIdentity.clientId;
		for (const params of [undefined, { userAssignedClientId }]) {
			const app = new ManagedIdentityApplication({
				...(params === undefined ? {} : { managedIdentityIdParams: params }),
			});
			const { accessToken } = await app.acquireToken({ resource: 'https://graph.microsoft.com' });
			expect((await askGraph(sandbox, '/v1.0/users', accessToken)).status).toBe(200);
			if (params !== undefined) expect(claimsOf(accessToken)['appid']).toBe(userAssignedClientId);
		}
	});
});

test('Microsoft’s own client signs a customer in and gets a token for the to-do list', async () => {
	const { authority, clientId, tenantId } = sandbox.customers;
	const client = new PublicClientApplication({
		auth: {
			clientId,
			authority,
			knownAuthorities: [new URL(authority).host, `${tenantId}.ciamlogin.com`],
		},
		system: { networkClient: createMsalNetwork(sandbox.caFile) },
	});
	const walker = createPageWalker(sandbox.caFile);
	const result = await signInWithMsal(client, { scopes: ['User.Read'] }, (url) => walker.open(url));
	expect(result).toMatchObject({ tenantId, account: { name: 'Kim Akers' } });
	const { account } = result;
	if (account === null) throw new Error('There is no account.');
	const todo = await client.acquireTokenSilent({ account, scopes: [todoScope(sandbox, 'ToDoList.Read')] });
	expect((await askTodo(sandbox, '/todolist', todo.accessToken)).status).toBe(200);
	const again = await client.acquireTokenSilent({ account, scopes: [todoScope(sandbox, 'ToDoList.Read')] });
	expect(again.fromCache).toBe(true);
});
