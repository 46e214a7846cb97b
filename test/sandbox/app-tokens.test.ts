import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiApp, closedApp } from '../../src/sandbox/sample-apps.js';
import { claimsOf } from '../helpers/entra-client.js';
import { type Answer, readJson } from '../helpers/https-client.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import {
	askAsApp,
	askGraph,
	graphDefault,
	signAssertion,
	signJwt,
	withAssertion,
	withSecret,
} from '../helpers/sandbox-apps.js';

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({}, { keep: true });
});
afterAll(() => sandbox.stop());

const tokenOf = (answer: Answer): string => readJson<{ access_token: string }>(answer).access_token;
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('an app', () => {
	test('gets a token of its own for its secret: lifetimes, no scope, no refresh token', async () => {
		const answer = await askAsApp(sandbox, withSecret(sandbox));
		expect(answer.status).toBe(200);
		const { access_token, ...rest } = readJson<Record<string, unknown>>(answer);
		expect(rest).toEqual({ token_type: 'Bearer', expires_in: 3600, ext_expires_in: 3600 });
		const claims = claimsOf(String(access_token));
		expect(claims).toMatchObject({
			aud: '00000003-0000-0000-c000-000000000000',
			tid: sandbox.company.tenantId,
			appid: sandbox.apps.daemon.clientId,
			azp: sandbox.apps.daemon.clientId,
			app_displayname: 'Contoso Reports',
			idtyp: 'app',
			oid: expect.stringMatching(guid),
			roles: ['User.Read.All'],
		});
		expect(claims).not.toHaveProperty('scp');
		expect(claims['sub']).toBe(claims['oid']);
	});

	test('may send the secret in a Basic header, and the tenant by its domain', async () => {
		const { clientId, clientSecret } = sandbox.apps.daemon;
		const basic = Buffer.from(`${clientId}:${encodeURIComponent(clientSecret)}`).toString('base64');
		const headers = { authorization: `Basic ${basic}` };
		expect((await askAsApp(sandbox, { client_id: '' }, { headers, tenant: 'contoso.com' })).status).toBe(200);
		const wrong = { authorization: `Basic ${Buffer.from(`${clientId}:wrong`).toString('base64')}` };
		expect(readJson(await askAsApp(sandbox, {}, { headers: wrong }))).toMatchObject({ error_codes: [7000215] });
	});

	test('may sign an assertion with PS256 or RS256, and use it again while it holds', async () => {
		const assertion = withAssertion(signAssertion(sandbox));
		expect((await askAsApp(sandbox, assertion)).status).toBe(200);
		expect((await askAsApp(sandbox, assertion)).status).toBe(200);
		const other = signAssertion(sandbox, {
			header: { alg: 'RS256' },
			claims: { aud: `${sandbox.loginOrigin}/contoso.com/oauth2/v2.0/token` },
		});
		expect((await askAsApp(sandbox, withAssertion(other))).status).toBe(200);
	});

	test('may show a token of an issuer that its registration trusts', async () => {
		const assertion = withAssertion(readFileSync(sandbox.apps.daemon.federatedTokenFile, 'utf8'));
		expect((await askAsApp(sandbox, assertion)).status).toBe(200);
	});

	test('gets a token for another API, with the roles it has there', async () => {
		const scope = `${sandbox.apps.api.audience}/.default`;
		const claims = claimsOf(tokenOf(await askAsApp(sandbox, { ...withSecret(sandbox), scope })));
		expect(claims['aud']).toBe(sandbox.apps.api.audience);
		expect(claims).not.toHaveProperty('roles');
	});
});

