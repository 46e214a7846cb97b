import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { GraphctlError } from '../../src/errors.js';
import { acquireByBrowser, type BrowserOptions } from '../../src/flows/auth-code.js';
import { resolveAuthority } from '../../src/flows/authority.js';
import type { TokenResult } from '../../src/flows/token-result.js';
import type { HttpRequest, HttpResponse } from '../../src/runtime.js';
import {
	createDisplay,
	createFakeHttp,
	createLog,
	createManualClock,
	createTestClient,
	errorAnswer,
	type FakeHttp,
	failureOf,
	formOf,
	type RecordingDisplay,
	randomBytes,
	realClock,
	tenantId,
	tokenAnswer,
} from './flow-world.js';
import { isListening, rawRequest, visit } from './raw-request.js';

interface Started {
	readonly display: RecordingDisplay;
	readonly http: FakeHttp;
	readonly abort: AbortController;
	readonly token: Promise<TokenResult>;
	/** The authorization request in the address that the browser gets. */
	request(): Promise<{ readonly url: URL; readonly state: string; readonly redirectUri: string }>;
}

/** Starts a sign-in whose browser is the test itself. */
async function start(
	options: Partial<BrowserOptions> = {},
	answer?: (request: HttpRequest, nonce: string) => HttpResponse | Promise<HttpResponse>,
	log = createLog(),
): Promise<Started> {
	const display = createDisplay();
	const abort = new AbortController();
	const opened = async (): Promise<{ url: URL; state: string; redirectUri: string }> => {
		const { url: text, redirectUri } = await display.next('browser');
		const url = new URL(text);
		return { url, state: url.searchParams.get('state') ?? '', redirectUri };
	};
	const http = createFakeHttp(async (request) => {
		const nonce = (await opened()).url.searchParams.get('nonce') ?? '';
		return answer ? answer(request, nonce) : tokenAnswer(nonce);
	});
	const client = await createTestClient(http, realClock, { log });
	const token = acquireByBrowser(client, {
		scopes: ['User.Read'],
		display,
		clock: realClock,
		signal: abort.signal,
		randomBytes,
		openBrowser: async () => undefined,
		...options,
	});
	token.catch(() => undefined);
	return { display, http, abort, token, request: opened };
}

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

	it('takes the pasted address of a browser on another machine, after refusing others', async () => {
		const { display, request, token } = await start();
		const { redirectUri, state } = await request();
		display.paste('');
		display.paste(`${redirectUri}/?code=stolen&state=wrong`);
		expect(await display.next('paste-refused')).toMatchObject({ reason: expect.stringContaining('another sign-in') });
		display.paste(`${redirectUri}/?code=c&state=${state}`);
		await expect(token).resolves.toMatchObject({ account: { tenantId } });
		expect(await isListening(Number(new URL(redirectUri).port))).toBe(false);
	});

	it('shows the address and the reason when the browser cannot be opened', async () => {
		const openBrowser = (): Promise<void> => Promise.reject(new Error('xdg-open is not installed'));
		const { abort, display, token } = await start({ openBrowser });
		expect(await display.next('browser')).toMatchObject({
			opened: false,
			reason: 'xdg-open is not installed',
			url: expect.stringContaining('https://login.microsoftonline.com/common/oauth2/v2.0/authorize?'),
		});
		abort.abort();
		await failureOf(token);
	});

	it('does not wait for a slow browser to show the address', async () => {
		const clock = createManualClock();
		const { abort, display, token } = await start({ clock, openBrowser: () => new Promise(() => undefined) });
		while (clock.pending() < 2) await realClock.sleep(5);
		clock.advance(2000);
		expect(await display.next('browser')).toMatchObject({ opened: false, reason: expect.stringContaining('long') });
		abort.abort();
		await failureOf(token);
	});

	it('opens nothing with --no-open', async () => {
		const { abort, display, token } = await start({ openBrowser: undefined });
		const event = await display.next('browser');
		expect(event.opened).toBe(false);
		expect(event).not.toHaveProperty('reason');
		abort.abort();
		await failureOf(token);
	});

	it('ends after the time limit with exit code 124, and leaves neither port nor timer', async () => {
		const clock = createManualClock();
		const { display, request, token } = await start({ clock, timeoutMs: 60_000 });
		const { redirectUri } = await request();
		expect((await display.next('browser')).expiresAt).toBe(clock.now() + 60_000);
		clock.advance(60_000);
		expect(await failureOf(token)).toMatchObject({ code: 'timeout.browser', exitCode: 124 });
		expect(clock.pending()).toBe(0);
		expect(await isListening(Number(new URL(redirectUri).port))).toBe(false);
	});

	it('ends at once on Ctrl-C, and leaves neither port nor timer', async () => {
		const clock = createManualClock();
		const { abort, request, token } = await start({ clock });
		const { redirectUri } = await request();
		const begun = Date.now();
		abort.abort();
		expect(await failureOf(token)).toMatchObject({ code: 'cancelled.by-user', exitCode: 130 });
		expect(Date.now() - begun).toBeLessThan(200);
		expect(clock.pending()).toBe(0);
		expect(await isListening(Number(new URL(redirectUri).port))).toBe(false);
	});

	it('ends at once on Ctrl-C during the token exchange', async () => {
		const { abort, display, request, token } = await start({}, () => new Promise(() => undefined));
		const { redirectUri, state } = await request();
		const page = visit(redirectUri, { code: 'c', state });
		await display.next('waiting-for-token');
		abort.abort();
		expect(await failureOf(token)).toMatchObject({ code: 'cancelled.by-user' });
		expect((await page).body).not.toContain('Signed in');
	});

	it('lets two sign-ins wait side by side', async () => {
		const first = await start();
		const second = await start();
		const one = await first.request();
		const two = await second.request();
		expect(one.state).not.toBe(two.state);
		expect((await rawRequest(one.redirectUri, `/?code=c&state=${two.state}`)).status).toBe(400);
		void visit(two.redirectUri, { code: 'two', state: two.state });
		await second.token;
		void visit(one.redirectUri, { code: 'one', state: one.state });
		await first.token;
		expect(formOf(first.http.requests[0]).get('code')).toBe('one');
		expect(formOf(second.http.requests[0]).get('code')).toBe('two');
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

	it('opens no listener when it was cancelled before it began', async () => {
		const client = await createTestClient(
			createFakeHttp(() => tokenAnswer(undefined)),
			realClock,
			{
				authority: resolveAuthority({ authority: 'https://login.microsoftonline.com' }),
			},
		);
		const display = createDisplay();
		const options = { scopes: ['User.Read'], display, clock: realClock, randomBytes, openBrowser: undefined };
		const error = await failureOf(acquireByBrowser(client, { ...options, signal: AbortSignal.abort() }));
		expect(error).toMatchObject({ code: 'cancelled.by-user' });
		expect(display.events).toHaveLength(0);
	});
});
