import { describe, expect, it } from 'vitest';
import { acquireByBrowser } from '../../src/flows/auth-code.js';
import { resolveAuthority } from '../../src/flows/authority.js';
import { startSignIn as start } from './browser-sign-in.js';
import {
	createDisplay,
	createFakeHttp,
	createTestClient,
	failureOf,
	formOf,
	randomBytes,
	tenantId,
	tokenAnswer,
} from './flow-world.js';
import { isListening, rawRequest, visit } from './raw-request.js';
import { createManualClock, realClock } from './test-clocks.js';

describe('waiting for the browser', () => {
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