describe('an app is refused', () => {
	const { privateKey: otherKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const now = Math.floor(Date.now() / 1000);

	test.each<[string, Record<string, string>, string, number]>([
		['a wrong secret', { client_secret: 'wrong' }, 'invalid_client', 7000215],
		['an app without a secret', { client_id: closedApp.clientId, client_secret: 'x' }, 'invalid_client', 7000215],
		['no credential', {}, 'invalid_client', 7000216],
		[
			'an unknown app',
			{ client_id: '00000000-0000-0000-0000-000000000001', client_secret: 'x' },
			'unauthorized_client',
			700016,
		],
		['an assertion of no type', { client_assertion: 'x' }, 'invalid_request', 900144],
		['an assertion that is none', withAssertion('x.y.z'), 'invalid_client', 50027],
		['a refresh without a credential', { grant_type: 'refresh_token', refresh_token: 'x' }, 'invalid_client', 7000218],
	])('for %s', async (_title, fields, error, aadsts) => {
		const answer = await askAsApp(sandbox, fields);
		expect(readJson(answer)).toMatchObject({ error, error_codes: [aadsts] });
		expect(answer.status).toBeGreaterThanOrEqual(400);
	});

	test('when a public client sends a secret', async () => {
		const answer = await askAsApp(sandbox, { client_id: sandbox.clientId, client_secret: 'x' });
		expect(readJson(answer)).toMatchObject({ error: 'invalid_client', error_codes: [700025] });
	});

	test.each<[string, Parameters<typeof signAssertion>[1], number]>([
		['no thumbprint', { header: { 'x5t#S256': undefined } }, 50027],
		['the thumbprint of another certificate', { header: { 'x5t#S256': 'AAAA' } }, 700027],
		['a second thumbprint that is another', { header: { x5t: 'AAAA' } }, 700027],
		['the key of another certificate', { key: otherKey }, 700027],
		['an algorithm that Entra does not take', { header: { alg: 'none' } }, 700027],
		['another app', { claims: { iss: apiApp.clientId, sub: apiApp.clientId } }, 700021],
		['an issuer that is not its subject', { claims: { sub: apiApp.clientId } }, 700021],
		[
			'the token endpoint of another host',
			{ claims: { aud: 'https://evil.example/contoso.com/oauth2/v2.0/token' } },
			700023,
		],
		[
			'the token endpoint of another tenant',
			{ claims: { aud: 'https://localhost/fabrikam.com/oauth2/v2.0/token' } },
			700023,
		],
		['an end in the past', { claims: { exp: now - 600 } }, 700024],
		['a start in the future', { claims: { nbf: now + 900, exp: now + 1200 } }, 700024],
		['no end', { claims: { exp: undefined } }, 700024],
	])('for an assertion with %s', async (_title, change, aadsts) => {
		const answer = await askAsApp(sandbox, withAssertion(signAssertion(sandbox, change)));
		expect(readJson(answer)).toMatchObject({ error: 'invalid_client', error_codes: [aadsts] });
		expect(answer.status).toBe(401);
	});

	test.each<[string, Record<string, unknown>, number]>([
		['issuer', { iss: 'https://other.example' }, 700211],
		['audience', { aud: 'api://other' }, 700212],
		['subject', { sub: 'repo:contoso/other:ref:refs/heads/main' }, 700213],
		['subject by case alone', { sub: 'repo:Contoso/reports:ref:refs/heads/main' }, 7002138],
		['signer', {}, 50013],
	])('for a federated token of another %s', async (_title, change, aadsts) => {
		const genuine = claimsOf(readFileSync(sandbox.apps.daemon.federatedTokenFile, 'utf8'));
		const forged = signJwt({ alg: 'RS256', typ: 'JWT' }, { ...genuine, ...change }, otherKey);
		expect(readJson(await askAsApp(sandbox, withAssertion(forged)))).toMatchObject({ error_codes: [aadsts] });
	});

	test.each<[string, string, number]>([
		['a named permission', 'https://graph.microsoft.com/User.Read.All', 1002012],
		['a bare permission', 'User.Read.All', 1002012],
		['two resources', `${graphDefault} api://${apiApp.clientId}/.default`, 70011],
		['.default and a permission', `${graphDefault} User.Read`, 70011],
		['an unknown resource', 'https://vault.azure.net/.default', 500011],
		['no scope', '', 900144],
	])('for %s', async (_title, scope, aadsts) => {
		const answer = await askAsApp(sandbox, { ...withSecret(sandbox), scope });
		expect(readJson(answer)).toMatchObject({ error_codes: [aadsts] });
	});

	test.each(['common', 'organizations'])('by /%s, where it has no tenant', async (tenant) => {
		const answer = await askAsApp(sandbox, withSecret(sandbox), { tenant });
		expect(readJson(answer)).toMatchObject({ error: 'invalid_request', error_codes: [50059] });
	});

	test('once its secret has expired, or its issuer is trusted no more', async () => {
		const own = await startTestSandbox();
		await own.do.expireSecret(own.apps.daemon.clientId);
		expect(readJson(await askAsApp(own, withSecret(own)))).toMatchObject({ error_codes: [7000222] });
		const assertion = withAssertion(readFileSync(own.apps.daemon.federatedTokenFile, 'utf8'));
		expect((await askAsApp(own, assertion)).status).toBe(200);
		await own.do.revokeFederation(own.apps.daemon.clientId);
		expect(readJson(await askAsApp(own, assertion))).toMatchObject({ error_codes: [70025] });
	});
});

describe('Graph', () => {
	test('lets an app read all users by its role, but not /me, and not mail', async () => {
		const token = tokenOf(await askAsApp(sandbox, withSecret(sandbox)));
		expect((await askGraph(sandbox, '/v1.0/users', token)).status).toBe(200);
		const me = await askGraph(sandbox, '/v1.0/me', token);
		expect(me.status).toBe(400);
		expect(readJson(me)).toMatchObject({
			error: { code: 'BadRequest', message: '/me request is only valid with delegated authentication flow.' },
		});
		const mail = await askGraph(sandbox, '/v1.0/users/AdeleV@contoso.com/messages', token);
		expect(mail.status).toBe(403);
		expect(readJson(mail)).toMatchObject({ error: { code: 'ErrorAccessDenied' } });
	});

	test('demands no step-up of an app', async () => {
		const own = await startTestSandbox();
		await own.do.demandAcrs('c1');
		const token = tokenOf(await askAsApp(own, withSecret(own)));
		expect((await askGraph(own, '/v1.0/users', token)).status).toBe(200);
	});

	test('opens every mailbox once the role is granted, and the users no more when theirs is taken', async () => {
		const own = await startTestSandbox();
		const { clientId } = own.apps.daemon;
		await own.do.grantRole(clientId, 'Mail.Read');
		await own.do.revokeRole(clientId, 'User.Read.All');
		const token = tokenOf(await askAsApp(own, withSecret(own)));
		const messages = await askGraph(own, '/v1.0/users/AlexW@contoso.com/messages?$top=2', token);
		expect(readJson<{ value: unknown[] }>(messages).value).toHaveLength(2);
		const folders = await askGraph(own, '/v1.0/users/AlexW@contoso.com/mailFolders', token);
		expect(folders.status).toBe(200);
		const users = await askGraph(own, '/v1.0/users', token);
		expect(users.status).toBe(403);
		expect(readJson(users)).toMatchObject({ error: { code: 'Authorization_RequestDenied' } });
		await own.do.revokeRole(clientId);
		const bare = tokenOf(await askAsApp(own, withSecret(own)));
		expect((await askGraph(own, '/v1.0/me', bare)).status).toBe(400);
	});
});
