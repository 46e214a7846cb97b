import { describe, expect, it } from 'vitest';
import { backoff } from '../../src/graph/retry.js';
import { errorBody, now, prepareGraph } from './graph-test-setup.js';

const { graph, failure } = prepareGraph();
const busy = (retryAfter?: string) => ({
	status: 429,
	headers: retryAfter === undefined ? {} : { 'Retry-After': retryAfter },
	body: errorBody('TooManyRequests', 'Please retry again later.', { code: '429' }),
});

describe('a throttled request', () => {
	it('waits as many seconds as Graph says, fractions included, and tells so', async () => {
		const { client, slept, waits } = await graph([busy('2.128'), { body: { id: '1' } }]);
		expect(await client.get('/me')).toEqual({ id: '1' });
		expect(slept).toEqual([2128]);
		expect(waits).toEqual([{ seconds: 2.128, reason: expect.stringContaining('429'), attempt: 1, status: 429 }]);
	});

	it('waits until the date that Graph names', async () => {
		const { client, slept } = await graph([busy(new Date(now + 7000).toUTCString()), { body: {} }]);
		await client.get('/me');
		expect(slept).toEqual([7000]);
	});

	it.each([undefined, 'soon', '-5'])('waits longer and longer when the time is %s', async (header) => {
		const { client, slept } = await graph([busy(header), busy(header), busy(header), { body: {} }]);
		await client.get('/me');
		expect(slept).toHaveLength(3);
		for (const [index, ms] of slept.entries()) {
			expect(ms).toBeGreaterThanOrEqual(500 * 2 ** index);
			expect(ms).toBeLessThanOrEqual(1000 * 2 ** index);
		}
	});

	it('gives up after six attempts with exit code 7', async () => {
		const { client, seen, slept } = await graph([busy('1')]);
		const error = await failure(client.get('/me'));
		expect([error.code, error.exitCode, error.details.status]).toEqual(['throttled.graph', 7, 429]);
		expect(error.details.requestId).toBe(undefined);
		expect(error.hint).toContain('in 1 s');
		expect(seen.length).toBe(6);
		expect(slept).toEqual([1000, 1000, 1000, 1000, 1000]);
	});

	it('waits no longer than a minute at a time and three minutes in all', async () => {
		const { client, seen, slept } = await graph([busy('90')]);
		expect((await failure(client.get('/me'))).code).toBe('throttled.graph');
		expect(slept).toEqual([60_000, 60_000]);
		expect(seen.length).toBe(3);
	});

	it('does not wait at all for what lies beyond all patience', async () => {
		const { client, slept } = await graph([busy('3600')]);
		const error = await failure(client.get('/me'));
		expect(error.hint).toContain('3600 s');
		expect(slept).toEqual([]);
	});

	it('is repeated for a POST as well, since Graph did nothing', async () => {
		const { client, seen } = await graph([busy('1'), { status: 202, body: '' }]);
		await client.request('POST', '/me/sendMail', { body: { a: 1 } });
		expect(seen.map(({ body }) => body)).toEqual(['{"a":1}', '{"a":1}']);
	});
});

describe('a failing server', () => {
	it('is asked again on a new connection after a 503', async () => {
		const { client, server } = await graph([{ status: 503 }, { body: {} }]);
		await client.get('/me');
		expect(server.connections()).toBe(2);
	});

	it.each([500, 502, 504])('is asked once more after a %d', async (status) => {
		const { client, seen } = await graph([{ status, body: errorBody('UnknownError', '') }]);
		const error = await failure(client.get('/me/messages'));
		expect([error.code, error.exitCode]).toEqual(['graph.server-error', 1]);
		expect(seen.length).toBe(2);
	});

	it.each([
		[503, {}, 1],
		[503, { 'Retry-After': '1' }, 2],
		[500, {}, 1],
		[504, { 'Retry-After': '1' }, 1],
	])('is not sent the same mail twice: a POST after %d %o is sent %d time(s)', async (status, headers, times) => {
		const { client, seen } = await graph([
			{ status, headers },
			{ status: 202, body: '' },
		]);
		await client.request('POST', '/me/sendMail', { body: {} }).catch(() => {});
		expect(seen.length).toBe(times);
	});

	it('is asked once more for a GET whose answer broke off, never for a POST', async () => {
		const cut = {
			status: 200,
			headers: { 'Content-Length': '100' },
			body: '{"value":[',
		};
		const breaking = (_request: unknown, response: import('node:http').ServerResponse): void => {
			response.writeHead(cut.status, cut.headers);
			response.write(cut.body, () => response.destroy());
		};
		const reading = await graph([breaking, { body: { id: '1' } }]);
		expect(await reading.client.get('/me')).toEqual({ id: '1' });
		const failing = await graph([breaking]);
		expect((await failure(failing.client.get('/me'))).code).toBe('network.truncated');
		expect(failing.seen.length).toBe(2);
		const writing = await graph([breaking]);
		expect((await failure(writing.client.request('POST', '/me/sendMail', { body: {} }))).code).toBe(
			'network.truncated',
		);
		expect(writing.seen.length).toBe(1);
	});

	it('that refuses the connection is tried twice, whatever the method', async () => {
		const { client, server, slept } = await graph([{}]);
		await server.close();
		expect((await failure(client.request('POST', '/me/sendMail', { body: {} }))).code).toBe('network.refused');
		expect(slept).toHaveLength(1);
	});
});

describe('the growing wait', () => {
	it('lies between half and the whole of its step and never beyond a minute', () => {
		const random = (byte: number) => () => Uint8Array.of(byte, byte);
		expect([backoff(1, random(0)), backoff(1, random(255))]).toEqual([500, 1000]);
		expect([backoff(4, random(0)), backoff(4, random(255))]).toEqual([4000, 8000]);
		expect(backoff(12, random(255))).toBe(60_000);
	});
});
