/** A search as one keyword query (KQL), whatever words it is made of (https://learn.microsoft.com/graph/search-query-parameter). */
import { GraphctlError } from '../errors.js';
import type { Clock } from '../runtime.js';
import type { GraphClient } from './client.js';
import { joinKeywords, kqlDay, phrase, quoteSearch } from './keywords.js';
import { type Message, type OnLimit, takeMessages } from './mail.js';
import { listedProperties, type MailRequest } from './mail-query.js';
import { parseSince } from './since.js';
import { folderSegment } from './well-known-folders.js';

/** What `graphctl mail search` can be asked for; at least one condition. */
export interface MailSearch {
	/** KQL of the person's own. */
	readonly query?: string | undefined;
	/** Names, addresses or parts of them. */
	readonly from?: string | undefined;
	readonly to?: string | undefined;
	readonly subject?: string | undefined;
	readonly hasAttachment?: boolean | undefined;
	/** Points in time as `parseSince` reads them. */
	readonly since?: string | undefined;
	readonly until?: string | undefined;
	/** Well-known name or id; without it the whole mailbox. */
	readonly folder?: string | undefined;
	/** How many messages; default 25. */
	readonly top?: number | undefined;
	readonly all?: boolean | undefined;
}

const day = 86_400_000;
const page = 250;

/** What is found, newest first, page by page. @throws GraphctlError `usage.value` before any request, and what Graph answers */
export function searchMessages(
	client: Pick<GraphClient, 'get'>,
	search: MailSearch,
	clock: Pick<Clock, 'now' | 'timeZone'>,
	onLimit?: OnLimit,
): AsyncGenerator<readonly Message[], void> {
	return takeMessages(client, searchRequest(search, clock), onLimit);
}

/** Builds the request. @throws GraphctlError `usage.value` */
export function searchRequest(search: MailSearch, clock: Pick<Clock, 'now' | 'timeZone'>): MailRequest {
	const limit = search.all ? Number.POSITIVE_INFINITY : (search.top ?? 25);
	const since = search.since === undefined ? undefined : parseSince(search.since, clock);
	const until =
		search.until === undefined ? undefined : endOfSpan(search.until, parseSince(search.until, clock, '--until'));
	checkSpan(since, until);
	const words = keywords(search, since, until);
	// What is sorted out afterwards must be made up for, preferably without another request.
	const wanted = since === undefined && until === undefined ? limit : Math.max(limit, 50);
	return {
		path: search.folder === undefined ? '/me/messages' : `/me/mailFolders/${folderSegment(search.folder)}/messages`,
		query: { $top: Math.min(wanted, page), $select: listedProperties.join(','), $search: quoteSearch(words) },
		limit,
		keep: { since, until },
	};
}

function keywords(search: MailSearch, since: number | undefined, until: number | undefined): string {
	const own = search.query?.trim() ?? '';
	const conditions = [
		...(['from', 'to', 'subject'] as const).flatMap((name) => {
			const value = search[name];
			return value === undefined ? [] : [phrase(name, value)];
		}),
		...(search.hasAttachment === true ? ['hasAttachments:true'] : []),
		// Days of another time zone: one more on either side, the rest is sorted out here.
		...(since === undefined ? [] : [`received>=${kqlDay(since - day)}`]),
		...(until === undefined ? [] : [`received<=${kqlDay(until + day)}`]),
	];
	if (own === '' && conditions.length === 0) throw badValue('There is nothing to search for.');
	return joinKeywords(own, conditions);
}

/** A day that ends a span belongs to it as a whole. */
export function endOfSpan(text: string, start: number): number {
	const isDay = /^(\d{4}-\d\d-\d\d|today|yesterday)$/i.test(text.trim());
	return isDay ? start + day - 1 : start;
}

/** @throws GraphctlError `usage.value` for a span that ends before it begins, in which nothing can be */
export function checkSpan(since: number | undefined, until: number | undefined): void {
	if (since === undefined || until === undefined || since <= until) return;
	throw badValue('--until is before --since: nothing can be in between.');
}

function badValue(message: string): GraphctlError {
	return new GraphctlError({ code: 'usage.value', message });
}
