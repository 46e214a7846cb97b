/** Who may read which mailbox (graph permissions reference: Mail.*). */
import { holdsOne, isAppOnly, signedInPerson } from './access.js';
import { mailAccessDenied, noMailbox } from './graph-errors.js';
import type { GraphRequest } from './graph-request.js';
import type { Person } from './types.js';
import { findPerson } from './user-access.js';

const fullScopes = ['Mail.Read', 'Mail.ReadWrite'];
const basicScopes = ['Mail.ReadBasic'];
/** An app's own permissions; they open every mailbox. */
const basicRoles = ['Mail.ReadBasic', 'Mail.ReadBasic.All'];

/**
 * The owner of the mailbox in the path, and whether bodies may be read (not with Mail.ReadBasic). People read their own
 * mail; nobody has shared a mailbox here. An app with the role reads anybody's under `/users/{id}`.
 * @throws GraphError 400, 403, 404
 */
export function authorizeMail(request: Pick<GraphRequest, 'options' | 'claims' | 'names'>): {
	readonly owner: Person;
	readonly fullRead: boolean;
} {
	const { options, claims, names } = request;
	const { user } = names;
	const isApp = isAppOnly(claims) && user !== undefined;
	const granted = isApp ? { ...claims, scopes: claims.roles } : claims;
	const reader = isApp ? undefined : signedInPerson(options, claims);
	const fullRead = holdsOne(granted, fullScopes);
	if (!fullRead && !holdsOne(granted, isApp ? basicRoles : basicScopes)) throw mailAccessDenied();
	const owner = user === undefined ? reader : findPerson(options, user);
	if (owner === undefined || (reader !== undefined && reader.id !== owner.id)) throw mailAccessDenied();
	if (!owner.hasMailbox) throw noMailbox();
	return { owner, fullRead };
}
