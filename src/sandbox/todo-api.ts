/** The second protected API: a to-do list with its own scopes, as the tutorials of the identity platform have it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from './json-answer.js';
import { todoAudience } from './sample-apps.js';
import { readBody } from './tenant-request.js';
import { createTodoList, readTodoChange, type TodoItem } from './todo-list.js';
import type { AccessTokenClaims, TokenCheck } from './types.js';

export interface TodoApiOptions {
	checkToken(authorization: string | undefined): TokenCheck;
	/** Login origin, for the challenge header. */
	readonly loginOrigin: string;
	/** The `acrs` value that is demanded of every token, or undefined. */
	demandedAcrs(): string | undefined;
}

/** An answer before it is sent. */
interface Reply {
	readonly status: number;
	readonly body?: Readonly<Record<string, unknown>> | readonly TodoItem[] | TodoItem;
	readonly headers?: Readonly<Record<string, string>>;
}

const readScopes = ['ToDoList.Read', 'ToDoList.ReadWrite'];
const writeScopes = ['ToDoList.ReadWrite'];
const readRole = 'ToDoList.Read.All';

const refuse = (status: number, code: string, message: string, headers: Reply['headers'] = {}): Reply => ({
	status,
	body: { error: { code, message } },
	headers,
});

const refusals: Readonly<Record<string, string>> = {
	missing: 'There is no access token.',
	malformed: 'The access token is not one of this platform.',
	expired: 'The access token has expired.',
	'wrong-audience': 'The access token is for another API.',
	revoked: 'The access token has been revoked.',
};

/** Makes the handler: `GET` and `POST /todolist`, `GET`, `PATCH` and `DELETE /todolist/{id}`. */
export function createTodoApi(
	options: TodoApiOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
	const list = createTodoList();

	const answer = (method: string, path: string, claims: AccessTokenClaims, body: string | undefined): Reply => {
		const match = /^\/todolist(?:\/(\d{1,9}))?\/?$/i.exec(path);
		if (match === null) return refuse(404, 'not_found', `There is no ${path}.`);
		const id = match[1];
		const allowed = id === undefined ? ['GET', 'POST'] : ['GET', 'PATCH', 'DELETE'];
		if (!allowed.includes(method)) {
			return refuse(405, 'method_not_allowed', `${method} is not allowed here.`, { allow: allowed.join(', ') });
		}
		const denied = checkPermission(method, claims);
		if (denied !== undefined) return denied;
		const owner = claims.scopes.length === 0 ? undefined : claims.oid;
		if (id === undefined && method === 'GET') return { status: 200, body: list.list(owner) };
		if (id === undefined) return add(claims.oid, body);
		const item = list.find(Number(id), owner);
		if (item === undefined) return refuse(404, 'not_found', `There is no item ${id}.`);
		if (method === 'GET') return { status: 200, body: item };
		if (method === 'PATCH') return change(item, body);
		list.remove(item);
		return { status: 204 };
	};

	const add = (owner: string, body: string | undefined): Reply => {
		const wanted = readTodoChange(body);
		if (typeof wanted === 'string') return refuse(400, 'bad_request', wanted);
		if (wanted.description === undefined) return refuse(400, 'bad_request', 'An item needs a "description".');
		const item = list.add(owner, wanted.description);
		if (item === undefined) return refuse(409, 'list_full', 'The list is full.');
		const created = wanted.done === true ? list.change(item, { done: true }) : item;
		return { status: 201, body: created, headers: { location: `/todolist/${item.id}` } };
	};

	const change = (item: TodoItem, body: string | undefined): Reply => {
		const wanted = readTodoChange(body);
		if (typeof wanted === 'string') return refuse(400, 'bad_request', wanted);
		return { status: 200, body: list.change(item, wanted) };
	};

	return async (request, response) => {
		const { pathname } = new URL(`https://localhost${request.url?.startsWith('/') === true ? request.url : '/'}`);
		const claims = authenticate(options, request.headers.authorization);
		const body = await readBody(request);
		const reply = 'status' in claims ? claims : answer(request.method ?? '', pathname, claims, body);
		for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
		if (reply.body !== undefined) return sendJson(response, reply.status, reply.body);
		response.writeHead(reply.status, { 'cache-control': 'no-store' });
		response.end();
	};
}

/** The claims of a good token, or 401 with a challenge (RFC 6750; a step-up as Entra's Conditional Access words it). */
function authenticate(options: TodoApiOptions, authorization: string | undefined): AccessTokenClaims | Reply {
	const check = options.checkToken(authorization);
	const challenge = `Bearer realm="", authorization_uri="${options.loginOrigin}/common/oauth2/v2.0/authorize", resource_id="${todoAudience}"`;
	if ('refusal' in check) {
		const text = refusals[check.refusal] ?? '';
		const reason = check.refusal === 'missing' ? '' : `, error="invalid_token", error_description="${text}"`;
		return refuse(401, 'invalid_token', text, { 'www-authenticate': challenge + reason });
	}
	const demanded = options.demandedAcrs();
	// Authentication contexts are for people; an app has nothing to step up to.
	const isApp = check.claims.scopes.length === 0;
	if (demanded === undefined || isApp || check.claims.acrs.includes(demanded)) return check.claims;
	const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: demanded } } });
	return refuse(401, 'insufficient_claims', 'The access token does not satisfy the authentication context.', {
		'www-authenticate': `${challenge}, error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`,
	});
}

/** People need a scope, apps the role; an app changes nobody's list. */
function checkPermission(method: string, claims: AccessTokenClaims): Reply | undefined {
	const isRead = method === 'GET';
	const needed = isRead ? readScopes : writeScopes;
	if (claims.scopes.some((scope) => needed.includes(scope))) return undefined;
	if (claims.scopes.length === 0 && isRead && claims.roles.includes(readRole)) return undefined;
	const scope = needed.map((name) => `${todoAudience}/${name}`).join(' ');
	return refuse(403, 'insufficient_scope', `The access token has none of: ${needed.join(', ')}.`, {
		'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"`,
	});
}
