/** Every message of a folder or search, named by an id that lasts, and the bytes of each. */
import { GraphctlError } from '../errors.js';
import type { BodyTaker, Clock } from '../runtime.js';
import type { GraphClient, WaitInfo } from './client.js';
import type { Message, OnLimit } from './mail.js';
import { takeMessages } from './mail.js';
import { type MailRequest, mailRequest } from './mail-query.js';
import { messagePath } from './mail-read.js';
import { checkSpan, endOfSpan, searchRequest } from './mail-search.js';
import { pages } from './paging.js';
import { parseSince } from './since.js';

/** What is to be exported. */
export interface ExportQuery {
	/** Well-known name or id; without it the whole mailbox. */
	readonly folder?: string | undefined;
	readonly unread?: boolean | undefined;
	readonly from?: string | undefined;
	/** Points in time as `parseSince` reads them. */
	readonly since?: string | undefined;
	readonly until?: string | undefined;
	/** Keyword query (KQL). */
	readonly search?: string | undefined;
	/** OData `$filter`. */
	readonly filter?: string | undefined;
}

/** What a listing says of a message. */
export type ListedMessage = Pick<Message, 'id' | 'receivedDateTime' | 'subject' | 'from' | 'sender' | 'parentFolderId'>;

/** How requests of an export are made. */
export interface ExportCall {
	readonly signal?: AbortSignal | undefined;
	readonly onWait?: ((info: WaitInfo) => void) | undefined;
}

/** The messages to be exported. */
export interface ExportListing {
	/**
	 * Page by page, oldest first unless it is a search. A message may come twice, and none that stays where it is is left out, but for what a
	 * search does not find (`onLimit`).
	 */
	pages(call: ExportCall, onLimit?: OnLimit): AsyncGenerator<readonly ListedMessage[], void>;
	/** How many there are, as plain as Graph knows; undefined for a search. */
	count(call: ExportCall): Promise<number | undefined>;
}

const properties = 'id,receivedDateTime,subject,from,sender,parentFolderId,isRead';
const pageSize = 500;
const beginning = '1900-01-01T00:00:00Z';

/** Ids that a move within the mailbox does not change (https://learn.microsoft.com/graph/outlook-immutable-id). */
const lastingIds = { Prefer: 'IdType="ImmutableId"' };

/** Prepares the listing. @throws GraphctlError `usage.value`, `usage.conflict` */
export function exportListing(
	client: Pick<GraphClient, 'get' | 'request'>,
	query: ExportQuery,
	clock: Pick<Clock, 'now' | 'timeZone'>,
): ExportListing {
	const { until, ...plain } = query;
	const request = mailRequest({ ...plain, all: true }, clock);
	const end = until === undefined ? undefined : endOfSpan(until, parseSince(until, clock, '--until'));
	checkSpan(plain.since === undefined ? undefined : parseSince(plain.since, clock), end);
	if (request.query['$search'] === undefined) return byTime(client, request, end);
	const { search, from, since, folder, unread } = query;
	const found = searchRequest({ query: search, from, since, until, folder, all: true }, clock);
	const wanted: MailRequest = {
		...found,
		query: { ...found.query, $select: properties },
		keep: { ...found.keep, unread: unread === true },
	};
	return {
		pages: (call, onLimit) => takeMessages(named(client, call), wanted, onLimit),
		count: async () => undefined,
	};
}

function byTime(
	client: Pick<GraphClient, 'get' | 'request'>,
	{ path, query }: MailRequest,
	end: number | undefined,
): ExportListing {
	const given = query['$filter'];
	const conditions = (start: string): string =>
		[
			`receivedDateTime ge ${start}`,
			...(end === undefined ? [] : [`receivedDateTime le ${secondOf(end)}`]),
			...(given === undefined ? [] : [String(given)]),
		].join(' and ');
	return {
		/**
		 * Goes on by time, not by Graph's links: those count, so that every message which is deleted meanwhile would push another one past
		 * the edge of a page. Only a second with more messages than a page is followed by its links.
		 */
		async *pages(call) {
			const own = named(client, call);
			for (let start: string | undefined = beginning; start !== undefined; ) {
				const options = {
					query: { $top: pageSize, $select: properties, $filter: conditions(start), $orderby: 'receivedDateTime asc' },
				};
				let next: string | undefined;
				for await (const page of pages<ListedMessage>(own, path, options)) {
					yield page;
					const last = Date.parse(page.at(-1)?.receivedDateTime ?? '');
					if (!(last > Date.parse(start))) continue;
					next = secondOf(last);
					break;
				}
				start = next;
			}
		},
		async count(call) {
			const $filter = given === undefined && end === undefined ? undefined : conditions(beginning);
			const headers = { ...lastingIds, Accept: 'text/plain' };
			const { body } = await client.request('GET', `${path}/$count`, { ...call, query: { $filter }, headers });
			const text = Buffer.from(body)
				.toString('utf8')
				.replace(/^\ufeff/, '');
			return /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
		},
	};
}

/** The client with the header and the options that every request of an export has. */
function named(client: Pick<GraphClient, 'get'>, call: ExportCall): Pick<GraphClient, 'get'> {
	return { get: (path, options) => client.get(path, { ...options, ...call, headers: lastingIds }) };
}

/** A folder as it is called and counted. */
export interface ExportFolder {
	readonly id: string;
	readonly displayName?: string | null;
}

/** The folder of a well-known name or id. @throws GraphctlError `not-found.item` */
export async function readExportFolder(client: Pick<GraphClient, 'get'>, folder: string): Promise<ExportFolder> {
	const found = await client.get<ExportFolder>(`/me/mailFolders/${encodeURIComponent(folder)}`, {
		query: { $select: 'id,displayName' },
	});
	if (typeof found.id === 'string') return found;
	throw new GraphctlError({ code: 'graph.invalid-answer', message: 'Graph describes a folder without an id.' });
}

/** Forms in which a message comes: MIME (RFC 5322), or Graph's JSON with the text. */
export type MessageForm = 'mime' | 'json';

/** Hands on the bytes of a message as they arrive; `begin` is asked for a taker each time it starts anew. */
export async function fetchMessage(
	client: Pick<GraphClient, 'request'>,
	id: string,
	form: MessageForm,
	begin: () => BodyTaker,
	call: ExportCall,
): Promise<void> {
	const path = form === 'mime' ? `${messagePath(id)}/$value` : messagePath(id);
	const headers = { ...lastingIds, Accept: form === 'mime' ? '*/*' : 'application/json' };
	await client.request('GET', path, { ...call, headers, receive: begin });
}

function secondOf(instant: number): string {
	return new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z');
}
