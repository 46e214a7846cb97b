import { describe, expect, test } from 'vitest';
import { closedApp } from '../../src/sandbox/sample-apps.js';
import { claimsOf, get, getCode, redeem, refresh, signIn, type TokenAnswer, token } from '../helpers/entra-client.js';
import { readJson, sendForm } from '../helpers/https-client.js';
import { startTestSandbox } from '../helpers/sandbox.js';

const upn = 'AdeleV@contoso.com';

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('the token endpoint', () => {
	test('answers with tokens, what was granted, both lifetimes and client_info', async () => {
		const sandbox = await startTestSandbox({ autoApprove: upn, accessTokenLifetime: 120 });
		const answer = await signIn(sandbox);
		const adele = sandbox.company.people.find((row) => row.userPrincipalName === upn);
		expect(answer).toMatchObject({ expires_in: 120, ext_expires_in: 120, scope: 'User.Read openid profile email' });
		expect(JSON.parse(Buffer.from(answer.client_info, 'base64url').toString())).toEqual({
			uid: adele?.id,
			utid: sandbox.company.tenantId,
		});
		expect(claimsOf(answer.access_token)).toMatchObject({
			aud: '00000003-0000-0000-c000-000000000000',
			oid: adele?.id,
			appid: sandbox.clientId,
			scp: 'User.Read openid profile email',
		});
		expect(claimsOf(answer.id_token)['iss']).toBe(`${sandbox.loginOrigin}/${sandbox.company.tenantId}/v2.0`);
	});

	test('gives a refresh token only to those who ask for offline_access', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		expect(await signIn(sandbox, { scope: 'openid User.Read' })).not.toHaveProperty('refresh_token');
		expect(await signIn(sandbox)).toHaveProperty('refresh_token');
	});

	test('rotates refresh tokens and lets twelve users of the same one succeed at once', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const { refresh_token } = await signIn(sandbox);
		const answers = await Promise.all(
			Array.from({ length: 12 }, async () => {
				const answer = await refresh(sandbox, refresh_token, { scope: 'User.Read' });
				return { status: answer.status, ...readJson<TokenAnswer>(answer) };
			}),
		);
		expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 12 }, () => 200));
		expect(new Set(answers.map((answer) => answer.refresh_token)).size).toBe(12);
		expect((await refresh(sandbox, answers[3]?.refresh_token ?? '')).status).toBe(200);
	});

	test('refuses silent consent even with auto-approve, and grants it interactively', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const { refresh_token } = await signIn(sandbox);
		const refused = await refresh(sandbox, refresh_token, { scope: 'openid Mail.Read' });
		expect(refused.status).toBe(400);
		expect(readJson(refused)).toMatchObject({
			error: 'invalid_grant',
			suberror: 'consent_required',
			error_codes: [65001],
		});
		await signIn(sandbox, { scope: 'openid Mail.Read' });
		const granted = readJson<TokenAnswer>(await refresh(sandbox, refresh_token, { scope: 'openid Mail.Read' }));
		expect(granted.scope).toBe('Mail.Read User.Read openid profile email');
	});

	test('puts every field of Entra into an error body and repeats the correlation id', async () => {
		const sandbox = await startTestSandbox();
		const correlation = '5ae9c106-cbfd-4d15-9cc1-dad6de7e2d00';
		const answer = await token(
			sandbox,
			{ grant_type: 'refresh_token', refresh_token: 'x' },
			{ 'client-request-id': correlation },
		);
		const body = readJson<Record<string, string>>(answer);
		expect(body).toMatchObject({
			error: 'invalid_grant',
			error_codes: [70000],
			correlation_id: correlation,
			trace_id: expect.stringMatching(guid),
			timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/),
			error_uri: `${sandbox.loginOrigin}/error?code=70000`,
		});
		expect(body['error_description']).toContain(`Trace ID: ${body['trace_id']} Correlation ID: ${correlation}`);
		expect(answer.headers['cache-control']).toContain('no-store');
	});

	test('redeems a code once, and revokes what it gave when it comes twice', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const code = await getCode(sandbox);
		const first = readJson<TokenAnswer>(await redeem(sandbox, code));
		expect(readJson(await redeem(sandbox, code))).toMatchObject({ error: 'invalid_grant', error_codes: [54005] });
		expect((await refresh(sandbox, first.refresh_token)).status).toBe(400);
	});

	test.each([
		[{ code_verifier: 'x'.repeat(43) }, 'invalid_grant', 501481],
		[{ redirect_uri: 'http://localhost:50124' }, 'invalid_grant', 500112],
		[{ code: 'made-up' }, 'invalid_grant', 70000],
		[{ client_secret: 'secret' }, 'invalid_client', 700025],
		[{ client_id: '' }, 'invalid_request', 900144],
		[{ client_id: closedApp.clientId }, 'invalid_client', 7000218],
		[{ grant_type: 'magic' }, 'unsupported_grant_type', 70003],
		[{ grant_type: '' }, 'invalid_request', 900144],
		[{ claims: '[]' }, 'invalid_request', 9002313],
	])('refuses a code with %o', async (fields, error, aadsts) => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const answer = await redeem(sandbox, await getCode(sandbox), fields);
		expect(answer.status).toBeGreaterThanOrEqual(400);
		expect(readJson(answer)).toMatchObject({ error, error_codes: [aadsts] });
	});

	test('refuses a request that a web page sends', async () => {
		const sandbox = await startTestSandbox();
		const answer = await token(sandbox, { grant_type: 'refresh_token' }, { origin: 'https://evil.example' });
		expect(readJson(answer)).toMatchObject({ error_codes: [9002326] });
		expect(answer.headers['access-control-allow-origin']).toBeUndefined();
	});

	test('says 501 for grants it does not have, and for paths it does not have', async () => {
		const sandbox = await startTestSandbox();
		const answer = await token(sandbox, { grant_type: 'password' });
		expect(answer.status).toBe(501);
		expect(answer.text).toContain('password is not implemented');
		expect((await get(sandbox, `${sandbox.loginOrigin}/common/oauth2/token`)).status).toBe(501);
		expect((await get(sandbox, `${sandbox.loginOrigin}/`)).status).toBe(501);
	});

	test('survives a body that is too large and a path that cannot be decoded', async () => {
		const sandbox = await startTestSandbox();
		expect((await token(sandbox, { grant_type: 'x'.repeat(200_000) })).status).toBe(413);
		const odd = await sendForm(sandbox, '/%E0%A4%A/oauth2/v2.0/token', {});
		expect(readJson(odd)).toMatchObject({ error: 'invalid_tenant' });
	});
});
