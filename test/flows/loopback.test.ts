import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readCallback } from '../../src/flows/callback.js';
import { type Loopback, openLoopback } from '../../src/flows/loopback.js';
import { failureOf, randomBytes } from './flow-world.js';
import { isListening, type RawRequest, rawRequest, sendRaw, visit } from './raw-request.js';
import { realClock } from './test-clocks.js';

const state = 'the-right-state';
const right = { code: 'the-code', state };
const base = {
	read: (query: URLSearchParams) => readCallback(query, state),
	clock: realClock,
	randomBytes,
	withoutPort: 'Sign in without one.',
};

async function open(port?: number): Promise<Loopback & { readonly port: number; settled(): Promise<boolean> }> {
	const loopback = await openLoopback({ ...base, port });
	onTestFinished(() => loopback.close());
	const settled = (): Promise<boolean> =>
		Promise.race([loopback.callback.then(() => true), new Promise<boolean>((resolve) => setImmediate(resolve, false))]);
	return { ...loopback, port: Number(new URL(loopback.redirectUri).port), settled };
}

describe('the loopback listener', () => {
	const attacks: readonly [string, string, RawRequest, number][] = [
		['a wrong state', '/?code=stolen&state=wrong', {}, 400],
		['a state that is only longer', `/?code=stolen&state=${state}x`, {}, 400],
		['no state', '/?code=stolen', {}, 400],
		['an empty state', '/?code=stolen&state=', {}, 400],
		['the state twice', `/?code=stolen&state=${state}&state=wrong`, {}, 400],
		['the right state twice', `/?code=stolen&state=${state}&state=${state}`, {}, 400],
		['two codes', `/?code=a&code=b&state=${state}`, {}, 400],
		['neither code nor error', `/?state=${state}`, {}, 400],
		['another path', `/callback?code=stolen&state=${state}`, {}, 404],
		['a path with two slashes', `//?code=stolen&state=${state}`, {}, 404],
		['the favicon', '/favicon.ico', {}, 404],
		['a guessed page', '/done/guess', {}, 404],
		['an absolute address', `http://localhost/?code=stolen&state=${state}`, {}, 404],
		['the host name of a rebinding page', `/?code=stolen&state=${state}`, { host: 'evil.example:80' }, 400],
		['localhost with another port', `/?code=stolen&state=${state}`, { host: 'localhost:1' }, 400],
		['POST', '/', { method: 'POST', headers: ['Content-Length: 22'], body: `code=stolen&state=x%20` }, 405],
		['HEAD', `/?code=stolen&state=${state}`, { method: 'HEAD' }, 405],
		['OPTIONS', '/', { method: 'OPTIONS' }, 405],
		['a GET with 1 MB behind it', '/', { headers: ['Content-Length: 1048576'], body: 'x'.repeat(1_048_576) }, 413],
		['1 MB in the address', `/?state=${'x'.repeat(1_048_576)}`, {}, 400],
	];
	it.each(attacks)('answers and ignores %s', async (_title, path, request, status) => {
		const loopback = await open();
		const answer = await rawRequest(loopback.redirectUri, path, request);
		// A connection that is cut while the sender still writes may lose the answer on its way.
		expect([status, ...(path.length + (request.body?.length ?? 0) > 60_000 ? [0] : [])]).toContain(answer.status);
		expect(answer.body).not.toContain('stolen');
		expect(await loopback.settled()).toBe(false);

		void visit(loopback.redirectUri, right);
		expect(await loopback.callback).toMatchObject({ kind: 'code', code: 'the-code' });
	});

	it('survives 1 MB of junk, binary and without a line break', async () => {
		const loopback = await open();
		await sendRaw(loopback.port, '\u0000\u0001junk'.repeat(180_000));
		expect(await loopback.settled()).toBe(false);
		void visit(loopback.redirectUri, right);
		expect(await loopback.callback).toMatchObject({ code: 'the-code' });
	});

	it('goes on beside connections that never finish their request', async () => {
		const loopback = await open();
		const slow = Array.from({ length: 20 }, () => connect(loopback.port, '127.0.0.1'));
		for (const socket of slow) {
			socket.on('error', () => undefined);
			socket.write('GET / HTTP/1.1\r\nHost: localhost');
		}
		void visit(loopback.redirectUri, right);
		expect(await loopback.callback).toMatchObject({ code: 'the-code' });
		const closed = slow.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
		await loopback.close();
		await Promise.all(closed);
	});

	it('ignores a second callback, even with the right state', async () => {
		const loopback = await open();
		await rawRequest(loopback.redirectUri, `/?code=first&state=${state}`);
		const second = await rawRequest(loopback.redirectUri, `/?code=second&state=${state}`);
		expect(second.status).toBe(400);
		expect(await loopback.callback).toMatchObject({ code: 'first' });
	});

	it('takes the code out of the address bar before it shows anything', async () => {
		const loopback = await open();
		const answer = await rawRequest(loopback.redirectUri, `/?code=the-code&state=${state}`);
		expect(answer.status).toBe(303);
		expect(answer.headers['location']).toMatch(/^\/done\/[\w-]{16}$/);
		expect(answer.headers['cache-control']).toBe('no-store');
		expect(answer.headers['referrer-policy']).toBe('no-referrer');
		expect(answer.body).toBe('');
	});

	it('holds the page back until it knows how the sign-in ended', async () => {
		const loopback = await open();
		let shown = false;
		const page = visit(loopback.redirectUri, right).finally(() => {
			shown = true;
		});
		await loopback.callback;
		await realClock.sleep(50);
		expect(shown).toBe(false);
		await loopback.finish({ kind: 'success', username: 'a@b.example', name: 'Adele', tenant: 'contoso.com' });
		const answer = await page;
		expect(answer.status).toBe(200);
		expect(answer.body).toContain('Signed in');
		expect(answer.body).toContain('a@b.example');
		expect(answer.body).toContain('contoso.com');
	});

	it('escapes what it shows and admits nothing but its own style sheet', async () => {
		const loopback = await open();
		const page = visit(loopback.redirectUri, right);
		await loopback.callback;
		const name = '<script>alert(1)</script>"&\u202e';
		await loopback.finish({ kind: 'success', username: 'a@b.example', name, tenant: 't' });
		const { body, headers } = await page;
		expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;');
		expect(body).not.toContain('<script');
		expect(body).not.toContain('\u202e');
		const nonce = /<style nonce="([\w-]+)">/.exec(body)?.[1];
		expect(headers['content-security-policy']).toContain(`default-src 'none'; style-src 'nonce-${nonce}'`);
		expect(headers['cache-control']).toBe('no-store');
		expect(headers['x-content-type-options']).toBe('nosniff');
		expect(body).toContain('<html lang="en">');
	});

	it('answers on ::1 too, because localhost may mean either', async () => {
		const loopback = await open();
		const answer = await rawRequest(loopback.redirectUri, '/favicon.ico', { address: '::1' });
		expect(answer.status).toBe(404);
	});

	it('listens on loopback only', async () => {
		const { networkInterfaces } = await import('node:os');
		const loopback = await open();
		const outside = Object.values(networkInterfaces())
			.flat()
			.find((address) => address && !address.internal && address.family === 'IPv4');
		if (outside) expect(await isListening(loopback.port, outside.address)).toBe(false);
		expect(await isListening(loopback.port, '127.0.0.2')).toBe(false);
	});

	it('leaves no port open, however often it is closed', async () => {
		const loopback = await open();
		expect(await isListening(loopback.port)).toBe(true);
		await Promise.all([loopback.close(), loopback.close()]);
		expect(await isListening(loopback.port)).toBe(false);
		expect(await isListening(loopback.port, '::1')).toBe(false);
	});

	it('does not wait for a browser that never fetches the page', async () => {
		const loopback = await open();
		await rawRequest(loopback.redirectUri, `/?code=the-code&state=${state}`);
		const begun = Date.now();
		await loopback.finish({ kind: 'failure', message: 'no' }, 100);
		expect(Date.now() - begun).toBeLessThan(1000);
		expect(await isListening(loopback.port)).toBe(false);
	});

	it('keeps two sign-ins apart', async () => {
		const first = await open();
		const second = await openLoopback({ ...base, read: (query) => readCallback(query, 'other') });
		onTestFinished(() => second.close());
		expect(first.redirectUri).not.toBe(second.redirectUri);
		expect((await rawRequest(second.redirectUri, `/?code=x&state=${state}`)).status).toBe(400);
		void visit(first.redirectUri, right);
		void visit(second.redirectUri, { code: 'b', state: 'other' });
		expect(await first.callback).toMatchObject({ code: 'the-code' });
		expect(await second.callback).toMatchObject({ code: 'b' });
	});

	it.each(['127.0.0.1', '::1'])('names a fixed port that another program holds on %s', async (host) => {
		const other = createServer();
		await new Promise<void>((resolve) => other.listen(0, host, resolve));
		onTestFinished(() => new Promise<void>((resolve) => other.close(() => resolve())));
		const address = other.address();
		const port = typeof address === 'object' && address ? address.port : 0;
		const error = await failureOf(openLoopback({ ...base, port }));
		expect(error).toMatchObject({ code: 'config.redirect-port', exitCode: 10 });
		expect(error).toHaveProperty('message', expect.stringContaining(String(port)));
	});

	it('uses the fixed port when it is free', async () => {
		const { port, close } = await open();
		await close();
		expect((await open(port)).redirectUri).toBe(`http://localhost:${port}`);
	});
});
