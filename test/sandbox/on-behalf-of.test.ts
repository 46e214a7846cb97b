import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimsOf, signIn, type TokenAnswer } from '../helpers/entra-client.js';
import { readJson, sendForm } from '../helpers/https-client.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import { askAsApp, askGraph, withSecret } from '../helpers/sandbox-apps.js';
import { exchange, readRefusal, signInForTodo } from '../helpers/sandbox-people.js';

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true }, { keep: true });
});
afterAll(() => sandbox.stop());

const callerToken = async (own = sandbox): Promise<string> =>
	(await signInForTodo(own, ['ToDoList.Read'])).access_token;

describe('on behalf of its caller an API', () => {
	test('gets a token for Graph that reads the caller’s own profile', async () => {
		const token = await callerToken();
		const answer = readJson<TokenAnswer>(await exchange(sandbox, token));
		expect(claimsOf(answer.access_token)).toMatchObject({
			aud: '00000003-0000-0000-c000-000000000000',
			appid: sandbox.apps.api.clientId,
			oid: claimsOf(token)['oid'],
			scp: 'User.Read openid profile email',
		});
		expect(readJson(await askGraph(sandbox, '/v1.0/me', answer.access_token))).toMatchObject({
			displayName: 'Adele Vance',
		});
		expect(answer).not.toHaveProperty('refresh_token');
	});

	test('gets a refresh token when it asks for offline_access, and can use it', async () => {
		const scope = 'openid offline_access https://graph.microsoft.com/.default';
		const { refresh_token } = readJson<TokenAnswer>(await exchange(sandbox, await callerToken(), { scope }));
		const { clientId, clientSecret } = sandbox.apps.api;
		const again = await sendForm(sandbox, '/contoso.com/oauth2/v2.0/token', {
			grant_type: 'refresh_token',
			client_id: clientId,
			client_secret: clientSecret,
			refresh_token,
			scope: 'https://graph.microsoft.com/User.Read',
		});
		expect(again.status).toBe(200);
	});

	test.each<[string, Record<string, string>, string, number]>([
		['consent for mail', { scope: 'https://graph.microsoft.com/Mail.Read' }, 'invalid_grant', 65001],
		['the use of the token', { requested_token_use: '' }, 'invalid_request', 900144],
		['an assertion', { assertion: '' }, 'invalid_request', 900144],
		['a secret', { client_secret: '' }, 'invalid_client', 7000218],
		['the right secret', { client_secret: 'wrong' }, 'invalid_client', 7000215],
		['one of this platform’s tokens', { assertion: 'e30.e30.AAAA' }, 'invalid_grant', 50013],
		['a known resource', { scope: 'https://vault.azure.net/.default' }, 'invalid_resource', 500011],
	])('is refused without %s', async (_title, fields, error, aadsts) => {
		expect(readRefusal(await exchange(sandbox, await callerToken(), fields))).toMatchObject({
			error,
			error_codes: [aadsts],
			...(aadsts === 65001 ? { suberror: 'consent_required' } : {}),
		});
	});

	test('is refused with a token for Graph, and told which audience is right', async () => {
		const { access_token: token } = await signIn(sandbox);
		const refusal = readRefusal(await exchange(sandbox, token));
		expect(refusal).toMatchObject({ error: 'invalid_grant', error_codes: [500131] });
		expect(refusal['error_description']).toContain(sandbox.apps.api.audience);
	});

	test('is refused with a token of an app', async () => {
		const scope = `${sandbox.apps.api.audience}/.default`;
		const app = readJson<TokenAnswer>(await askAsApp(sandbox, { ...withSecret(sandbox), scope }));
		expect(readRefusal(await exchange(sandbox, app.access_token))).toMatchObject({ error_codes: [7000114] });
	});

	test('is refused with an expired token, and after consent was taken back', async () => {
		const own = await startTestSandbox({ autoApprove: true });
		const token = await callerToken(own);
		await own.do.revokeConsent();
		expect(readRefusal(await exchange(own, token))).toMatchObject({ error_codes: [65001] });
		await own.do.expireAccessTokens();
		expect(readRefusal(await exchange(own, token))).toMatchObject({ error: 'invalid_grant', error_codes: [500133] });
	});

	test('passes a demanded step-up on, and succeeds once its caller has taken it', async () => {
		const own = await startTestSandbox({ autoApprove: true });
		const token = await callerToken(own);
		await own.do.demandAcrs('c1');
		const refusal = readRefusal(await exchange(own, token));
		expect(refusal).toMatchObject({ error: 'interaction_required', suberror: 'basic_action', error_codes: [50076] });
		const stepped = await signInForTodo(own, ['ToDoList.Read'], { claims: String(refusal['claims']) });
		const answer = readJson<TokenAnswer>(await exchange(own, stepped.access_token));
		expect((await askGraph(own, '/v1.0/me', answer.access_token)).status).toBe(200);
	});

	test('is refused as a public client', async () => {
		const fields = { client_id: sandbox.clientId, client_secret: '' };
		expect(readRefusal(await exchange(sandbox, await callerToken(), fields))).toMatchObject({ error_codes: [7000218] });
	});
});

test('a token is never for two APIs', async () => {
	const { refresh_token } = await signIn(sandbox);
	const scope = `User.Read ${sandbox.apps.api.audience}/ToDoList.Read`;
	const answer = await sendForm(sandbox, '/common/oauth2/v2.0/token', {
		grant_type: 'refresh_token',
		client_id: sandbox.clientId,
		refresh_token,
		scope,
	});
	expect(readJson(answer)).toMatchObject({ error_codes: [28000] });
});
