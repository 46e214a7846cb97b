/** People in the directory. */
import { GraphctlError } from '../errors.js';
import type { GraphClient } from './client.js';
import type { User } from './me.js';
import { pages } from './paging.js';
import {
	type UsersQuery,
	type UsersRequest,
	type UsersSelection,
	userPath,
	usersCountRequest,
	usersRequest,
} from './users-query.js';

/**
 * The people asked for, page by page, as they arrive. https://learn.microsoft.com/graph/api/user-list
 * @throws GraphctlError `usage.value` before any request, and what Graph answers
 */
export function listUsers(client: Pick<GraphClient, 'get'>, query: UsersQuery): AsyncGenerator<readonly User[], void> {
	return take(client, usersRequest(query));
}

async function* take(client: Pick<GraphClient, 'get'>, request: UsersRequest): AsyncGenerator<readonly User[], void> {
	let left = request.limit;
	for await (const page of pages<User>(client, request.path, { query: request.query, headers: request.headers })) {
		const wanted = page.slice(0, left);
		left -= wanted.length;
		if (wanted.length > 0) yield wanted;
		if (left <= 0) return;
	}
}

/** How many people there are, or match. @throws GraphctlError `usage.value`, `graph.invalid-answer` */
export async function countUsers(client: Pick<GraphClient, 'request'>, query: UsersSelection): Promise<number> {
	const { path, ...options } = usersCountRequest(query);
	const { body } = await client.request('GET', path, options);
	const text = new TextDecoder().decode(body).trim();
	if (/^\d{1,12}$/.test(text)) return Number(text);
	throw new GraphctlError({
		code: 'graph.invalid-answer',
		message: 'Graph answered with something that is not a number of people.',
	});
}

/** One person, by object id or user principal name. @throws GraphctlError `usage.value`, `not-found.user` */
export async function getUser(client: Pick<GraphClient, 'get'>, user: string): Promise<User> {
	try {
		return await client.get<User>(userPath(user));
	} catch (error) {
		if (!(error instanceof GraphctlError && error.code.startsWith('not-found.'))) throw error;
		throw new GraphctlError({
			code: 'not-found.user',
			message: `There is no user "${user.trim()}".`,
			hint: 'People go by object id or user principal name. Find them with: graphctl users list --search NAME',
			details: error.details,
			cause: error,
		});
	}
}

/** The manager of a person, of oneself when none is named; undefined when there is none. https://learn.microsoft.com/graph/api/user-list-manager */
export async function getManager(client: Pick<GraphClient, 'get'>, user?: string): Promise<User | undefined> {
	try {
		return await client.get<User>(`${user === undefined ? '/me' : userPath(user)}/manager`);
	} catch (error) {
		if (error instanceof GraphctlError && error.code.startsWith('not-found.')) return undefined;
		throw error;
	}
}
