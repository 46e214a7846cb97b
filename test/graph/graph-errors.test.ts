import { describe, expect, it } from 'vitest';
import { errorBody, prepareGraph } from './graph-test-setup.js';

const { graph, failure } = prepareGraph();

describe('a refusal of Graph', () => {
	it.each([
		[403, 'ErrorAccessDenied', '/me/messages', 'permission.denied', 5],
		[403, 'Authorization_RequestDenied', '/users', 'permission.denied', 5],
		[403, 'ErrorSendAsDenied', '/me/sendMail', 'permission.send-as', 5],
		[404, 'ErrorItemNotFound', '/me/messages/x', 'not-found.item', 3],
		[404, 'Request_ResourceNotFound', '/users/x', 'not-found.object', 3],
		[404, 'MailboxNotEnabledForRESTAPI', '/me/messages', 'not-found.mailbox', 3],
		[404, 'ResourceNotFound', '/me/messages', 'not-found.mailbox', 3],
		[404, 'ErrorInvalidUser', '/users/x/messages', 'not-found.user', 3],
		[404, 'SomethingNew', '/me/x', 'not-found.resource', 3],
		[400, 'ErrorInvalidIdMalformed', '/me/messages/x', 'not-found.malformed-id', 3],
		[400, 'InefficientFilter', '/me/messages', 'graph.inefficient-filter', 1],
		[400, 'SearchWithOrderBy', '/me/messages', 'graph.search-combination', 1],
		[400, 'ErrorInvalidUrlQueryFilter', '/me/messages', 'graph.bad-query', 1],
		[400, 'Request_UnsupportedQuery', '/users', 'graph.bad-query', 1],
		[400, 'BadRequest', '/me/x', 'graph.bad-request', 1],
		[405, 'Request_BadRequest', '/me', 'graph.method-not-allowed', 1],
		[501, 'NotImplemented', '/me', 'graph.not-implemented', 1],
		[507, 'quotaLimitReached', '/me', 'graph.quota', 1],
		[418, 'Teapot', '/me', 'graph.error', 1],
	])('%d %s to %s is %s with exit code %d', async (status, code, path, expected, exitCode) => {
		const { client } = await graph([{ status, body: errorBody(code, 'Server wording.') }]);
		const error = await failure(client.get(path));
		expect([error.code, error.exitCode]).toEqual([expected, exitCode]);
		expect(error.message).toContain('Server wording.');
		expect(error.details.graphCode).toBe(code);
		expect(error.details.status).toBe(status);
	});

	it('keeps the ids that support asks for', async () => {
		const { client, seen } = await graph([{ status: 404, headers: { 'request-id': 'abc' }, body: errorBody('X') }]);
		const { details } = await failure(client.get('/me'));
		expect(details.requestId).toBe('abc');
		expect(details.correlationId).toBe(seen[0]?.headers['client-request-id']);
		expect(details.timestamp).toMatch(/GMT$/);
	});

	it('takes the request id from the body when no header has it, and the deepest code', async () => {
		const body = {
			error: { code: 'A', message: '', innererror: { code: 'B', innerError: { code: 'C', 'request-id': 'r' } } },
		};
		const { client } = await graph([{ status: 400, body }]);
		const { details } = await failure(client.get('/me'));
		expect([details.graphCode, details.requestId]).toEqual(['C', 'r']);
	});

	it('names the smallest missing permission and the login line that asks for it', async () => {
		const { client } = await graph([{ status: 403, body: errorBody('ErrorAccessDenied') }]);
		const error = await failure(client.get('/me/mailFolders/inbox/messages'));
		expect(error.details.scopes).toEqual(['Mail.Read']);
		expect(error.hint).toContain('graphctl login --scope Mail.Read');
	});

	it.each([
		['displayName,mail', 'User.ReadBasic.All'],
		['displayName,department', 'User.Read.All'],
	])('names the permission that shows the properties of ?$select=%s', async ($select, scope) => {
		const { client } = await graph([{ status: 403, body: errorBody('Authorization_RequestDenied') }]);
		const error = await failure(client.get('/users', { query: { $select } }));
		expect(error.details.scopes).toEqual([scope]);
		expect(error.message).not.toContain('$select');
	});

	it.each([
		[{ error: 'text' }],
		[{ error: { code: 5, message: { a: 1 }, innerError: [] } }],
		[[]],
		['null'],
		[{ error: { code: '', message: '', innerError: { code: null } } }],
	])('does not trip over the body %j', async (body) => {
		const { client } = await graph([{ status: 403, body }]);
		expect((await failure(client.get('/me'))).code).toBe('permission.denied');
	});
});

describe('an answer that cannot be from Graph', () => {
	it('in HTML with an error status speaks of a gateway or proxy', async () => {
		const { client } = await graph([{ status: 502, body: '<!DOCTYPE html><html><body>Bad gateway</body></html>' }]);
		const error = await failure(client.get('/me'));
		expect([error.code, error.exitCode]).toEqual(['graph.server-error', 1]);
		expect(error.message).toContain('answered with HTML, status 502: a gateway or proxy');
	});

	it.each([
		['<html>Welcome to the hotel</html>', 'HTML'],
		['{"value":[{"id":', 'damaged JSON'],
		['', 'nothing'],
		['[]', 'JSON of another shape'],
		['null', 'JSON of another shape'],
	])('with success and the body %s is refused', async (body, what) => {
		const { client } = await graph([{ status: 200, body }]);
		const error = await failure(client.get('/me'));
		expect([error.code, error.exitCode]).toEqual(['graph.invalid-answer', 1]);
		expect(error.message).toContain(what);
		expect(error.message).toContain('/v1.0/me');
	});
});
