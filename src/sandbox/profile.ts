/** `GET /me`: the signed-in person's profile. */
import { authorizeProfile } from './access.js';
import { type Answer, jsonAnswer } from './graph-answer.js';
import type { GraphRequest } from './graph-request.js';
import type { Json } from './message-properties.js';
import { contextOf, readQuery, readSelect } from './odata.js';
import { defaultUserProperties, findUserProperty, readUserProperty } from './user-properties.js';

export function getProfile(request: GraphRequest): Answer {
	const person = authorizeProfile(request.options, request.claims);
	const query = readQuery(request.parameters, ['select'], ['filter', 'orderby', 'search', 'skip', 'skiptoken', 'top']);
	const selection = readSelect(query, 'microsoft.graph.user', findUserProperty);
	const { company } = request.options;
	const body: Record<string, Json> = {
		'@odata.context': contextOf(request.options.origin(), 'users', selection, true),
	};
	for (const name of selection ?? defaultUserProperties) body[name] = readUserProperty(person, company.name, name);
	return jsonAnswer(body);
}
