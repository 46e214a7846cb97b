/** `GET /users/{id|userPrincipalName}`, `/users/{...}/manager` and `/me/manager` (graph-rest-1.0 user-get, user-list-manager). */
import { type Answer, jsonAnswer } from './graph-answer.js';
import { resourceNotFound, unknownSegment } from './graph-errors.js';
import type { GraphRequest } from './graph-request.js';
import type { Json } from './message-properties.js';
import { contextOf, readQuery, readSelect } from './odata.js';
import type { Person } from './types.js';
import {
	authorizeDirectory,
	authorizeMyManager,
	authorizeUser,
	findPerson,
	readerOf,
	type UserView,
} from './user-access.js';
import { defaultUserProperties, findUserProperty } from './user-properties.js';

export function getUser(request: GraphRequest): Answer {
	const person = namedPerson(request);
	return userAnswer(request, person, authorizeUser(request.claims, person), 'users');
}

export function getManager(request: GraphRequest): Answer {
	const view = authorizeDirectory(request.claims);
	return userAnswer(request, managerOf(request, namedPerson(request)), view, 'directoryObjects');
}

export function getMyManager(request: GraphRequest): Answer {
	const { person, view } = authorizeMyManager(request.options, request.claims);
	return userAnswer(request, managerOf(request, person), view, 'directoryObjects');
}

/** Nobody learns who exists without a permission to read people. @throws GraphError 400, 403, 404 */
function namedPerson(request: GraphRequest): Person {
	const name = request.names['user'] ?? '';
	// After a slash, a dollar sign begins a system segment: such names go in parentheses, users('$x@y.com').
	if (name.startsWith('$') && /\/users\/+(\$|%24)/i.test(request.path)) throw unknownSegment(name);
	const own = request.options.company.people.find((one) => one.id === request.claims.oid);
	const wanted = name.toLowerCase();
	const isOwn = own !== undefined && [own.id, own.userPrincipalName].some((one) => one.toLowerCase() === wanted);
	if (!isOwn) authorizeDirectory(request.claims);
	return findPerson(request.options, name);
}

function managerOf(request: GraphRequest, person: Person): Person {
	const manager = request.options.company.people.find((one) => one.id === person.managerId);
	if (manager === undefined) throw resourceNotFound('manager');
	return manager;
}

function userAnswer(
	request: GraphRequest,
	person: Person,
	view: UserView,
	collection: 'users' | 'directoryObjects',
): Answer {
	const { options } = request;
	const query = readQuery(request.parameters, ['select'], ['filter', 'orderby', 'search', 'skip', 'skiptoken', 'top']);
	const selection = readSelect(query, 'microsoft.graph.user', findUserProperty);
	const read = readerOf(person, options.company.name, view);
	const body: Record<string, Json> = {
		'@odata.context': contextOf(options.origin(), collection, selection, true),
		...(collection === 'directoryObjects' ? { '@odata.type': '#microsoft.graph.user' } : {}),
	};
	for (const name of selection ?? defaultUserProperties) body[name] = read(name);
	return jsonAnswer(body);
}
