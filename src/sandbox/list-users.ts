/** `GET /users` and `/users/$count`: paging, filter, search, order, and what needs `ConsistencyLevel: eventual` (graph-rest-1.0 user-list). */
import { type Answer, jsonAnswer } from './graph-answer.js';
import { badRequest, GraphError, unknownProperty, unsupportedQuery } from './graph-errors.js';
import type { GraphRequest } from './graph-request.js';
import type { Json } from './message-properties.js';
import { contextOf, nextLink, type Query, readCount, readQuery, readSelect } from './odata.js';
import { authorizeDirectory, checkVisible, readerOf, type UserView } from './user-access.js';
import { checkPlainFilter, parseUserFilter, type UserReader } from './user-filter.js';
import { defaultUserProperties, findUserProperty } from './user-properties.js';
import { parseUserSearch } from './user-search.js';

const defaultPage = 100;
const largestPage = 999;
/** Sorting by anything else is an advanced query. */
const plainOrder: readonly string[] = ['displayName', 'userPrincipalName'];
const sortable: readonly string[] = [
	...plainOrder,
	...['companyName', 'department', 'givenName', 'id', 'jobTitle', 'mail', 'mailNickname', 'officeLocation', 'surname'],
];

export function listUsers(request: GraphRequest): Answer {
	const { options, eventual } = request;
	const view = authorizeDirectory(request.claims);
	const query = readQuery(
		request.parameters,
		['count', 'filter', 'orderby', 'search', 'select', 'skiptoken', 'top'],
		['skip'],
	);
	const selection = readSelect(query, 'microsoft.graph.user', findUserProperty);
	const top = readPageSize(query);
	const counted = readCount(query) && eventual;
	const found = findUsers(request, query, view, counted);
	const skip = readToken(query);
	const page = found.slice(skip, skip + top);
	const body: Record<string, Json> = {
		'@odata.context': contextOf(options.origin(), 'users', selection, false),
		// Without the header the option is ignored; following pages do not count again.
		...(counted && !query.has('skiptoken') ? { '@odata.count': found.length } : {}),
	};
	if (found.length > skip + top) {
		const token = Buffer.from(`u${skip + top}`).toString('base64url');
		body['@odata.nextLink'] = nextLink(`${options.origin()}${request.path}`, query, 'skiptoken', token);
	}
	const names = selection ?? defaultUserProperties;
	body['value'] = page.map((read) => Object.fromEntries(names.map((name) => [name, read(name)])));
	return jsonAnswer(body);
}

/** The bare number, as text. */
export function countUsers(request: GraphRequest): Answer {
	const view = authorizeDirectory(request.claims);
	if (!request.eventual) throw new GraphError(400, 'Request_BadRequest', '$count is not currently supported.');
	const query = readQuery(request.parameters, ['filter', 'search'], ['orderby', 'select', 'skip', 'skiptoken', 'top']);
	const found = findUsers(request, query, view, true);
	return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: String(found.length) };
}

/** The people asked for, in order. `counted`: the request says `$count=true` and the header came with it. */
function findUsers(request: GraphRequest, query: Query, view: UserView, counted: boolean): readonly UserReader[] {
	const { company } = request.options;
	const filterText = query.get('filter');
	const searchText = query.get('search');
	const orderText = query.get('orderby');
	if (searchText !== undefined && !request.eventual) {
		throw unsupportedQuery(
			"Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
		);
	}
	const filter = filterText === undefined ? undefined : parseUserFilter(filterText);
	const search = searchText === undefined ? undefined : parseUserSearch(searchText);
	const order = orderText === undefined ? [] : parseOrder(orderText);
	if (!counted) {
		const plain = filter === undefined && order.every(({ property }) => plainOrder.includes(property));
		if (order.length > 0 && !plain) throw unsupportedQuery('Sorting not supported for current query.');
		if (filter !== undefined) checkPlainFilter(filter);
	}
	const looked = [
		...(filter?.properties ?? []),
		...(search?.properties ?? []),
		...order.map(({ property }) => property),
	];
	checkVisible(looked, view);
	const found = company.people
		.map((person) => readerOf(person, company.name, view))
		.filter((read) => (filter?.matches(read) ?? true) && (search?.matches(read) ?? true));
	return order.length === 0 ? found : found.sort((left, right) => compareUsers(left, right, order));
}

interface SortKey {
	readonly property: string;
	readonly descending: boolean;
}

function parseOrder(text: string): readonly SortKey[] {
	return text.split(',').map((part) => {
		const found = /^\s*([A-Za-z][\w/]*)(?:\s+(asc|desc))?\s*$/i.exec(part);
		if (found === null) throw badRequest(`Syntax error in the $orderby expression '${text}'.`);
		const name = found[1] ?? '';
		const property = findUserProperty(name);
		if (property === undefined) throw unknownProperty(name, 'microsoft.graph.user');
		if (!sortable.includes(property)) throw unsupportedQuery('Sorting not supported for current query.');
		return { property, descending: found[2]?.toLowerCase() === 'desc' };
	});
}

const collator = new Intl.Collator('en', { sensitivity: 'base' });

/** What is unset comes last; equal people keep their places, so that pages never overlap. */
function compareUsers(left: UserReader, right: UserReader, keys: readonly SortKey[]): number {
	for (const { property, descending } of keys) {
		const [first, second] = [left(property), right(property)];
		const order =
			typeof first === 'string' && typeof second === 'string'
				? collator.compare(first, second)
				: Number(typeof first !== 'string') - Number(typeof second !== 'string');
		if (order !== 0) return descending ? -order : order;
	}
	return 0;
}

function readPageSize(query: Query): number {
	const text = query.get('top');
	if (text === undefined) return defaultPage;
	if (!/^\d{1,10}$/.test(text)) {
		throw badRequest(
			`Invalid value '${text}' for $top query option found. The $top query option requires a non-negative integer value.`,
		);
	}
	const top = Number(text);
	if (top >= 1 && top <= largestPage) return top;
	throw unsupportedQuery(`Invalid page size specified: '${text}'. Must be between 1 and ${largestPage} inclusive.`);
}

function readToken(query: Query): number {
	const token = query.get('skiptoken');
	if (token === undefined) return 0;
	const place = /^u(\d{1,6})$/.exec(Buffer.from(token, 'base64url').toString('latin1'));
	if (place === null) throw badRequest('The $skiptoken query option is not valid.');
	return Number(place[1]);
}
