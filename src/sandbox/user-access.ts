/** Who may read whom in the directory (graph permissions reference: User.*, Directory.*). */
import { holdsOne, isAppOnly, profileScopes, signedInPerson } from './access.js';
import { directoryAccessDenied, resourceNotFound } from './graph-errors.js';
import type { Json } from './message-properties.js';
import type { AccessTokenClaims, GraphOptions, Person } from './types.js';
import { readUserProperty } from './user-properties.js';

const fullScopes = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'];
const basicScopes = ['User.ReadBasic.All'];

/** What User.ReadBasic.All shows; everything else reads as unset. */
const basicProperties: readonly string[] = ['displayName', 'givenName', 'id', 'mail', 'surname', 'userPrincipalName'];

/** How much of a person is shown. */
export type UserView = 'full' | 'basic';

/** What may be seen of anybody. @throws GraphError 403 without a directory permission */
export function authorizeDirectory(claims: AccessTokenClaims): UserView {
	const granted = isAppOnly(claims) ? { ...claims, scopes: claims.roles } : claims;
	if (holdsOne(granted, fullScopes)) return 'full';
	if (holdsOne(granted, basicScopes)) return 'basic';
	throw directoryAccessDenied();
}

/** What may be seen of this person; everybody may read themselves. @throws GraphError 403 */
export function authorizeUser(claims: AccessTokenClaims, person: Person): UserView {
	if (person.id === claims.oid && holdsOne(claims, profileScopes)) return 'full';
	return authorizeDirectory(claims);
}

/**
 * The signed-in person and what may be seen of their manager. Microsoft's pages disagree about User.Read, which is said
 * to be enough for one's own manager on one and missing in the table of another: here it is enough for the basic properties.
 * @throws GraphError 400 for an app-only token, 403, 404
 */
export function authorizeMyManager(
	options: GraphOptions,
	claims: AccessTokenClaims,
): { readonly person: Person; readonly view: UserView } {
	const person = signedInPerson(options, claims);
	if (holdsOne(claims, fullScopes)) return { person, view: 'full' };
	if (!holdsOne(claims, profileScopes)) throw directoryAccessDenied();
	return { person, view: 'basic' };
}

/** The person with this object id or user principal name, in any case. @throws GraphError 404 */
export function findPerson(options: GraphOptions, name: string): Person {
	const wanted = name.toLowerCase();
	const person = options.company.people.find(
		(one) => one.id.toLowerCase() === wanted || one.userPrincipalName.toLowerCase() === wanted,
	);
	if (person === undefined) throw resourceNotFound(name);
	return person;
}

/** Reads the properties of a person as far as the view shows them. @throws GraphError 501 for data the sandbox has not */
export function readerOf(person: Person, company: string, view: UserView): (property: string) => Json {
	return (property) => {
		const value = readUserProperty(person, company, property);
		if (view === 'full' || basicProperties.includes(property)) return value;
		return Array.isArray(value) ? [] : null;
	};
}

/** Finding people by what is hidden would tell it. @throws GraphError 403 */
export function checkVisible(properties: readonly string[], view: UserView): void {
	if (view === 'basic' && !properties.every((name) => basicProperties.includes(name))) throw directoryAccessDenied();
}
