import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { GraphctlError } from '../../src/errors.js';
import { startSignIn as start } from './browser-sign-in.js';
import { createLog, errorAnswer, failureOf, formOf, tenantId, tokenAnswer } from './flow-world.js';
import { isListening, rawRequest, visit } from './raw-request.js';
import { realClock } from './test-clocks.js';

describe('signing in with a browser', () => {
	it('asks with PKCE S256, a state and a nonce of 32 bytes, and redeems with the same redirect address', async () => {
		const { http, request, token } = await start({ loginHint: 'adele@contoso.example', domainHint: 'organizations' });
		const { redirectUri, state, url } = await request();
		const asked = url.searchParams;
		expect(Object.fromEntries(asked)).toMatchObject({
			response_type: 'code',
			response_mode: 'query',
			code_challenge_method: 'S256',
			redirect_uri: redirectUri,
			login_hint: 'adele@contoso.example',
			domain_hint: 'organizations',
		});
		expect(asked.get('scope')?.split(' ')).toEqual(expect.arrayContaining(['User.Read', 'offline_access', 'openid']));
		expect(asked.get('claims')).toContain('CP1');
		expect(Buffer.from(state, 'base64url')).toHaveLength(32);
		expect(Buffer.from(asked.get('nonce') ?? '', 'base64url')).toHaveLength(32);

		void visit(redirectUri, { code: 'the-code', state });
		const result = await token;
		const form = formOf(http.requests[0]);
		expect(form.get('redirect_uri')).toBe(redirectUri);
		expect(form.get('code')).toBe('the-code');
		expect(form.has('client_secret')).toBe(false);
		const verifier = form.get('code_verifier') ?? '';
		expect(verifier.length).toBeGreaterThanOrEqual(43);
		expect(createHash('sha256').update(verifier).digest('base64url')).toBe(asked.get('code_challenge'));
		expect(result).toMatchObject({
			accessToken: 'the-access-token',
			fromCache: false,
			missingScopes: [],
			account: { username: 'adele@contoso.example', name: 'Adele Vance', tenantId },
		});
		expect(result.expiresOn).toBeGreaterThan(Date.now() + 3_500_000);
	});

	it('says success in the browser only after the token came, with account and tenant', async () => {
		let release = (): void => undefined;
		const held = new Promise<void>((resolve) => {
			release = resolve;
		});
		const { display, request, token } = await start({}, async (_request, nonce) => {
			await held;
			return tokenAnswer(nonce);
		});
		const { redirectUri, state } = await request();
		let shown = false;
		const page = visit(redirectUri, { code: 'c', state }).finally(() => {
			shown = true;
		});
		await display.next('waiting-for-token');
		await realClock.sleep(50);
		expect(shown).toBe(false);
		release();
		await token;
		const { body } = await page;
		expect(body).toContain('Signed in');
		expect(body).toContain('Adele Vance');
		expect(body).toContain(tenantId);
		expect(await isListening(Number(new URL(redirectUri).port))).toBe(false);
	});

	it('shows the mapped error in the browser when the exchange fails, and no success', async () => {
		const { request, token } = await start({}, () => errorAnswer('invalid_client', 7000218));
		const { redirectUri, state } = await request();
		const page = visit(redirectUri, { code: 'c', state });
		expect(await failureOf(token)).toMatchObject({
			code: 'config.public-client',
			exitCode: 10,
			details: { aadsts: 7000218 },
		});
		const { body } = await page;
		expect(body).toContain('Not signed in');
		expect(body).toContain('Allow public client flows');
		expect(body).not.toContain('Signed in');
	});

	it('refuses a token whose nonce is not the one asked for', async () => {
		const { request, token } = await start({}, () => tokenAnswer('another-nonce'));
		const { redirectUri, state } = await request();
		void visit(redirectUri, { code: 'c', state });
		expect(await failureOf(token)).toMatchObject({ code: 'sign-in.wrong-answer', exitCode: 4 });
	});

	it('ends with the error that the identity platform sent along with the right state', async () => {
		const { http, request, token } = await start();
		const { redirectUri, state } = await request();
		const page = visit(redirectUri, {
			error: 'access_denied',
			error_description:
				'AADSTS65004: User declined to consent to access the app. Trace ID: trace-0001 Correlation ID: corr-0001 Timestamp: 2026-11-20 10:00:00Z',
			state,
		});
		expect(await failureOf(token)).toMatchObject({
			code: 'permission.declined',
			exitCode: 5,
			details: { aadsts: 65004, traceId: 'trace-0001', correlationId: 'corr-0001', timestamp: '2026-11-20 10:00:00Z' },
		});
		expect((await page).body).toContain('declined');
		expect(http.requests).toHaveLength(0);
	});

	it('does not repeat the wording of a redirect in its page', async () => {
		const { request, token } = await start();
		const { redirectUri, state } = await request();
		const page = visit(redirectUri, { error: 'odd', error_description: 'call 555-SCAM <b>now</b>', state });
		await failureOf(token);
		expect((await page).body).not.toContain('SCAM');
	});

	it('is not ended by strangers at the door', async () => {
		const { request, token } = await start();
		const { redirectUri, state } = await request();
		await rawRequest(redirectUri, '/favicon.ico');
		await rawRequest(redirectUri, '/?error=access_denied&state=wrong');
		await rawRequest(redirectUri, '/?code=stolen&state=wrong');
		void visit(redirectUri, { code: 'c', state });
		await expect(token).resolves.toMatchObject({ accessToken: 'the-access-token' });
	});

	it('refuses an answer that names another issuer (mix-up)', async () => {
		const { http, request, token } = await start();
		const { redirectUri, state } = await request();
		void visit(redirectUri, { code: 'c', state, iss: 'https://evil.example/v2.0' });
		expect(await failureOf(token)).toMatchObject({ code: 'sign-in.wrong-issuer' });
		expect(http.requests).toHaveLength(0);
	});

	it('takes an answer that names our issuer', async () => {
		const { request, token } = await start();
		const { redirectUri, state } = await request();
		void visit(redirectUri, { code: 'c', state, iss: `https://login.microsoftonline.com/${tenantId}/v2.0` });
		await expect(token).resolves.toHaveProperty('accessToken');
	});

	it('tries the exchange again after a network failure, without asking the person again', async () => {
		let failures = 1;
		const { display, http, request, token } = await start({}, (_request, nonce) => {
			if (failures-- > 0) throw new GraphctlError({ code: 'network.reset', message: 'The connection was reset.' });
			return tokenAnswer(nonce);
		});
		const { redirectUri, state } = await request();
		void visit(redirectUri, { code: 'c', state });
		await expect(token).resolves.toHaveProperty('accessToken');
		expect(http.requests).toHaveLength(2);
		expect(await display.next('network-retry')).toMatchObject({ reason: 'The connection was reset.' });
	});

	it('tells the network failure that stays', async () => {
		const cause = new GraphctlError({
			code: 'network.untrusted-certificate',
			message: 'The certificate is not trusted.',
		});
		const { http, request, token } = await start({}, () => Promise.reject(cause));
		const { redirectUri, state } = await request();
		void visit(redirectUri, { code: 'c', state });
		expect(await failureOf(token)).toBe(cause);
		expect(http.requests).toHaveLength(1);
	});

	it('sends a claims challenge along, in both requests', async () => {
		const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
		const { http, request, token } = await start({ claims });
		const { redirectUri, state, url } = await request();
		expect(JSON.parse(url.searchParams.get('claims') ?? '')).toMatchObject({ access_token: { acrs: { value: 'c1' } } });
		void visit(redirectUri, { code: 'c', state });
		await token;
		expect(formOf(http.requests[0]).get('claims')).toContain('acrs');
	});

	it('never logs a code, a state, a verifier or a token', async () => {
		const log = createLog();
		const { http, request, token } = await start({}, undefined, log);
		const { redirectUri, state } = await request();
		void visit(redirectUri, { code: 'very-secret-code', state });
		await token;
		const secrets = [
			state,
			'very-secret-code',
			'the-access-token',
			'the-refresh-token',
			formOf(http.requests[0]).get('code_verifier') ?? '-',
		];
		expect(log.lines.length).toBeGreaterThan(0);
		for (const secret of secrets) expect(log.lines.join('\n')).not.toContain(secret);
	});

	it('tells which scopes were not granted', async () => {
		const { request, token } = await start({ scopes: ['User.Read', 'https://graph.microsoft.com/Mail.Read'] });
		const { redirectUri, state } = await request();
		void visit(redirectUri, { code: 'c', state });
		expect((await token).missingScopes).toEqual(['https://graph.microsoft.com/Mail.Read']);
	});
});
