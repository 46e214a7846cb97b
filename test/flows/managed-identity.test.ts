/** The token of the machine's own identity, from an App Service endpoint. MSAL finds its place once in a process: one server serves all. */
import { describe, expect, it } from 'vitest';
import { acquireByManagedIdentity, type ManagedIdentityOptions } from '../../src/flows/managed-identity.js';
import {
	type Answering,
	appService,
	givesToken,
	identityOptions,
	json,
	serveIdentity,
} from '../helpers/identity-server.js';

const identity = serveIdentity(appService);
const { asked } = identity;
const token = givesToken('the-token');

function options(more: Partial<ManagedIdentityOptions> = {}): ManagedIdentityOptions {
	return { ...identityOptions(), ...more };
}

describe('a managed identity', () => {
	it('is asked for its token past every proxy, with the header of App Service', async () => {
		identity.answer = token;
		expect(await acquireByManagedIdentity(options())).toMatchObject({ accessToken: 'the-token', fromCache: false });
		expect(asked).toHaveLength(1);
		expect(asked[0]?.headers['x-identity-header']).toBe('the-header');
		expect(asked[0]?.url.searchParams.get('resource')).toBe('https://graph.microsoft.com');
		expect(asked[0]?.url.searchParams.has('client_id')).toBe(false);
	});

	it('is asked anew each time, and by its client id when it is one of several', async () => {
		identity.answer = token;
		const clientId = '11111111-2222-4333-8444-555555555555';
		await acquireByManagedIdentity(options({ clientId }));
		await acquireByManagedIdentity(options({ clientId }));
		expect(asked.map(({ url }) => url.searchParams.get('client_id'))).toEqual([clientId, clientId]);
	});

	it('waits for a service that is busy, and says so', async () => {
		const told: string[] = [];
		identity.answer = (request, response) =>
			(asked.length < 3 ? json(503, {}, { 'retry-after': '1' }) : token)(request, response);
		await acquireByManagedIdentity(options({ onRetry: (reason) => void told.push(reason) }));
		expect(asked).toHaveLength(3);
		expect(told[0]).toContain('503');
	});

	it.each([
		[400, { statusCode: 400, message: 'No User Assigned Managed Identity found' }, 'No User Assigned'],
		[400, { error: 'invalid_request', error_description: 'Identity not found' }, 'Identity not found'],
		[401, { statusCode: 401, message: 'Unauthorized' }, 'Unauthorized'],
	])('that Azure refuses with %i is explained in its words', async (status, body, words) => {
		identity.answer = json(status, body);
		const failing = acquireByManagedIdentity(options());
		await expect(failing).rejects.toMatchObject({ code: 'config.managed-identity', exitCode: 10 });
		await expect(failing).rejects.toThrow(words);
	});

	const other = (status: number, text: string): Answering => {
		return (_request, response) => void response.writeHead(status, { location: '/x' }).end(text);
	};
	it.each([
		['a redirect', other(302, ''), 'sends the question on'],
		['a page', other(200, '<html>Hi</html>'), 'something else than JSON'],
		['JSON without a token', json(200, { token: 'x' }), 'answers without a token'],
		['a number for a token', json(200, { access_token: 5 }), 'what cannot be a token'],
		['a token that no header can carry', json(200, { access_token: 'a\r\nx-evil: 1' }), 'what cannot be a token'],
	])('is not said to be refused by Azure where %s answers', async (_what, answering, words) => {
		identity.answer = answering;
		const failing = acquireByManagedIdentity(options());
		await expect(failing).rejects.toMatchObject({ code: 'config.managed-identity' });
		await expect(failing).rejects.toThrow(words);
		await expect(failing).rejects.not.toThrow('refuses');
	});

	it('is not said to be absent where something answers far too much', async () => {
		identity.answer = (_request, response) => void response.writeHead(200).end('x'.repeat(1_100_000));
		await expect(acquireByManagedIdentity(options())).rejects.toMatchObject({ code: 'network.too-large' });
	});

	it('tells App Service which token must not come back', async () => {
		identity.answer = token;
		await acquireByManagedIdentity(options({ revoked: 'abc' }));
		expect(asked[0]?.url.searchParams.get('token_sha256_to_refresh')).toBe(
			'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
		);
	});

	it.each([
		[401, /IDENTITY_HEADER/],
		[403, /network policy or firewall/],
		[400, /^Give this machine a system-assigned identity/],
	])('that Azure refuses with %i comes with the advice for that', async (status, advice) => {
		identity.answer = json(status, { message: 'No.' });
		await expect(acquireByManagedIdentity(options())).rejects.toMatchObject({ hint: expect.stringMatching(advice) });
	});

	it('is asked only once for a renewal ahead of time, when the service is busy', async () => {
		identity.answer = json(503, {}, { 'retry-after': '1' });
		const failing = acquireByManagedIdentity(options({ ahead: true }));
		await expect(failing).rejects.toMatchObject({ code: 'network.sign-in-unavailable' });
		expect(asked).toHaveLength(1);
	});

	it('is given up when the service stays busy, and is then no question of configuration', async () => {
		identity.answer = json(500, {});
		await expect(acquireByManagedIdentity(options())).rejects.toMatchObject({ code: 'network.sign-in-unavailable' });
	});

	it('that does not answer is none at all', async () => {
		identity.answer = (request) => void request.socket.destroy();
		await expect(acquireByManagedIdentity(options())).rejects.toMatchObject({ code: 'config.no-managed-identity' });
	});

	it('ends with Ctrl-C', async () => {
		const controller = new AbortController();
		identity.answer = () => controller.abort();
		await expect(acquireByManagedIdentity(options({ signal: controller.signal }))).rejects.toMatchObject({
			code: 'cancelled.by-user',
		});
	});
});
