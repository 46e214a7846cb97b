import { describe, expect, it } from 'vitest';
import { GraphctlError } from '../../src/errors.js';
import { acquireByDeviceCode } from '../../src/flows/device-code.js';
import type { TokenResult } from '../../src/flows/token-result.js';
import type { Clock, HttpResponse } from '../../src/runtime.js';
import {
	createDisplay,
	createFakeHttp,
	createTestClient,
	errorAnswer,
	type FakeHttp,
	failureOf,
	formOf,
	json,
	type RecordingDisplay,
	tenantId,
	tokenAnswer,
} from './flow-world.js';
import { createJumpingClock, realClock } from './test-clocks.js';

const grant = {
	user_code: 'ABCD1234',
	device_code: 'the-device-code',
	verification_uri: 'https://microsoft.com/devicelogin',
	expires_in: 900,
	interval: 5,
	message: 'To sign in, open https://microsoft.com/devicelogin and enter ABCD1234.',
};
const pending = (): HttpResponse => errorAnswer('authorization_pending', 70016);
const slowDown = (): HttpResponse => json(400, { error: 'slow_down' });
const approved = (): HttpResponse => tokenAnswer(undefined);

interface Started {
	readonly display: RecordingDisplay;
	readonly http: FakeHttp;
	readonly token: Promise<TokenResult>;
}

/** Starts a sign-in; `polls` are the token endpoint's answers in turn, the last one for ever. */
async function start(
	polls: readonly (() => HttpResponse)[],
	more: { clock?: Clock; signal?: AbortSignal; device?: () => HttpResponse; claims?: string; timeoutMs?: number } = {},
): Promise<Started> {
	const display = createDisplay();
	let turn = 0;
	const http = createFakeHttp(({ url }) => {
		if (url.includes('/devicecode')) return more.device ? more.device() : json(200, grant);
		const poll = polls[Math.min(turn++, polls.length - 1)];
		if (!poll) throw new Error('No poll was expected.');
		return poll();
	});
	const clock = more.clock ?? createJumpingClock();
	const token = acquireByDeviceCode(await createTestClient(http, clock), {
		scopes: ['User.Read'],
		display,
		clock,
		signal: more.signal ?? new AbortController().signal,
		claims: more.claims,
		timeoutMs: more.timeoutMs,
	});
	token.catch(() => undefined);
	return { display, http, token };
}

