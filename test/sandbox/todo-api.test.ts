import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorizeUrl, claimsOf, signIn } from '../helpers/entra-client.js';
import { readJson } from '../helpers/https-client.js';
import { createPageWalker } from '../helpers/page-walker.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import { askAsApp, withSecret } from '../helpers/sandbox-apps.js';
import { askTodo, signInForTodo, todoScope } from '../helpers/sandbox-people.js';

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true }, { keep: true });
});
afterAll(() => sandbox.stop());

describe('a token for the to-do list', () => {
	test('has all registered permissions when .default was asked', async () => {
		const own = await startTestSandbox({ autoApprove: true });
		const answer = await signInForTodo(own, ['.default']);
		expect(claimsOf(answer.access_token)['scp']).toBe('ToDoList.Read ToDoList.ReadWrite');
	});

	test('is for that API alone and names what was granted in full', async () => {
		const answer = await signInForTodo(sandbox, ['ToDoList.Read']);
		expect(answer.scope.split(' ')).toContain(todoScope(sandbox, 'ToDoList.Read'));
		expect(answer.scope).not.toContain('User.Read');
		expect(claimsOf(answer.access_token)).toMatchObject({
			aud: sandbox.apps.api.audience,
			scp: 'ToDoList.Read',
		});
	});
});

describe('the consent page', () => {
	test('names the permissions of the to-do list beside those of Graph', async () => {
		const own = await startTestSandbox();
		const walker = createPageWalker(own.caFile);
		const scope = `openid User.Read ${todoScope(own, 'ToDoList.ReadWrite')}`;
		const consent = await walker.press(await walker.open(authorizeUrl(own, { scope })), 'Adele Vance');
		for (const text of [todoScope(own, 'ToDoList.ReadWrite'), 'Read and change your to-do list', 'User.Read'])
			expect(consent.html).toContain(text);
		expect((await walker.press(consent, 'Accept')).url.searchParams.get('code')).toBeTruthy();
	});
});

describe('the to-do list', () => {
	test('keeps, changes and forgets items of its owner', async () => {
		const { access_token: token } = await signInForTodo(sandbox, ['ToDoList.ReadWrite'], {
			login_hint: 'AlexW@contoso.com',
		});
		const added = await askTodo(sandbox, '/todolist', token, { method: 'POST', body: { description: 'Buy flowers' } });
		expect(added.status).toBe(201);
		const item = readJson<{ id: number; owner: string }>(added);
		expect(item).toMatchObject({ description: 'Buy flowers', done: false, owner: claimsOf(token)['oid'] });
		const path = String(added.headers['location']);
		const changed = await askTodo(sandbox, path, token, { method: 'PATCH', body: { done: true } });
		expect(readJson(changed)).toMatchObject({ description: 'Buy flowers', done: true });
		expect(readJson(await askTodo(sandbox, '/todolist', token))).toMatchObject([{ id: item.id, done: true }]);
		const { access_token: other } = await signInForTodo(sandbox, ['ToDoList.ReadWrite'], {
			login_hint: 'LeeG@contoso.com',
		});
		expect(readJson(await askTodo(sandbox, '/todolist', other))).toEqual([]);
		expect((await askTodo(sandbox, path, other)).status).toBe(404);
		expect((await askTodo(sandbox, path, token, { method: 'DELETE' })).status).toBe(204);
		expect((await askTodo(sandbox, path, token)).status).toBe(404);
	});

	test('refuses no token, and a token for Graph, with 401', async () => {
		const missing = await askTodo(sandbox, '/todolist', undefined);
		expect(missing.status).toBe(401);
		expect(missing.headers['www-authenticate']).not.toContain('error=');
		const { access_token: token } = await signIn(sandbox);
		const foreign = await askTodo(sandbox, '/todolist', token);
		expect(foreign.status).toBe(401);
		expect(foreign.headers['www-authenticate']).toContain('error="invalid_token"');
	});

	test('refuses writing with a scope for reading, and says which one is missing', async () => {
		const own = await startTestSandbox({ autoApprove: true });
		const { access_token: token } = await signInForTodo(own, ['ToDoList.Read']);
		expect((await askTodo(own, '/todolist', token)).status).toBe(200);
		const refused = await askTodo(own, '/todolist', token, { method: 'POST', body: { description: 'x' } });
		expect(refused.status).toBe(403);
		expect(refused.headers['www-authenticate']).toContain(todoScope(own, 'ToDoList.ReadWrite'));
	});

	test('opens for reading to an app with the role, and to no other', async () => {
		const own = await startTestSandbox({ autoApprove: true });
		const { access_token: token } = await signInForTodo(own, ['ToDoList.ReadWrite']);
		await askTodo(own, '/todolist', token, { method: 'POST', body: { description: 'x' } });
		const scope = `${own.apps.api.audience}/.default`;
		const ask = async (method: string) => {
			const app = readJson<{ access_token: string }>(await askAsApp(own, { ...withSecret(own), scope }));
			return askTodo(
				own,
				'/todolist',
				app.access_token,
				method === 'GET' ? {} : { method, body: { description: 'y' } },
			);
		};
		expect((await ask('GET')).status).toBe(403);
		await own.do.grantRole(own.apps.daemon.clientId, `${own.apps.api.audience}/ToDoList.Read.All`);
		expect(readJson(await ask('GET'))).toHaveLength(1);
		expect((await ask('POST')).status).toBe(403);
	});

	test.each<[string, string, unknown, number]>([
		['POST', '/todolist', { description: '' }, 400],
		['POST', '/todolist', {}, 400],
		['POST', '/todolist', { description: 'x', more: 1 }, 400],
		['POST', '/todolist', [1], 400],
		['PUT', '/todolist', {}, 405],
		['GET', '/todolist/1234', undefined, 404],
		['GET', '/elsewhere', undefined, 404],
	])('answers %s %s %j with %i', async (method, path, body, status) => {
		const { access_token: token } = await signInForTodo(sandbox, ['ToDoList.ReadWrite']);
		expect((await askTodo(sandbox, path, token, { method, body })).status).toBe(status);
	});

	test('demands a step-up when the control endpoint says so', async () => {
		const own = await startTestSandbox({ autoApprove: true });
		const { access_token: token } = await signInForTodo(own, ['ToDoList.Read']);
		await own.do.demandAcrs('c1');
		const refused = await askTodo(own, '/todolist', token);
		expect(refused.status).toBe(401);
		const [, encoded = ''] = /claims="([^"]+)"/.exec(String(refused.headers['www-authenticate'])) ?? [];
		const claims = Buffer.from(encoded, 'base64').toString();
		const stepped = await signInForTodo(own, ['ToDoList.Read'], { claims });
		expect((await askTodo(own, '/todolist', stepped.access_token)).status).toBe(200);
	});
});
