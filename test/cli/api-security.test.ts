/** `graphctl api` and those who want a token: no host gets one that is not its own, and nothing slips into a request. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openApiClient } from '../../src/cli/api-client.js';
import { apiTarget, checkPath, ownThingOf } from '../../src/cli/api-target.js';
import { GraphctlError } from '../../src/errors.js';
import type { CliUser } from '../helpers/cli-user.js';
import { createTestRuntime } from '../helpers/test-runtime.js';
import { type Answer, prepareApis, type RecordingApi } from './api-server.js';

const { startApi, userOfApi, caFile } = prepareApis();

interface Scene {
	readonly user: CliUser;
	readonly graph: RecordingApi;
	/** Somebody who would like to have a token. */
	readonly thief: RecordingApi;
}

async function scene(answers: (thief: string) => readonly Answer[]): Promise<Scene> {
	const thief = await startApi([{ body: { value: [] } }]);
	const graph = await startApi(answers(thief.origin));
	return { user: await userOfApi(graph.origin), graph, thief };
}

describe('the token of Graph', () => {
	it.each([
		[[]],
		[['--scope', 'User.Read']],
		[['--scope', 'openid']],
		[['--scope', 'https://graph.microsoft.com/.default']],
		[['--scope', 'HTTPS://Graph.Microsoft.com//User.Read']],
		[['--scope', 'https://graph.microsoft.us/User.Read']],
		[['--scope', '00000003-0000-0000-C000-000000000000/.default']],
		[['--scope', 'api://00000003-0000-0000-c000-000000000000/User.Read']],
		[['--scope', 'api://one/A', '--scope', 'User.Read']],
		[['--scope', 'api://one/A', '--scope', 'api://two/A']],
		[['--scope', 'api://one/A User.Read']],
	])('does not go to another host with %j', async (words) => {
		const { user, graph, thief } = await scene(() => [{}]);
		const { code, stdout } = await user.run('api', `${thief.origin}/v1.0/me`, ...words);
		expect({ code, stdout, asked: thief.seen.length + graph.seen.length }).toEqual({ code: 2, stdout: '', asked: 0 });
	});

	it("does not go there with the scope that names the account's own Graph", async () => {
		const { user, graph, thief } = await scene(() => [{}]);
		const { code } = await user.run('api', `${thief.origin}/me`, '--scope', `${graph.origin}/User.Read`);
		expect({ code, asked: thief.seen.length }).toEqual({ code: 2, asked: 0 });
	});

	it('does not follow a redirect, which is an error that --include shows', async () => {
		const { user, graph, thief } = await scene((origin) => [
			{ status: 302, headers: { location: `${origin}/v1.0/me` } },
		]);
		const plain = await user.run('api', '/me');
		expect([plain.code, plain.stdout]).toEqual([1, '']);
		expect(plain.stderr).toContain('--include');
		expect((await user.run('api', '/me', '-i')).stdout).toContain(`location: ${thief.origin}/v1.0/me\n`);
		expect([graph.seen.length, thief.seen.length]).toEqual([2, 0]);
	});

	it('does not follow the next link of a page to another host, and no half file is left', async () => {
		const page = { value: [{ n: 1 }] };
		const { user, graph, thief } = await scene((origin) => [
			{ body: { ...page, '@odata.nextLink': `${origin}/v1.0/me?$skip=1` } },
		]);
		const file = join(user.home, 'items.jsonl');
		const { code, stderr } = await user.run('api', '/me/x', '--paginate', '-o', 'jsonl', '--output-file', file);
		expect([code, graph.seen.length, thief.seen.length]).toEqual([1, 1, 0]);
		expect(stderr).toContain('graph.foreign-link');
		await expect(access(file)).rejects.toThrow('ENOENT');
	});

	it("and another API's scope do not meet", async () => {
		const { user, graph } = await scene(() => [{}]);
		const { code } = await user.run('api', '/me', '--scope', 'api://one/A');
		expect([code, graph.seen.length]).toEqual([2, 0]);
	});
});