describe('signing in with a device code', () => {
	it('shows code, address and expiry, and waits until the code was used', async () => {
		const clock = createJumpingClock();
		const begun = clock.now();
		const { display, token } = await start([pending, pending, approved], { clock });
		expect(await token).toMatchObject({ accessToken: 'the-access-token', account: { tenantId } });
		expect(display.events[0]).toEqual({
			kind: 'device-code',
			userCode: 'ABCD1234',
			verificationUri: 'https://microsoft.com/devicelogin',
			message: grant.message,
			expiresAt: begun + 900_000,
		});
		expect(clock.slept).toEqual([5000, 5000]);
	});

	it('waits five seconds longer after each slow_down, and goes on', async () => {
		const clock = createJumpingClock();
		const { token } = await start([pending, slowDown, pending, slowDown, pending, approved], { clock });
		await expect(token).resolves.toHaveProperty('accessToken');
		expect(clock.slept).toEqual([5000, 10_000, 10_000, 15_000, 15_000]);
	});

	it('polls every five seconds when the server names no interval', async () => {
		const clock = createJumpingClock();
		const { interval: _, ...without } = grant;
		const { token } = await start([pending, approved], { clock, device: () => json(200, without) });
		await token;
		expect(clock.slept).toEqual([5000]);
	});

	it('survives network failures with growing pauses, and says so', async () => {
		const clock = createJumpingClock();
		const broken = (): HttpResponse => {
			throw new GraphctlError({ code: 'network.timeout', message: 'login.microsoftonline.com did not answer.' });
		};
		const { display, token } = await start([pending, broken, broken, () => json(503, ''), pending, approved], {
			clock,
		});
		await expect(token).resolves.toHaveProperty('accessToken');
		expect(clock.slept).toEqual([5000, 10_000, 20_000, 40_000, 5000]);
		expect(display.events.filter(({ kind }) => kind === 'network-retry')).toHaveLength(3);
	});

	it('polls on a connection of its own, because idle ones may close as it writes', async () => {
		const { http, token } = await start([pending, approved]);
		await token;
		expect(http.requests.slice(1).map((request) => request.freshConnection)).toEqual([true, true]);
	});

	it('does not poll on when the certificate is not trusted', async () => {
		const cause = new GraphctlError({ code: 'network.untrusted-certificate', message: 'not trusted' });
		const { token } = await start([
			() => {
				throw cause;
			},
		]);
		expect(await failureOf(token)).toBe(cause);
	});

	it('ends when the person declines, with all details', async () => {
		const { token } = await start([pending, () => errorAnswer('authorization_declined', 70017)]);
		expect(await failureOf(token)).toMatchObject({
			code: 'permission.declined',
			exitCode: 5,
			details: { oauthError: 'authorization_declined', correlationId: 'c-1', traceId: 't-1' },
		});
	});

	it('ends when the server says that the code expired', async () => {
		const { token } = await start([pending, () => errorAnswer('expired_token', 70020)]);
		expect(await failureOf(token)).toMatchObject({
			code: 'timeout.device-code',
			exitCode: 124,
			details: { aadsts: 70020 },
		});
	});

	it('ends by itself when the code has outlived its time', async () => {
		const clock = createJumpingClock();
		const begun = clock.now();
		const { token } = await start([pending], { clock });
		expect(await failureOf(token)).toMatchObject({
			code: 'timeout.device-code',
			exitCode: 124,
			message: 'The device code expired before it was used.',
		});
		expect(clock.now() - begun).toBe(900_000);
	});

	it('ends earlier with a shorter time limit, and counts down to it', async () => {
		const clock = createJumpingClock();
		const begun = clock.now();
		const { display, token } = await start([pending], { clock, timeoutMs: 12_000 });
		expect(await failureOf(token)).toMatchObject({
			code: 'timeout.device-code',
			message: expect.stringContaining('within the time that --timeout gives'),
		});
		expect(clock.now() - begun).toBe(12_000);
		expect(display.events[0]).toMatchObject({ expiresAt: begun + 12_000 });
	});

	it('keeps the AADSTS number and shows no empty code when the devicecode endpoint refuses', async () => {
		const { display, http, token } = await start([], { device: () => errorAnswer('unauthorized_client', 700016) });
		expect(await failureOf(token)).toMatchObject({
			code: 'config.client-id',
			exitCode: 10,
			details: { aadsts: 700016, oauthError: 'unauthorized_client', traceId: 't-1' },
		});
		expect(display.events).toHaveLength(0);
		expect(http.requests).toHaveLength(1);
	});

	it('keeps AADSTS number, suberror and claims of a policy that blocks the flow, and offers the browser', async () => {
		const { token } = await start([
			() => errorAnswer('access_denied', 53003, { suberror: 'message_only', claims: '{"access_token":{}}' }),
		]);
		const error = await failureOf(token);
		expect(error).toMatchObject({
			code: 'permission.conditional-access',
			exitCode: 5,
			details: { aadsts: 53003, suberror: 'message_only', claims: '{"access_token":{}}' },
		});
		expect(error).toHaveProperty('message', expect.stringContaining('device code'));
		expect(error).toHaveProperty('hint', expect.stringContaining('graphctl login --browser'));
	});

	it.each([
		['http', { ...grant, verification_uri: 'http://microsoft.com/devicelogin' }],
		['javascript', { ...grant, verification_uri: 'javascript:alert(1)' }],
	])('shows no verification address with %s', async (_scheme, device) => {
		const { display, token } = await start([pending], { device: () => json(200, device) });
		expect(await failureOf(token)).toMatchObject({ code: 'config.authority' });
		expect(display.events).toHaveLength(0);
	});

	it('tells a page that is no identity platform from an error of one', async () => {
		const { token } = await start([], { device: () => json(200, '<html>Hotel WLAN</html>') });
		expect(await failureOf(token)).toMatchObject({ code: 'network.not-json', exitCode: 6 });
	});

	it('ends within 200 ms on Ctrl-C while it waits for the next poll, and leaves no timer', async () => {
		const abort = new AbortController();
		const before = activeTimers();
		const { display, token } = await start([pending], { clock: realClock, signal: abort.signal });
		await display.next('device-code');
		await realClock.sleep(30);
		const begun = Date.now();
		abort.abort();
		expect(await failureOf(token)).toMatchObject({ code: 'cancelled.by-user', exitCode: 130 });
		expect(Date.now() - begun).toBeLessThan(200);
		expect(activeTimers()).toBeLessThanOrEqual(before);
	});

	it('sends no further poll after Ctrl-C', async () => {
		const abort = new AbortController();
		const { display, http, token } = await start([pending], {
			clock: realClock,
			signal: abort.signal,
			device: () => json(200, { ...grant, interval: 0.02 }),
		});
		await display.next('device-code');
		abort.abort();
		await failureOf(token);
		const polls = http.requests.length;
		await realClock.sleep(60);
		expect(http.requests).toHaveLength(polls);
	});

	it('sends a claims challenge with the token request', async () => {
		const { http, token } = await start([approved], {
			claims: '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}',
		});
		await token;
		expect(formOf(http.requests.at(-1)).get('claims')).toContain('acrs');
	});
});

function activeTimers(): number {
	return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}
