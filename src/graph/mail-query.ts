/** Turns what a person asks of a mailbox into one OData request (https://learn.microsoft.com/graph/api/user-list-messages). */
import { GraphctlError } from '../errors.js';
import type { Clock } from '../runtime.js';
import type { Query } from './graph-path.js';
import { joinKeywords, kqlDay, phrase, quoteSearch } from './keywords.js';
import { parseSince } from './since.js';
import { folderSegment } from './well-known-folders.js';

/** What `graphctl mail` can be asked for. */
export interface MailQuery {
	/** How many messages; default 10. */
	readonly top?: number | undefined;
	/** Every message, whatever `top` says. */
	readonly all?: boolean | undefined;
	/** Well-known name or id, as `findFolder` gives it; without it the whole mailbox. */
	readonly folder?: string | undefined;
	readonly unread?: boolean | undefined;
	/** A whole address is compared exactly; anything else is searched for in the sender's name and address. */
	readonly from?: string | undefined;
	/** A point in time as `parseSince` reads it. */
	readonly since?: string | undefined;
	/** Keyword query (KQL). */
	readonly search?: string | undefined;
	/** OData `$filter`. */
	readonly filter?: string | undefined;
	/** OData `$orderby`, or `newest`, `oldest`. */
	readonly order?: string | undefined;
}

/** The request, and what has to be done to its answer. */
export interface MailRequest {
	readonly path: string;
	readonly query: Query;
	/** Messages wanted. */
	readonly limit: number;
	/** What a search cannot say: applied to each message that comes back. */
	readonly keep: {
		readonly unread?: boolean;
		readonly since?: number | undefined;
		readonly until?: number | undefined;
	};
}

export const largestPage = 1000;
/** With many messages, smaller pages come sooner and are less likely to end in a 504. */
const pageOfAll = 500;
const beginning = '1900-01-01T00:00:00Z';

/** Properties that a list shows or that naming a message needs. */
export const listedProperties = [
	'id',
	'subject',
	'from',
	'sender',
	'toRecipients',
	'receivedDateTime',
	'sentDateTime',
	'isRead',
	'isDraft',
	'hasAttachments',
	'importance',
	'bodyPreview',
	'parentFolderId',
	'conversationId',
	'webLink',
];

/** Builds the request. @throws GraphctlError `usage.value`, `usage.conflict` */
export function mailRequest(query: MailQuery, clock: Pick<Clock, 'now' | 'timeZone'>): MailRequest {
	const limit = query.all ? Number.POSITIVE_INFINITY : (query.top ?? 10);
	if (!query.all && !(Number.isInteger(limit) && limit > 0))
		throw badValue(`--top takes a whole number from 1, not "${query.top}".`);
	const since = query.since === undefined ? undefined : parseSince(query.since, clock);
	const keywords = keywordQuery(query, since);
	const path = query.folder === undefined ? '/me/messages' : `/me/mailFolders/${folderSegment(query.folder)}/messages`;
	const $select = listedProperties.join(',');
	if (keywords === undefined) {
		return {
			path,
			query: { $top: query.all ? pageOfAll : Math.min(limit, largestPage), $select, ...filterAndOrder(query, since) },
			limit,
			keep: {},
		};
	}
	const keep = { unread: query.unread === true, since };
	// What is sorted out afterwards must be made up for, preferably without another request.
	const spare = keep.unread || since !== undefined ? Math.max(limit, 50) : limit;
	return { path, query: { $top: Math.min(spare, pageOfAll), $select, $search: quoteSearch(keywords) }, limit, keep };
}

/**
 * The keyword query, or undefined where a filter does. `$search` takes no `$filter` and no `$orderby` beside it, so that
 * sender and day are said in KQL; KQL knows no "unread" and no time of day, which `keep` adds.
 */
function keywordQuery(query: MailQuery, since: number | undefined): string | undefined {
	const byName = query.from !== undefined && !isAddress(query.from);
	if (query.search === undefined && !byName) return undefined;
	const what = query.search === undefined ? `--from with a name ("${query.from}")` : '--search';
	for (const option of ['filter', 'order'] as const) {
		if (query[option] === undefined) continue;
		throw new GraphctlError({
			code: 'usage.conflict',
			message: `${what} and --${option} cannot be combined: Graph sorts and filters no search results.`,
			hint:
				query.search === undefined
					? 'Give the whole address to --from.'
					: `Leave out --${option}; results come newest first.`,
		});
	}
	if (query.search?.trim() === '') throw badValue('--search is empty.');
	return joinKeywords(query.search?.trim() ?? '', [
		...(query.from === undefined ? [] : [phrase('from', query.from)]),
		// The mailbox may count its days in another time zone: one day more, the rest is sorted out here.
		...(since === undefined ? [] : [`received>=${kqlDay(since - 86_400_000)}`]),
	]);
}

function filterAndOrder(query: MailQuery, since: number | undefined): Query {
	const order = readOrder(query.order);
	const conditions = [
		...(query.unread ? [['isread', 'isRead eq false'] as const] : []),
		...(query.from === undefined
			? []
			: [['from/emailaddress/address', `from/emailAddress/address eq ${literal(query.from)}`] as const]),
		...(query.filter === undefined ? [] : [['', `(${query.filter})`] as const]),
		...(since === undefined
			? []
			: [
					['receiveddatetime', `receivedDateTime ge ${new Date(since).toISOString().replace(/\.\d+Z$/, 'Z')}`] as const,
				]),
	];
	if (conditions.length === 0) return { $orderby: order.text };
	// Each property that sorts must lead the filter, in the same order, or Graph answers InefficientFilter.
	const leading = order.keys.map((key) => {
		const given = conditions.find(([property]) => property === key.toLowerCase());
		if (given) return given;
		if (/DateTime$/i.test(key)) return [key.toLowerCase(), `${key} ge ${beginning}`] as const;
		const own = conditions.find(
			([property, text]) => property === '' && text.toLowerCase().includes(key.toLowerCase()),
		);
		if (own) return own;
		throw new GraphctlError({
			code: 'usage.conflict',
			message: `Graph cannot sort by ${key} and filter by something else at once.`,
			hint: 'Sort by receivedDateTime, or leave out the filter.',
		});
	});
	const rest = conditions.filter((condition) => !leading.includes(condition));
	return { $filter: [...leading, ...rest].map(([, text]) => text).join(' and '), $orderby: order.text };
}

function readOrder(order: string | undefined): { readonly text: string; readonly keys: readonly string[] } {
	if (order === undefined || order === 'newest') return { text: 'receivedDateTime desc', keys: ['receivedDateTime'] };
	if (order === 'oldest') return { text: 'receivedDateTime asc', keys: ['receivedDateTime'] };
	const keys = order
		.split(',')
		.map((part) => /^\s*([A-Za-z]+(?:\/[A-Za-z]+)*)(?:\s+(?:asc|desc))?\s*$/i.exec(part)?.[1]);
	if (keys.every((key) => key !== undefined)) return { text: order, keys };
	throw badValue(
		`--order does not understand "${order}"; it takes newest, oldest, or a property such as "subject asc".`,
	);
}

function isAddress(text: string): boolean {
	return /^[^\s"]+@[^\s"]+$/.test(text);
}

/** An OData string literal. */
function literal(text: string): string {
	return `'${text.replaceAll("'", "''")}'`;
}

function badValue(message: string): GraphctlError {
	return new GraphctlError({ code: 'usage.value', message });
}
