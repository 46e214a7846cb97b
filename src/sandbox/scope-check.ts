/** The `scope` of a token request, or Entra's words for what is wrong with it. */
import { appErrors } from './app-errors.js';
import { type EntraError, entraErrors } from './entra-errors.js';
import { readScopes, type ScopeRequest } from './permission-catalogue.js';
import type { Realm } from './realm.js';
import type { SampleApp } from './sample-apps.js';

/** Reads the scopes of one resource; a token is never for two. */
export function checkScopes(
	realm: Realm,
	app: SampleApp,
	text: string,
): EntraError | Exclude<ScopeRequest, { problem: unknown }> {
	const read = readScopes(text, realm.graphResources);
	if ('problem' in read) {
		if (read.problem === 'unknown-resource') return entraErrors.resourceNotFound(read.value, realm.company.name);
		if (read.problem === 'mixed-default') return entraErrors.mixedDefault(read.value);
		return entraErrors.scopeNotFound(app.name, read.value);
	}
	return read.resources.length > 1 ? appErrors.twoResources : read;
}
