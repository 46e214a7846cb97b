/** "Did you mean" for permissions of Graph. */
import { GraphctlError } from '../errors.js';
import { permissionTable } from '../graph/permission-table.js';
import { nearest } from '../text/suggest.js';

/** The error with the permissions that were probably meant at the head of its hint. */
export function withSuggestion(error: GraphctlError, wrong: readonly string[]): GraphctlError {
	const known = [...new Set(permissionTable.map(([, , delegated]) => delegated))].filter((name) => name !== '');
	const meant = wrong.flatMap((scope) => {
		const near = nearest(scope.slice(scope.lastIndexOf('/') + 1), known);
		return near === undefined || wrong.includes(near) ? [] : [near];
	});
	if (meant.length === 0) return error;
	const { cause, code, details, hint = '', message } = error;
	return new GraphctlError({
		code,
		message,
		details,
		cause,
		hint: `Did you mean ${meant.join(', ')}?\n${hint}`.trimEnd(),
	});
}
