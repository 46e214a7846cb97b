/** Which permission a Graph request needs: delegated for a person, a role for an app. The table is `permission-table.ts`. */
import { type PermissionRow, permissionTable } from './permission-table.js';

/**
 * Delegated scopes that would allow the request; empty when that is not known. `path` may begin with a version and end in the query,
 * which tells properties of people that the basic profile does not hold.
 */
export function smallestScopes(method: string, path: string): readonly string[] {
	const scope = find(method, path)?.[2];
	return scope === undefined || scope === '' ? [] : [withHidden(scope, method, path)];
}

/**
 * The application permission (app role) that would allow the request of an app; undefined when that is not known, or where no app may ask:
 * nothing below `/me`, which only a person has.
 */
export function smallestRole(method: string, path: string): string | undefined {
	const role = wordsOf(path)[0] === 'me' ? undefined : find(method, path)?.[3];
	return role === undefined || role === '' ? undefined : withHidden(role, method, path);
}

function find(method: string, path: string): PermissionRow | undefined {
	const words = wordsOf(path);
	const asked = method.toUpperCase();
	return permissionTable.find(
		([methods, pattern]) =>
			methods.split(' ').includes(asked) && patternsOf(pattern).some((each) => matches(each.split('/'), words)),
	);
}

/** Words of the path without version and query, in lower case; `users('ID')` and `microsoft.graph.sendMail` as their short forms. */
function wordsOf(path: string): string[] {
	return (path.split(/[?#]/, 1)[0] ?? '')
		.toLowerCase()
		.replace(/\((?:[a-z]+=)?'([^'/]*)'\)/g, '/$1')
		.split('/')
		.filter((word) => word !== '')
		.filter((word, index) => index > 0 || !/^(v1\.0|beta)$/.test(word))
		.map((word) => word.replace(/^microsoft\.graph\./, '').replace(/\(.*\)$/, ''));
}

function patternsOf(pattern: string): readonly string[] {
	if (!pattern.startsWith('{user}')) return [pattern];
	return [pattern.replace('{user}', 'me'), pattern.replace('{user}', 'users/{id}')];
}

function matches(pattern: readonly string[], words: readonly string[]): boolean {
	const [first, ...rest] = pattern;
	if (first === undefined) return words.length === 0;
	if (first === '**') return words.some((_, index) => matches(rest, words.slice(index))) || matches(rest, []);
	const [word, ...others] = words;
	if (word === undefined) return false;
	return (first === '{id}' || first.split('|').includes(word)) && matches(rest, others);
}

/** What User.ReadBasic.All shows of others (https://learn.microsoft.com/graph/permissions-reference#userreadbasicall). */
const basicProperties = ['displayname', 'givenname', 'id', 'mail', 'photo', 'surname', 'userprincipalname'];

/** The rest of what Graph selects by itself: with User.ReadBasic.All it comes unset, but the request is not refused for it. */
const defaultProperties = ['businessphones', 'jobtitle', 'mobilephone', 'officelocation', 'preferredlanguage'];

/** Words of `$filter` and `$orderby` that are no properties. */
const operators =
	'eq ne gt ge lt le and or not in asc desc any all true false null startswith endswith contains tolower toupper length'.split(
		' ',
	);

/** The next larger permission where the query names properties of people that the basic one hides. */
function withHidden(permission: string, method: string, path: string): string {
	if (permission !== 'User.ReadBasic.All' || method.toUpperCase() !== 'GET' || wordsOf(path).includes('photo')) {
		return permission;
	}
	return namedProperties(path).every((name) => basicProperties.includes(name)) ? permission : 'User.Read.All';
}

/** Properties that the query filters, sorts or searches by or expands, or selects beyond the default, in lower case. */
function namedProperties(path: string): string[] {
	const start = path.indexOf('?');
	if (start === -1) return [];
	return [...new URLSearchParams(path.slice(start))].flatMap(([name, value]) => {
		const text = value.toLowerCase();
		switch (name.toLowerCase().replace(/^\$/, '')) {
			case 'search':
				return [...text.matchAll(/"\s*([a-z]+)\s*:/g)].map(([, property = '']) => property);
			case 'select':
				return (text.match(/[a-z_]\w*/g) ?? []).filter((word) => !defaultProperties.includes(word));
			case 'expand':
			case 'filter':
			case 'orderby':
				return (text.replace(/'[^']*'/g, '').match(/[a-z_]\w*/g) ?? []).filter((word) => !operators.includes(word));
			default:
				return [];
		}
	});
}
