import { describe, expect, test } from 'vitest';
import {
	authorizeUrl,
	back,
	claimsOf,
	type Fields,
	get,
	redeem,
	type TokenAnswer,
	token,
} from '../helpers/entra-client.js';
import { readJson } from '../helpers/https-client.js';
import { createPageWalker } from '../helpers/page-walker.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

const upn = 'AdeleV@contoso.com';

describe('tenants', () => {
	test('that nobody knows are refused with AADSTS90002, on pages and in JSON', async () => {
		const sandbox = await startTestSandbox();
		const page = await get(sandbox, authorizeUrl(sandbox, {}, 'fabrikam.com'));
		expect(page.headers['content-type']).toContain('text/html');
		expect(page.text).toContain('AADSTS90002');
		const body = readJson(await token(sandbox, { grant_type: 'refresh_token' }, {}, 'fabrikam.com'));
		expect(body).toMatchObject({ error: 'invalid_tenant', error_codes: [90002] });
	});

	test('for personal accounts are refused, because everybody here has a work account', async () => {
		const sandbox = await startTestSandbox();
		expect((await get(sandbox, authorizeUrl(sandbox, {}, 'consumers'))).text).toContain('AADSTS9002332');
		const body = readJson(await token(sandbox, { grant_type: 'refresh_token' }, {}, 'consumers'));
		expect(body).toMatchObject({ error_codes: [9002332] });
	});

	test('have a discovery document whose addresses keep the tenant, and a placeholder issuer for common', async () => {
		const sandbox = await startTestSandbox();
		const { loginOrigin, company } = sandbox;
		const read = async (tenant: string): Promise<Readonly<Record<string, unknown>>> =>
			readJson(await get(sandbox, `${loginOrigin}/${tenant}/v2.0/.well-known/openid-configuration`));
		expect(await read('common')).toMatchObject({
			issuer: `${loginOrigin}/{tenantid}/v2.0`,
			authorization_endpoint: `${loginOrigin}/common/oauth2/v2.0/authorize`,
			end_session_endpoint: `${loginOrigin}/common/oauth2/v2.0/logout`,
		});
		expect(await read(company.domain)).toMatchObject({
			issuer: `${loginOrigin}/${company.tenantId}/v2.0`,
			token_endpoint: `${loginOrigin}/${company.domain}/oauth2/v2.0/token`,
			jwks_uri: `${loginOrigin}/${company.domain}/discovery/v2.0/keys`,
		});
		const instance = await get(sandbox, `${loginOrigin}/common/discovery/instance?api-version=1.1`);
		expect(readJson(instance)).toMatchObject({ metadata: [{ aliases: [new URL(loginOrigin).host] }] });
	});
});

describe('logout', () => {
	async function signedIn(sandbox: TestSandbox) {
		const walker = createPageWalker(sandbox.caFile);
		const end = await walker.press(
			await walker.press(await walker.open(authorizeUrl(sandbox)), 'Adele Vance'),
			'Accept',
		);
		const answer = readJson<TokenAnswer>(await redeem(sandbox, end.url.searchParams.get('code') ?? ''));
		const hint = String(claimsOf(answer.id_token)['login_hint']);
		const logout = (query: Fields) =>
			walker.open(`${sandbox.loginOrigin}/common/oauth2/v2.0/logout?${new URLSearchParams(query)}`);
		return { walker, hint, logout };
	}

	test('with a logout hint ends the browser session without a question and goes back to the app', async () => {
		const sandbox = await startTestSandbox();
		const { walker, hint, logout } = await signedIn(sandbox);
		const end = await logout({ logout_hint: hint, post_logout_redirect_uri: back, state: 'bye' });
		expect(end.url.href).toBe(`${back}/?state=bye`);
		expect((await walker.open(authorizeUrl(sandbox))).html).toContain('Pick an account');
	});

	test('without one, or with a user name, asks first', async () => {
		const sandbox = await startTestSandbox();
		const { walker, logout } = await signedIn(sandbox);
		const page = await logout({ logout_hint: upn, post_logout_redirect_uri: back });
		expect(page.html).toContain('Which account do you want to sign out of?');
		expect((await walker.open(authorizeUrl(sandbox))).url.searchParams.has('code')).toBe(true);
		expect((await walker.press(page, 'Adele Vance')).url.href).toBe(`${back}/`);
		expect((await walker.open(authorizeUrl(sandbox))).html).toContain('Pick an account');
	});

	test('redirects nobody to an address that is not registered', async () => {
		const sandbox = await startTestSandbox();
		const { hint, logout } = await signedIn(sandbox);
		const end = await logout({ logout_hint: hint, post_logout_redirect_uri: 'https://evil.example/' });
		expect(end.html).toContain('You signed out of your account');
	});
});
