/** `GET /me/messages` and `/me/mailFolders/{id}/messages`: paging, filter, order and search (graph-rest-1.0 user-list-messages). */

import { type Filter, parseFilter } from './filter.js';
import { findFolder, ranksIn } from './folders.js';
import { type Answer, bytesAnswer, jsonAnswer } from './graph-answer.js';
import { badRequest, GraphError, mailAccessDenied } from './graph-errors.js';
import type { GraphRequest } from './graph-request.js';
import { authorizeMail } from './mail-access.js';
import { messageJson, readView } from './message-json.js';
import { needsFullRead } from './message-paths.js';
import { type Json, Message } from './message-properties.js';
import { contextOf, nextLink, type Query, readCount, readQuery, readSkip, readTop } from './odata.js';
import { checkEfficiency, parseOrderBy, type SortKey, sortMessages } from './order-by.js';
import { parseSearch } from './search.js';
import type { Person } from './types.js';

const defaultPage = 10;
const largestPage = 1000;
/** A search finds at most this many messages. */
const searchLimit = 1000;

export function listMessages(request: GraphRequest): Answer {
	const { options, names, preferences } = request;
	const { owner, fullRead } = authorizeMail(request);
	const query = readQuery(request.parameters, [
		'count',
		'filter',
		'orderby',
		'search',
		'select',
		'skip',
		'skiptoken',
		'top',
	]);
	const folderName = names['folder'];
	const source = sourceOf(request, owner);

	const view = readView(query, fullRead);
	const top = readTop(query, defaultPage, largestPage);
	const wantsCount = readCount(query);
	const criteria = readCriteria(query, fullRead, options.now());
	const skip = query.has('search') ? readToken(query) + readSkip(query) : readSkip(query);
	const found = pick(source, criteria, wantsCount ? Number.POSITIVE_INFINITY : skip + top + 1);
	const page = Array.from({ length: Math.max(0, Math.min(top, found.length - skip)) }, (_, index) =>
		found.at(skip + index),
	);

	const folderPath = folderName === undefined ? '' : `/mailFolders('${encodeURIComponent(folderName)}')`;
	const body: Record<string, Json> = {
		'@odata.context': contextOf(
			options.origin(),
			`users('${encodeURIComponent(owner.id)}')${folderPath}/messages`,
			view.selection,
			false,
		),
		...(wantsCount ? { '@odata.count': found.length } : {}),
		value: page.map((message) => messageJson(message, view)),
	};
	if (found.length > skip + top) {
		const url = `${options.origin()}${request.path}`;
		body['@odata.nextLink'] = query.has('search')
			? nextLink(url, query, 'skiptoken', Buffer.from(`s${skip + top}`).toString('base64url'))
			: nextLink(url, query, 'skip', String(skip + top));
	}
	return jsonAnswer(body, preferences.applied === undefined ? {} : { 'Preference-Applied': preferences.applied });
}

/** `GET /me/messages/$count`: how many there are, as plain text. */
export function countMessages(request: GraphRequest): Answer {
	const { owner, fullRead } = authorizeMail(request);
	const query = readQuery(request.parameters, ['filter'], ['orderby', 'select', 'skip', 'skiptoken', 'top']);
	const criteria = readCriteria(query, fullRead, request.options.now());
	const { length } = pick(sourceOf(request, owner), criteria, Number.POSITIVE_INFINITY);
	return bytesAnswer('text/plain', Buffer.from(String(length)));
}

/** All messages of the mailbox or of the folder that the path names, newest first. */
function sourceOf(request: GraphRequest, owner: Person): Source {
	const { mailbox, ids } = request.mailboxOf(owner);
	const folderName = request.names['folder'];
	const ranks = folderName === undefined ? undefined : ranksIn(mailbox, findFolder(ids, folderName));
	return {
		length: ranks?.length ?? mailbox.count,
		at: (index) =>
			new Message(mailbox, ids, ranks === undefined ? index : (ranks[index] ?? 0), request.preferences.body),
	};
}

/** Messages in order; made one by one when they are asked for. */
interface Source {
	readonly length: number;
	at(index: number): Message;
}

interface Criteria {
	readonly matches: ((message: Message) => boolean) | undefined;
	readonly order: readonly SortKey[];
	readonly limit: number;
}

function readCriteria(query: Query, fullRead: boolean, now: number): Criteria {
	const filterText = query.get('filter');
	const orderText = query.get('orderby');
	const searchText = query.get('search');
	if (searchText !== undefined) {
		if (orderText !== undefined) throw notWithSearch('SearchWithOrderBy', '$orderBy');
		if (filterText !== undefined) throw notWithSearch('SearchWithFilter', '$filter');
		// Finding a word in a body tells what the body says.
		if (!fullRead) throw mailAccessDenied();
		return { matches: parseSearch(searchText, now), order: [], limit: searchLimit };
	}
	if (query.has('skiptoken')) throw badRequest('The $skiptoken query option is not valid for this request.');
	const filter: Filter | undefined = filterText === undefined ? undefined : parseFilter(filterText);
	const order = orderText === undefined ? [] : parseOrderBy(orderText);
	if (filter !== undefined) checkEfficiency(filter, order);
	if (!fullRead && filter?.paths.some(needsFullRead) === true) throw mailAccessDenied();
	return { matches: filter?.matches.bind(filter), order, limit: Number.POSITIVE_INFINITY };
}

/** Applies filter or search and order; looks no further than `enough` matches when nothing is to be sorted. */
function pick(source: Source, criteria: Criteria, enough: number): Source {
	const { matches, order, limit } = criteria;
	const byTime = timeOrder(order);
	if (byTime !== undefined)
		return pick(byTime === 'newest' ? source : reversed(source), { ...criteria, order: [] }, enough);
	if (matches === undefined && order.length === 0) return source;
	const most = order.length > 0 ? limit : Math.min(limit, enough);
	const found: Message[] = [];
	for (let index = 0; index < source.length && found.length < most; index++) {
		const message = source.at(index);
		if (matches === undefined || matches(message)) found.push(message);
	}
	const sorted = order.length > 0 ? sortMessages(found, order) : found;
	return { length: sorted.length, at: (index) => sorted[index] ?? source.at(0) };
}

/** The order in which messages lie anyway, or the other way round; undefined when they have to be sorted. */
function timeOrder([key, ...more]: readonly SortKey[]): 'newest' | 'oldest' | undefined {
	if (key === undefined || more.length > 0) return undefined;
	if (key.path.name !== 'receivedDateTime' && key.path.name !== 'sentDateTime') return undefined;
	return key.descending ? 'newest' : 'oldest';
}

function reversed(source: Source): Source {
	return { length: source.length, at: (index) => source.at(source.length - 1 - index) };
}

function readToken(query: Query): number {
	const token = query.get('skiptoken');
	if (token === undefined) return 0;
	const place = /^s(\d{1,6})$/.exec(Buffer.from(token, 'base64url').toString('latin1'));
	if (place === null) throw badRequest('The $skiptoken query option is not valid.');
	return Number(place[1]);
}

function notWithSearch(code: string, option: string): GraphError {
	return new GraphError(400, code, `The query parameter '${option}' is not supported with '$search'.`);
}
