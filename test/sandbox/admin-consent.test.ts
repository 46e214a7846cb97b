import { describe, expect, test } from 'vitest';
import { claimsOf, get, refresh, signIn } from '../helpers/entra-client.js';
import { type Answer, readJson, sendRequest } from '../helpers/https-client.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import { askAsApp, askGraph, withSecret } from '../helpers/sandbox-apps.js';

const back = 'http://localhost:50123';

function consentUrl(sandbox: TestSandbox, fields: Record<string, string> = {}, tenant = 'organizations'): string {
	const query = new URLSearchParams({
		client_id: sandbox.apps.daemon.clientId,
		scope: 'https://graph.microsoft.com/.default',
		redirect_uri: back,
		state: 'a state',
		...fields,
	});
	return `${sandbox.loginOrigin}/${tenant}/v2.0/adminconsent?${query}`;
}

function press(
	sandbox: TestSandbox,
	url: string,
	action: string,
	headers: Record<string, string> = {},
): Promise<Answer> {
	return sendRequest(sandbox.caFile, url, {
		method: 'POST',
		headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
		body: `action=${action}`,
	});
}

const answerOf = (answer: Answer): Record<string, string> =>
	Object.fromEntries(new URL(String(answer.headers['location'])).searchParams);

describe('admin consent', () => {
	test('shows what an app would get, and grants it its roles once accepted', async () => {
		const sandbox = await startTestSandbox();
		const page = await get(sandbox, consentUrl(sandbox));
		expect(page.status).toBe(200);
		for (const text of ['Contoso Reports', 'User.Read.All', 'Mail.Read', 'Read mail in all mailboxes', 'Accept'])
			expect(page.text).toContain(text);
		const answer = await press(sandbox, consentUrl(sandbox), 'accept', {
			'sec-fetch-site': 'same-origin',
			origin: 'null',
		});
		expect(answerOf(answer)).toEqual({
			admin_consent: 'True',
			tenant: sandbox.company.tenantId,
			scope: 'https://graph.microsoft.com/.default',
			state: 'a state',
		});
		const { access_token: token } = readJson<{ access_token: string }>(await askAsApp(sandbox, withSecret(sandbox)));
		expect(claimsOf(token)['roles']).toEqual(['Mail.Read', 'User.Read.All']);
		expect((await askGraph(sandbox, '/v1.0/users/AdeleV@contoso.com/messages', token)).status).toBe(200);
	});

	test('grants nothing when it is declined, or pressed by another site', async () => {
		const sandbox = await startTestSandbox();
		expect(answerOf(await press(sandbox, consentUrl(sandbox), 'decline'))).toMatchObject({
			error: 'consent_required',
			error_description: expect.stringContaining('AADSTS65004'),
			state: 'a state',
		});
		const forged = await press(sandbox, consentUrl(sandbox), 'accept', { 'sec-fetch-site': 'cross-site' });
		expect(forged.status).toBe(400);
		const { access_token: token } = readJson<{ access_token: string }>(await askAsApp(sandbox, withSecret(sandbox)));
		expect(claimsOf(token)['roles']).toEqual(['User.Read.All']);
	});

	test('gives delegated permissions to everybody, so that nobody is asked again', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const { refresh_token } = await signIn(sandbox);
		const scope = 'openid User.Read.All';
		expect(readJson(await refresh(sandbox, refresh_token, { scope }))).toMatchObject({ error_codes: [65001] });
		const fields = { client_id: sandbox.clientId, scope: 'https://graph.microsoft.com/User.Read.All' };
		expect(answerOf(await get(sandbox, consentUrl(sandbox, fields)))).toMatchObject({ admin_consent: 'True' });
		expect((await refresh(sandbox, refresh_token, { scope })).status).toBe(200);
	});

	test('says so on a page when there is no address to go back to', async () => {
		const sandbox = await startTestSandbox();
		const url = new URL(consentUrl(sandbox));
		url.searchParams.delete('redirect_uri');
		expect((await press(sandbox, url.href, 'accept')).text).toContain('The permissions were granted.');
	});

	test.each<[string, Record<string, string>, string, string]>([
		['the tenant common', {}, 'common', '50059'],
		['an unknown app', { client_id: 'x' }, 'organizations', '700016'],
		['a redirect address that is not registered', { redirect_uri: 'https://evil.example' }, 'organizations', '50011'],
		['an unknown resource', { scope: 'https://vault.azure.net/.default' }, 'organizations', '500011'],
	])('refuses %s on a page', async (_title, fields, tenant, aadsts) => {
		const sandbox = await startTestSandbox();
		const page = await get(sandbox, consentUrl(sandbox, fields, tenant));
		expect(page.status).toBe(400);
		expect(page.text).toContain(`AADSTS${aadsts}`);
	});
});
