import { describe, expect, it } from 'vitest';
import { GraphctlError } from '../../src/errors.js';
import { createMsalNetwork } from '../../src/flows/network.js';
import { acquireSilent } from '../../src/flows/silent.js';
import type { HttpRequest, HttpResponse } from '../../src/runtime.js';
import {
	createFakeHttp,
	createTestClient,
	errorAnswer,
	failureOf,
	json,
	loginLine,
	objectId,
	tenantId,
	tokenAnswer,
} from './flow-world.js';
import { createJumpingClock } from './test-clocks.js';

const tokenUrl = 'https://login.microsoftonline.com/common/oauth2/v2.0/token';

function network(answers: readonly (() => HttpResponse | Promise<HttpResponse>)[]) {
	let turn = 0;
	const clock = createJumpingClock();
	const http = createFakeHttp(() => answers[Math.min(turn++, answers.length - 1)]?.() ?? json(500, ''));
	return { clock, http, network: createMsalNetwork({ http, clock, loginLine, caFile: '/etc/own-ca.pem' }) };
}

const reset = (): HttpResponse => {
	throw new GraphctlError({ code: 'network.reset', message: 'reset' });
};

describe("MSAL's network", () => {
	it('gives MSAL status, headers and a parsed body, and trusts the CA of the cloud', async () => {
		const world = network([() => json(200, { access_token: 'x' }, { 'x-ms-request-id': 'r-1' })]);
		const answer = await world.network.sendPostRequestAsync(tokenUrl, {
			body: 'a=b',
			headers: { 'Content-Type': 'x' },
		});
		expect(answer).toEqual({ status: 200, headers: { 'x-ms-request-id': 'r-1' }, body: { access_token: 'x' } });
		expect(world.http.requests[0]).toMatchObject({
			method: 'POST',
			url: tokenUrl,
			body: 'a=b',
			caFile: '/etc/own-ca.pem',
		});
	});

	it.each([
		['a refusal of the moment', () => json(503, '', { 'retry-after': '1' })],
		['a connection that breaks', reset],
	])('tries once and not for long, after %s, where MSAL says that it renews ahead of time', async (_title, answer) => {
		for (const [outcome, attempts, timeoutMs] of [['4', 1, 5000] as const, ['3', 2, 30_000] as const]) {
			const world = network([answer, () => json(200, {})]);
			const body = new URLSearchParams({ 'x-client-current-telemetry': `5|61,${outcome},,,|,` }).toString();
			const sent = world.network.sendPostRequestAsync(tokenUrl, { body });
			await (outcome === '4' ? expect(sent).rejects.toThrow() : sent);
			expect(world.http.requests.map((request) => request.timeoutMs)).toEqual(Array(attempts).fill(timeoutMs));
			expect(world.clock.slept).toHaveLength(attempts - 1);
		}
	});

	it.each([
		['decimal seconds', '2.5', 2500],
		['seconds', '3', 3000],
		['nothing', undefined, 1000],
	])('waits as long as Retry-After says with %s', async (_title, value, ms) => {
		const headers: Record<string, string> = value === undefined ? {} : { 'retry-after': value };
		const world = network([() => json(429, '', headers), () => json(200, {})]);
		await world.network.sendPostRequestAsync(tokenUrl, {});
		expect(world.clock.slept).toEqual([ms]);
	});

	it('understands a date in Retry-After', async () => {
		const world = network([
			() => json(503, '', { 'retry-after': new Date(Math.ceil(world.clock.now() / 1000) * 1000 + 4000).toUTCString() }),
			() => json(200, {}),
		]);
		await world.network.sendPostRequestAsync(tokenUrl, {});
		expect(world.clock.slept[0]).toBeGreaterThan(3000);
		expect(world.clock.slept[0]).toBeLessThanOrEqual(5000);
	});

	it('does not sit out a long pause', async () => {
		const world = network([() => json(429, { error: 'temporarily_unavailable' }, { 'retry-after': '600' })]);
		world.network.begin('id', {});
		await failureOf(world.network.sendPostRequestAsync(tokenUrl, { correlationId: 'id' }));
		expect(world.clock.slept).toEqual([]);
		expect(world.network.failureOf('id')?.error).toMatchObject({ code: 'throttled.sign-in', exitCode: 7 });
	});

	it('gives up on a service that stays down, with exit code 6', async () => {
		const world = network([() => json(503, '<html>')]);
		world.network.begin('id', {});
		await failureOf(world.network.sendPostRequestAsync(tokenUrl, { correlationId: 'id' }));
		expect(world.http.requests).toHaveLength(3);
		expect(world.network.failureOf('id')?.error).toMatchObject({ code: 'network.sign-in-unavailable', exitCode: 6 });
	});

	it('repeats once after a broken connection', async () => {
		const world = network([reset, () => json(200, {})]);
		await world.network.sendPostRequestAsync(tokenUrl, {});
		expect(world.http.requests).toHaveLength(2);
		const stays = network([reset]);
		await failureOf(stays.network.sendPostRequestAsync(tokenUrl, {}));
		expect(stays.http.requests).toHaveLength(2);
	});

	it('keeps the failures of concurrent exchanges apart', async () => {
		const world = network([() => errorAnswer('invalid_grant', 70008), () => errorAnswer('invalid_client', 7000218)]);
		world.network.begin('one', {});
		world.network.begin('two', {});
		await world.network.sendPostRequestAsync(tokenUrl, { correlationId: 'one' });
		await world.network.sendPostRequestAsync(tokenUrl, { correlationId: 'two' });
		expect(world.network.failureOf('one')?.oauth?.aadsts).toBe(70008);
		expect(world.network.failureOf('two')?.oauth?.aadsts).toBe(7000218);
	});

	it('forgets a failure that a later answer made good', async () => {
		const world = network([() => errorAnswer('invalid_grant', 70008), () => json(200, {})]);
		world.network.begin('id', {});
		await world.network.sendPostRequestAsync(tokenUrl, { correlationId: 'id' });
		await world.network.sendPostRequestAsync(tokenUrl, { correlationId: 'id' });
		expect(world.network.failureOf('id')).toBeUndefined();
	});
});

describe('after a 429', () => {
	it('asks the server again at the next call, where MSAL by itself would refuse without a request', async () => {
		let busy = true;
		const http = createFakeHttp((_request: HttpRequest) =>
			busy ? json(429, {}, { 'retry-after': '30' }) : tokenAnswer(undefined),
		);
		const client = await createTestClient(http, createJumpingClock());
		await client.app
			.acquireTokenByRefreshToken({ refreshToken: 'r', scopes: ['User.Read'], forceCache: true })
			.catch(() => undefined);
		busy = false;
		await client.app.acquireTokenByRefreshToken({ refreshToken: 'r', scopes: ['User.Read'], forceCache: true });
		const account = {
			homeAccountId: `${objectId}.${tenantId}`,
			localAccountId: objectId,
			tenantId,
			username: 'a',
			environment: 'login.windows.net',
		};
		busy = true;
		const options = { scopes: ['User.Read'], forceRefresh: true };
		expect(await failureOf(acquireSilent(client, account, options))).toMatchObject({
			code: 'throttled.sign-in',
			exitCode: 7,
		});
		busy = false;
		expect(await acquireSilent(client, account, options)).toMatchObject({ kind: 'token' });
	});
});
