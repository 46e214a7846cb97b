import { describe, expect, test } from 'vitest';
import { authorizeUrl, back, claimsOf, get, signIn } from '../helpers/entra-client.js';
import { createPageWalker } from '../helpers/page-walker.js';
import { startTestSandbox } from '../helpers/sandbox.js';

describe('authorize', () => {
	test('sends code, state and client_info back to the app, and no iss', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const answer = await get(sandbox, authorizeUrl(sandbox, { client_info: '1', prompt: 'select_account' }));
		const location = new URL(String(answer.headers['location']));
		expect(location.origin + location.pathname).toBe(`${back}/`);
		expect([...location.searchParams.keys()].sort()).toEqual(['client_info', 'code', 'session_state', 'state']);
		expect(location.searchParams.get('state')).toBe('a state');
		expect(answer.text).toBe('');
	});

	test('signs in whom the login hint names, when anyone may be signed in', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const { id_token } = await signIn(sandbox, { login_hint: 'alexw@CONTOSO.com', domain_hint: 'organizations' });
		expect(claimsOf(id_token)['preferred_username']).toBe('AlexW@contoso.com');
	});

	test('answers by form_post and fragment too', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const posted = await get(sandbox, authorizeUrl(sandbox, { response_mode: 'form_post' }));
		expect(posted.text).toContain(`action="${back}"`);
		expect(posted.text).toMatch(/name="state" value="a state"/);
		const fragment = await get(sandbox, authorizeUrl(sandbox, { response_mode: 'fragment' }));
		expect(String(fragment.headers['location'])).toMatch(/^http:\/\/localhost:50123\/?#code=/);
	});

	test('shows a page, and leads nowhere, for a redirect URI that is not registered', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const strangers = [
			'http://localhost:50123/callback',
			'http://localhost:50123/?x=1',
			'http://LOCALHOST:50123',
			'http://127.0.0.1:50123',
			'http://localhost.evil.example:50123',
			'http://localhost:50123@evil.example/',
			'https://localhost:50123',
		];
		for (const redirect_uri of strangers) {
			const answer = await get(sandbox, authorizeUrl(sandbox, { redirect_uri }));
			expect(answer.status).toBe(400);
			expect(answer.headers['location']).toBeUndefined();
			expect(answer.text).toContain('AADSTS50011');
		}
	});

	test('shows AADSTS700016 for an unknown app and escapes its name', async () => {
		const sandbox = await startTestSandbox();
		const answer = await get(sandbox, authorizeUrl(sandbox, { client_id: '<script>alert(1)</script>' }));
		expect(answer.text).toContain('AADSTS700016');
		expect(answer.text).not.toContain('<script>');
	});

	test.each([
		[{ prompt: 'none' }, 'login_required', 'AADSTS50058'],
		[{ scope: 'openid Mail.Raed' }, 'invalid_client', 'AADSTS650053'],
		[{ scope: 'openid https://vault.azure.net/user_impersonation' }, 'invalid_resource', 'AADSTS500011'],
		[{ scope: 'https://graph.microsoft.com/.default Mail.Read' }, 'invalid_scope', 'AADSTS70011'],
		[{ claims: '{not json' }, 'invalid_request', 'AADSTS9002313'],
		[{ resource: 'https://graph.microsoft.us' }, 'invalid_request', 'AADSTS901002'],
		[{ code_challenge: '', code_challenge_method: '' }, 'invalid_request', ''],
	])('tells the app about %o', async (fields, error, aadsts) => {
		const sandbox = await startTestSandbox();
		const answer = await get(sandbox, authorizeUrl(sandbox, fields));
		const query = new URL(String(answer.headers['location'])).searchParams;
		expect(query.get('error')).toBe(error);
		expect(query.get('error_description')).toContain(aadsts);
		expect(query.get('state')).toBe('a state');
		expect(query.has('iss')).toBe(false);
	});

	test('asks for consent again when the app says prompt=consent, and for the account when it says login', async () => {
		const sandbox = await startTestSandbox();
		const walker = createPageWalker(sandbox.caFile);
		const consent = await walker.press(await walker.open(authorizeUrl(sandbox)), 'Adele Vance');
		expect(consent.html).toContain('Maintain access to data you have given it access to');
		expect((await walker.press(consent, 'Accept')).url.searchParams.has('code')).toBe(true);
		expect((await walker.open(authorizeUrl(sandbox))).url.searchParams.has('code')).toBe(true);
		const again = await walker.open(authorizeUrl(sandbox, { prompt: 'consent' }));
		expect(again.html).toContain('Permissions requested');
		expect((await walker.open(authorizeUrl(sandbox, { prompt: 'login' }))).html).toContain('Pick an account');
		const hinted = await walker.open(authorizeUrl(sandbox, { login_hint: 'AlexW@contoso.com' }));
		expect(hinted.html).toMatch(/class="person hinted"[^>]*aria-labelledby="n-[^"]*"[^>]*autofocus/);
	});

	test('lets nobody but an administrator agree to directory permissions, even with a forged form', async () => {
		const sandbox = await startTestSandbox();
		const walker = createPageWalker(sandbox.caFile);
		const url = authorizeUrl(sandbox, { scope: 'openid User.Read.All' });
		const page = await walker.press(await walker.open(url), 'Adele Vance');
		expect(page.html).toContain('Need admin approval');
		const forged = { ...page, html: '<form><button name="action" value="accept">Accept</button></form>' };
		expect((await walker.press(forged, 'Accept')).html).toContain('Need admin approval');
		const end = await walker.press(page, 'Return to the application');
		expect(end.url.searchParams.get('error_description')).toContain('AADSTS90094');
	});

	test('forbids scripts, framing and caching on its pages', async () => {
		const sandbox = await startTestSandbox();
		const page = await createPageWalker(sandbox.caFile).open(authorizeUrl(sandbox));
		expect(page.headers['content-security-policy']).toMatch(/default-src 'none';.*frame-ancestors 'none'/);
		expect(page.headers['content-security-policy']).not.toContain('unsafe-inline');
		expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
		expect(page.html).not.toMatch(/<script|onclick|javascript:/i);
	});

	test('does not let another browser go on with a sign-in', async () => {
		const sandbox = await startTestSandbox();
		const page = await createPageWalker(sandbox.caFile).open(authorizeUrl(sandbox));
		const stranger = await createPageWalker(sandbox.caFile).press(page, 'Adele Vance');
		expect(stranger.status).toBe(400);
		expect(stranger.html).toContain('expired or was finished in another window');
	});
});