describe('a request', () => {
	it.each([
		'Authorization: Bearer mine',
		'AUTHORIZATION:x',
		'Host: evil.example',
		'Content-Length: 5',
		'Transfer-Encoding: chunked',
		'Connection: X-A',
		'Upgrade: h2c',
		'TE: trailers',
		'Proxy-Authorization: Basic eA==',
		'X-A: b\r\nAuthorization: Bearer mine',
		'X-A: b\nX-B: c',
		'X-A: \u0000',
		'X-A: \u2028',
		'X-A\r\nX-B: c',
		'X A: b',
		': b',
		'no colon',
	])('is not made with the header %j', async (header) => {
		const { user, graph } = await scene(() => [{}]);
		const { code } = await user.run('api', '/me', '-H', header);
		expect([code, graph.seen.length]).toEqual([2, 0]);
	});

	it.each([
		'/me/../users',
		'/v1.0/../admin',
		'/me/%2e%2e/users',
		'/me/.%2E/users',
		'/users/..',
		'./me',
		'//evil.example/me',
		'/\\evil.example/me',
		'/me\r\nHost: evil.example',
		'/me/.\t./x',
		'/users/guest#EXT#@contoso.com',
		'http://localhost/me',
		'javascript:alert(1)',
		'mailto:x@y',
		'file:///etc/passwd',
		'https://user:password@localhost/me',
		'',
		'/',
	])('is not made for the path %j', async (path) => {
		const { user, graph } = await scene(() => [{}]);
		const { code } = await user.run('api', path);
		expect([code, graph.seen.length]).toEqual([2, 0]);
	});

	it('may have dots in a name and whatever its query says', () => {
		for (const path of ['/me/drive/root:/a..b/c.txt:/content', "/me?$filter=a eq '../x'", 'me/...'])
			expect(checkPath(path, false)).toBeUndefined();
	});

	it('is a person’s own only at the Graph of the account', () => {
		const graph = 'https://graph.microsoft.com';
		expect(ownThingOf(`${graph}/v1.0/me/messages?$top=1`, graph)).toBe('mailbox');
		expect(ownThingOf(`${graph}/v1.0/users`, graph)).toBeUndefined();
		expect(ownThingOf('https://api.example.com/v1.0/me', graph)).toBeUndefined();
	});
});

describe('another API', () => {
	const account = {
		homeAccountId: 'a.b',
		clientId: 'c',
		cloud: 'global',
		localAccountId: 'a',
		username: 'adele@contoso.com',
		tenantId: 'b',
		authority: 'https://login.microsoftonline.com/common',
		flow: 'browser',
		addedAt: '2026-01-01T00:00:00Z',
	};
	const graph = 'https://graph.microsoft.com';
	const token = (aud: unknown): string =>
		['{"alg":"none"}', JSON.stringify({ aud }), 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');

	async function client(origin: string, accessToken: string, asked: unknown[] = []) {
		const { runtime } = createTestRuntime();
		const cloud = { name: 'global', authority: account.authority, graph, caFile: caFile() };
		const expiresOn = 0;
		const facts = { accessToken, expiresOn, scopes: [], missingScopes: [], idTokenClaims: {}, fromCache: true };
		const session = {
			loginLine: () => 'graphctl login',
			target: { cloud, clientId: 'c', authority: account.authority, tenant: undefined },
			token: async (request: unknown) => {
				asked.push(request);
				return { ...facts, account: { ...account, environment: 'login.microsoftonline.com' } };
			},
		};
		const place = { path: `${origin}/todos?a=b`, method: 'GET', scopes: ['api://todo/Read'] };
		const target = apiTarget(place, graph);
		return { target, client: openApiClient(runtime, session, target) };
	}

	it('gets the token of its own scopes, and its pages stay with it', async () => {
		const asked: unknown[] = [];
		const api = await startApi([{ body: { ok: true } }]);
		const made = await client(api.origin, token('api://todo'), asked);
		await made.client.request('GET', made.target.url);
		expect(asked).toEqual([{ scopes: ['api://todo/Read'] }]);
		expect(api.seen[0]).toMatchObject({
			url: '/todos?a=b',
			headers: { authorization: `Bearer ${token('api://todo')}` },
		});
		await expect(made.client.getPage('https://localhost:1/todos')).rejects.toMatchObject({
			code: 'graph.foreign-link',
		});
	});

	it.each([
		['https://graph.microsoft.com'],
		['https://graph.microsoft.com/'],
		['00000003-0000-0000-c000-000000000000'],
		[['api://todo', 'https://graph.microsoft.us']],
	])('never gets a token whose audience is %j, whatever the scope was', async (audience) => {
		const api = await startApi([{}]);
		const made = await client(api.origin, token(audience));
		await expect(made.client.request('GET', made.target.url)).rejects.toMatchObject({ code: 'usage.scope' });
		expect(api.seen).toEqual([]);
	});

	it.each([
		[400, { title: 'Bad', detail: 'The due date is past.' }, 'The due date is past.'],
		[404, { message: 'no such list' }, 'no such list'],
		[500, 'Sorry', 'status 500'],
		[403, { error: { code: 'x', message: 'Not yours' } }, 'Not yours'],
	])('that answers %i is called by its own name, with its own words', async (status, body, words) => {
		const api = await startApi([{ status, body }]);
		const made = await client(api.origin, token('api://todo'));
		const error = await made.client.request('POST', made.target.url).catch((reason: unknown) => reason);
		if (!(error instanceof GraphctlError)) throw error;
		expect(error.message).toContain(words);
		expect(error.message).toContain(new URL(api.origin).host);
		expect(`${error.message} ${error.hint}`).not.toMatch(/Graph(?!ctl)/);
		expect(error.details.status).toBe(status);
	});
});
