import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorizeUrl, back, claimsOf, get, type TokenAnswer } from '../helpers/entra-client.js';
import { readJson, sendForm } from '../helpers/https-client.js';
import { createPageWalker } from '../helpers/page-walker.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import { askGraph } from '../helpers/sandbox-apps.js';
import { askTodo, todoScope } from '../helpers/sandbox-people.js';

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true }, { keep: true });
});
afterAll(() => sandbox.stop());

/** A sign-in of a customer, by the tenant's id on the login origin. */
async function signInCustomer(own: TestSandbox, scope: string): Promise<TokenAnswer> {
	const { tenantId, clientId } = own.customers;
	const answer = await get(own, authorizeUrl(own, { client_id: clientId, scope }, tenantId));
	const code = new URL(String(answer.headers['location'])).searchParams.get('code') ?? '';
	const redeemed = await sendForm(own, `/${tenantId}/oauth2/v2.0/token`, {
		client_id: clientId,
		grant_type: 'authorization_code',
		code,
		code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
		redirect_uri: back,
		scope,
	});
	return readJson(redeemed);
}

/** One GET of the login port under the host name of the tenant, as a proxy would lead it there. */
function getAs(
	own: TestSandbox,
	host: string,
	path: string,
): Promise<{ status: number; text: string; location: string }> {
	return new Promise((resolve, reject) => {
		request(
			{
				host: '127.0.0.1',
				port: new URL(own.loginOrigin).port,
				servername: host,
				headers: { host },
				path,
				agent: false,
				ca: readFileSync(own.caFile),
			},
			(answer) => {
				let text = '';
				answer.on('data', (chunk: Buffer) => {
					text += chunk.toString();
				});
				answer.on('end', () =>
					resolve({ status: answer.statusCode ?? 0, text, location: answer.headers.location ?? '' }),
				);
			},
		)
			.on('error', reject)
			.end();
	});
}

const metadata = '/v2.0/.well-known/openid-configuration';

describe('the tenant of the customers', () => {
	test('has an issuer on a host named after its id, wherever it is asked', async () => {
		const { tenantId, host, authority } = sandbox.customers;
		const issuer = `https://${tenantId}.ciamlogin.com/${tenantId}/v2.0`;
		const local = readJson<Record<string, string>>(await get(sandbox, `${authority}${metadata}`));
		expect(local['issuer']).toBe(issuer);
		expect(local['token_endpoint']).toBe(`${authority}/oauth2/v2.0/token`);
		for (const [name, tenant] of [
			[host, 'graphctlsandbox.onmicrosoft.com'],
			[host, tenantId],
			[`${tenantId}.ciamlogin.com`, tenantId],
		] as const) {
			const answer = await getAs(sandbox, name, `/${tenant}${metadata}`);
			expect(JSON.parse(answer.text)).toMatchObject({
				issuer,
				authorization_endpoint: `https://${name}/${tenant}/oauth2/v2.0/authorize`,
				end_session_endpoint: `https://${name}/${tenant}/oauth2/v2.0/logout`,
			});
		}
	});

	test('signs its own people in to its own app and reads their profile', async () => {
		const answer = await signInCustomer(sandbox, 'openid profile offline_access User.Read');
		const { tenantId, clientId } = sandbox.customers;
		expect(claimsOf(answer.id_token)).toMatchObject({
			iss: `https://${tenantId}.ciamlogin.com/${tenantId}/v2.0`,
			aud: clientId,
			tid: tenantId,
			name: 'Kim Akers',
			preferred_username: 'kim@fabrikam.com',
		});
		expect(answer.refresh_token).toBeTruthy();
		const me = await askGraph(sandbox, '/v1.0/me', answer.access_token);
		expect(readJson(me)).toMatchObject({ displayName: 'Kim Akers', mail: 'kim@fabrikam.com' });
		expect((await askGraph(sandbox, '/v1.0/users', answer.access_token)).status).toBe(403);
	});

	test('gives a code under its own host name too', async () => {
		const { host, clientId } = sandbox.customers;
		const { search } = new URL(authorizeUrl(sandbox, { client_id: clientId, scope: 'openid User.Read' }));
		const answer = await getAs(sandbox, host, `/graphctlsandbox.onmicrosoft.com/oauth2/v2.0/authorize${search}`);
		expect(new URL(answer.location).searchParams.get('code')).toBeTruthy();
	});

	test('lets its app use the to-do list', async () => {
		const { access_token } = await signInCustomer(sandbox, `openid ${todoScope(sandbox, 'ToDoList.Read')}`);
		expect((await askTodo(sandbox, '/todolist', access_token)).status).toBe(200);
	});

	test.each(['Mail.Read', 'User.ReadBasic.All', 'https://graph.microsoft.com/Directory.Read.All'])(
		'refuses %s, because only administrators consent there',
		async (scope) => {
			const { tenantId, clientId } = sandbox.customers;
			const answer = await get(
				sandbox,
				authorizeUrl(sandbox, { client_id: clientId, scope: `openid ${scope}` }, tenantId),
			);
			const location = new URL(String(answer.headers['location']));
			expect(location.searchParams.get('error')).toBe('access_denied');
			expect(location.searchParams.get('error_description')).toContain('AADSTS90094');
		},
	);

	test('does not know the apps of the employees, nor they its own', async () => {
		const { tenantId, clientId } = sandbox.customers;
		expect((await get(sandbox, authorizeUrl(sandbox, {}, tenantId))).text).toContain('AADSTS700016');
		expect((await get(sandbox, authorizeUrl(sandbox, { client_id: clientId }))).text).toContain('AADSTS700016');
	});

	test('is no /common, and its codes and tokens are worth nothing elsewhere', async () => {
		const { host, clientId } = sandbox.customers;
		expect((await getAs(sandbox, host, `/common${metadata}`)).text).toContain('AADSTS90002');
		const { refresh_token } = await signInCustomer(sandbox, 'openid offline_access User.Read');
		const elsewhere = await sendForm(sandbox, '/common/oauth2/v2.0/token', {
			client_id: clientId,
			grant_type: 'refresh_token',
			refresh_token,
		});
		expect(readJson(elsewhere)).toMatchObject({ error_codes: [700016] });
	});

	test('shows its own people, asks no consent, and leaves an employee’s session in the same browser alone', async () => {
		const own = await startTestSandbox();
		const { tenantId, clientId } = own.customers;
		const walker = createPageWalker(own.caFile);
		const customer = (fields: Record<string, string> = {}): string =>
			authorizeUrl(own, { client_id: clientId, scope: 'openid profile User.Read', ...fields }, tenantId);
		const picker = await walker.open(customer());
		expect(picker.html).not.toContain('Adele Vance');
		expect((await walker.press(picker, 'Robin Counts')).url.searchParams.get('code')).toBeTruthy();
		const consent = await walker.press(await walker.open(authorizeUrl(own)), 'Adele Vance');
		expect((await walker.press(consent, 'Accept')).url.searchParams.get('code')).toBeTruthy();
		for (const url of [customer({ prompt: 'none' }), authorizeUrl(own, { prompt: 'none' })])
			expect((await walker.open(url)).url.searchParams.get('code')).toBeTruthy();
	});
});
