import { describe, expect, test } from 'vitest';
import { claimsOf, refresh, signIn } from '../helpers/entra-client.js';
import { type Answer, readJson, sendForm, sendRequest } from '../helpers/https-client.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

const cp1 = '{"access_token":{"xms_cc":{"values":["CP1"]}}}';

const me = (sandbox: TestSandbox, token: string): Promise<Answer> =>
	sendRequest(sandbox.caFile, `${sandbox.graphOrigin}/v1.0/me`, { headers: { authorization: `Bearer ${token}` } });

function send(sandbox: TestSandbox, body: string, authorization?: string, method = 'POST'): Promise<Answer> {
	return sendRequest(sandbox.caFile, sandbox.control.url, {
		method,
		headers: authorization === undefined ? {} : { authorization },
		...(method === 'POST' ? { body } : {}),
	});
}

describe('the control endpoint', () => {
	test('is not there for anyone without the secret', async () => {
		const sandbox = await startTestSandbox();
		const body = '{"command":"expire-access-tokens"}';
		const bearer = `Bearer ${sandbox.control.secret}`;
		for (const wrong of [
			undefined,
			'Bearer ',
			'Bearer wrong',
			bearer.slice(0, -1),
			`${bearer}x`,
			bearer.toLowerCase(),
		]) {
			expect((await send(sandbox, body, wrong)).status).toBe(404);
		}
		expect((await send(sandbox, body, bearer, 'GET')).status).toBe(404);
		expect((await send(sandbox, body, bearer)).status).toBe(200);
	});

	test.each([
		['{"command":"explode"}', 'Unknown command "explode"'],
		['{"command":"constructor"}', 'Unknown command "constructor"'],
		['{"command":"slow-down","time":3}', 'has no field "time"'],
		['{"command":"fail-graph","status":"503"}', '"status" must be a number'],
		['{"command":"fail-graph"}', '"status" must be an HTTP status'],
		['{"command":"revoke-consent","user":"nobody"}', 'There is no person "nobody"'],
		['{"command":"device-decline"}', 'No device waits.'],
		['{}', 'names no "command"'],
		['not json', 'not JSON'],
	])('answers %s with 400 and why', async (body, why) => {
		const sandbox = await startTestSandbox();
		const answer = await send(sandbox, body, `Bearer ${sandbox.control.secret}`);
		expect(answer.status).toBe(400);
		expect(readJson<{ error: string }>(answer).error).toContain(why);
	});

	test('expires the access tokens that are out, not those that come later', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const first = await signIn(sandbox);
		expect((await me(sandbox, first.access_token)).status).toBe(200);
		await sandbox.do.expireAccessTokens();
		const refused = await me(sandbox, first.access_token);
		expect(refused.status).toBe(401);
		expect(refused.text).toContain('InvalidAuthenticationToken');
		const next = readJson<{ access_token: string }>(await refresh(sandbox, first.refresh_token));
		expect((await me(sandbox, next.access_token)).status).toBe(200);
	});

	test('revokes the consent of one person and leaves the others theirs', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const adele = await signIn(sandbox, { login_hint: 'AdeleV@contoso.com' });
		const alex = await signIn(sandbox, { login_hint: 'AlexW@contoso.com' });
		await sandbox.do.revokeConsent('AdeleV@contoso.com');
		expect(readJson(await refresh(sandbox, adele.refresh_token))).toMatchObject({ error_codes: [65001] });
		expect((await refresh(sandbox, alex.refresh_token)).status).toBe(200);
	});

	test('revokes sessions: refresh tokens at once, access tokens only where the client understands it', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const plain = await signIn(sandbox);
		const aware = await signIn(sandbox, { claims: cp1 });
		await sandbox.do.revokeSession();
		expect(readJson(await refresh(sandbox, plain.refresh_token))).toMatchObject({
			error: 'invalid_grant',
			error_codes: [50173],
		});
		expect((await me(sandbox, plain.access_token)).status).toBe(200);
		expect((await me(sandbox, aware.access_token)).status).toBe(401);
	});

	test('makes the next Graph requests fail as told, then lets them through', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const { access_token } = await signIn(sandbox);
		await sandbox.do.failGraph({ status: 503, times: 2, retryAfter: 0.5, path: '/v1.0/me' });
		const answers = [await me(sandbox, access_token), await me(sandbox, access_token), await me(sandbox, access_token)];
		expect(answers.map((answer) => answer.status)).toEqual([503, 503, 200]);
		expect(answers[0]?.headers['retry-after']).toBe('0.5');
		await sandbox.do.failGraph({ status: 429, retryAfterDate: 3 });
		expect(Date.parse(String((await me(sandbox, access_token)).headers['retry-after']))).not.toBeNaN();
		await sandbox.do.failGraph({ status: 502, body: '<h1>Bad gateway</h1>', contentType: 'text/html' });
		const html = await me(sandbox, access_token);
		expect(html).toMatchObject({ status: 502, text: '<h1>Bad gateway</h1>' });
		await sandbox.do.failGraph({ status: 200, body: '{"displayName":"Adele', truncateAfter: 10 });
		await expect(me(sandbox, access_token)).rejects.toThrow();
	});

	test('makes the next token requests fail as told', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const { refresh_token } = await signIn(sandbox);
		const claims = '{"access_token":{"capolids":{"essential":true,"values":["1"]}}}';
		await sandbox.do.failToken({ error: 'interaction_required', aadsts: 53003, suberror: 'message_only', claims });
		expect(readJson(await refresh(sandbox, refresh_token))).toMatchObject({
			error: 'interaction_required',
			error_codes: [53003],
			suberror: 'message_only',
			claims,
		});
		await sandbox.do.failToken({ status: 503, times: 2 });
		for (const status of [503, 503, 200]) expect((await refresh(sandbox, refresh_token)).status).toBe(status);
	});

	test('asks clients to renew early, until that is called off', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const { refresh_token } = await signIn(sandbox);
		const renewed = async (): Promise<object> => readJson(await refresh(sandbox, refresh_token));
		expect(await renewed()).not.toHaveProperty('refresh_in');
		await sandbox.do.refreshIn(1800);
		expect(await renewed()).toMatchObject({ expires_in: 3600, refresh_in: 1800 });
		await sandbox.do.refreshIn(null);
		expect(await renewed()).not.toHaveProperty('refresh_in');
	});

	test('demands step-up of every token until it is satisfied or called off', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"},"xms_cc":{"values":["cp1"]}}}';
		const weak = await signIn(sandbox, { claims: cp1 });
		await sandbox.do.demandAcrs('c1');
		expect((await me(sandbox, weak.access_token)).status).toBe(401);
		expect(readJson(await refresh(sandbox, weak.refresh_token, { claims }))).toMatchObject({
			error: 'interaction_required',
			error_codes: [50076],
			claims: '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}',
		});
		const strong = await signIn(sandbox, { claims });
		expect(claimsOf(strong.access_token)['acrs']).toEqual(['c1']);
		expect((await me(sandbox, strong.access_token)).status).toBe(200);
		await sandbox.do.demandAcrs(null);
		expect((await me(sandbox, weak.access_token)).status).toBe(200);
	});

	test('declines, expires and slows down devices', async () => {
		const sandbox = await startTestSandbox({ deviceCodeInterval: 0 });
		const start = async (): Promise<{ user_code: string; device_code: string }> =>
			readJson(await form('devicecode', { scope: 'openid User.Read' }));
		const form = (endpoint: string, fields: Readonly<Record<string, string>>): Promise<Answer> =>
			sendForm(sandbox, `/common/oauth2/v2.0/${endpoint}`, { client_id: sandbox.clientId, ...fields });
		const poll = async (device_code: string): Promise<unknown> =>
			readJson<{ error: string }>(await form('token', { grant_type: 'device_code', device_code })).error;
		const [first, second] = [await start(), await start()];
		expect((await sandbox.do.state()).deviceCodes).toEqual([first.user_code, second.user_code]);
		await sandbox.do.slowDown(1);
		expect(await poll(first.device_code)).toBe('slow_down');
		expect(await poll(first.device_code)).toBe('authorization_pending');
		await sandbox.do.declineDevice(first.user_code);
		expect(await poll(first.device_code)).toBe('authorization_declined');
		expect(await poll(second.device_code)).toBe('authorization_pending');
		await sandbox.do.expireDevice();
		expect(await poll(second.device_code)).toBe('expired_token');
		expect((await sandbox.do.state()).requests['POST /common/oauth2/v2.0/devicecode']).toBe(2);
	});
});
