/** Turns what a person asks of the directory into one OData request (https://learn.microsoft.com/graph/aad-advanced-queries). */
import { GraphctlError } from '../errors.js';
import type { Query } from './graph-path.js';

/** Which people are meant. */
export interface UsersSelection {
	/** OData `$filter`. */
	readonly filter?: string | undefined;
	/** Words to find in names and addresses, or clauses that name their properties: `displayName:adele`. */
	readonly search?: string | undefined;
}

/** What `graphctl users list` can be asked for. */
export interface UsersQuery extends UsersSelection {
	/** How many people; default 100. */
	readonly top?: number | undefined;
	/** Everybody, whatever `top` says. */
	readonly all?: boolean | undefined;
	/** OData `$orderby`. */
	readonly order?: string | undefined;
}

/** The request. Its headers go with every page: the link to the next one does not carry them. */
export interface UsersRequest {
	readonly path: string;
	readonly query: Query;
	readonly headers: Readonly<Record<string, string>>;
	/** People wanted. */
	readonly limit: number;
}

/** Graph's own page. */
export const defaultTop = 100;
const largestPage = 999;
const eventual = { ConsistencyLevel: 'eventual' };

/** The properties Graph sends unasked; asking for them by name makes the request cheaper against throttling. */
const listedProperties = [
	'id',
	'displayName',
	'givenName',
	'surname',
	'userPrincipalName',
	'mail',
	'jobTitle',
	'mobilePhone',
	'businessPhones',
	'officeLocation',
	'preferredLanguage',
];

/** What can be sorted by without an advanced query. */
const plainOrder = /^\s*(displayName|userPrincipalName)(\s+(asc|desc))?\s*$/i;

/** Properties that only an advanced query filters by. */
const unindexed =
	/\b(companyName|employeeType|faxNumber|mobilePhone|officeLocation|onPremises\w+|postalCode|preferredLanguage|streetAddress)\b/i;

/** Builds the request of a list. @throws GraphctlError `usage.value` */
export function usersRequest(query: UsersQuery): UsersRequest {
	const limit = query.all ? Number.POSITIVE_INFINITY : (query.top ?? defaultTop);
	if (!query.all && !(Number.isInteger(limit) && limit > 0))
		throw badValue(`--top takes a whole number from 1, not "${query.top}".`);
	if (query.order?.trim() === '') throw badValue('--order is empty.');
	const advanced = isAdvanced(query);
	return {
		path: '/users',
		query: {
			$top: Math.min(limit, largestPage),
			$select: listedProperties.join(','),
			...selection(query),
			...(query.order === undefined ? {} : { $orderby: query.order.trim() }),
			...(advanced ? { $count: true } : {}),
		},
		headers: advanced ? eventual : {},
		limit,
	};
}

/** Builds the request of a bare number. @throws GraphctlError `usage.value` */
export function usersCountRequest(query: UsersSelection): Pick<UsersRequest, 'path' | 'query' | 'headers'> {
	return { path: '/users/$count', query: selection(query), headers: eventual };
}

/** The path of one person. @throws GraphctlError `usage.value` for an empty name */
export function userPath(user: string): string {
	const name = user.trim();
	if (name === '') throw badValue('A user is an object id or a user principal name, not empty.');
	const isPlain = /^[^$/\\][^/\\]*@[^/\\]+$/.test(name) || /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(name);
	// A leading dollar sign, and names such as "delta", mean something else to Graph when they follow a slash.
	return isPlain ? `/users/${encodeURIComponent(name)}` : `/users('${encodeURIComponent(name).replaceAll("'", "''")}')`;
}

function selection({ filter, search }: UsersSelection): Query {
	if (filter?.trim() === '') throw badValue('--filter is empty.');
	if (search?.trim() === '') throw badValue('--search is empty.');
	return {
		...(filter === undefined ? {} : { $filter: filter.trim() }),
		...(search === undefined ? {} : { $search: searchClauses(search.trim()) }),
	};
}

/** True when Graph answers only with `ConsistencyLevel: eventual` and `$count=true`. */
function isAdvanced({ filter, search, order }: UsersQuery): boolean {
	if (search !== undefined) return true;
	if (order !== undefined && (filter !== undefined || !plainOrder.test(order))) return true;
	const operators = filter?.replaceAll(/'(?:[^']|'')*'/g, "''") ?? '';
	return /\b(ne|not|endswith)\b|\$count\b/i.test(operators) || unindexed.test(operators);
}

/**
 * `$search` as Graph wants it: each clause in double quotes, in which quotes and backslashes are escaped. What begins with a
 * quote or parenthesis is taken as written in that syntax; words without a property are looked for in names and addresses.
 */
function searchClauses(search: string): string {
	if (/^\(*\s*"\s*[A-Za-z]+\s*:/.test(search)) return search;
	const parts = search.split(/\s+(AND|OR)\s+/);
	if (parts.every((part, index) => index % 2 === 1 || /^[A-Za-z]+:\s*\S/.test(part)))
		return parts.map((part, index) => (index % 2 === 1 ? part : quote(part))).join(' ');
	return `${quote(`displayName:${search}`)} OR ${quote(`mail:${search}`)}`;
}

function quote(clause: string): string {
	return `"${clause.replaceAll(/["\\]/g, '\\$&')}"`;
}

function badValue(message: string): GraphctlError {
	return new GraphctlError({ code: 'usage.value', message });
}
