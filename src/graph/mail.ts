/** The messages of the signed-in person. */
import type { Clock } from '../runtime.js';
import type { GraphClient } from './client.js';
import { type MailQuery, type MailRequest, mailRequest } from './mail-query.js';
import { pages } from './paging.js';

/** Name and address of a sender or recipient. */
export interface Recipient {
	readonly emailAddress?: { readonly name?: string | null; readonly address?: string | null } | null;
}

/** A message of a list, with Graph's own property names. https://learn.microsoft.com/graph/api/resources/message */
export interface Message {
	readonly id: string;
	readonly subject?: string | null;
	readonly from?: Recipient | null;
	readonly sender?: Recipient | null;
	readonly toRecipients?: readonly Recipient[] | null;
	/** UTC, ISO 8601. */
	readonly receivedDateTime?: string | null;
	readonly sentDateTime?: string | null;
	readonly isRead?: boolean | null;
	readonly isDraft?: boolean | null;
	readonly hasAttachments?: boolean | null;
	/** `low`, `normal` or `high`. */
	readonly importance?: string | null;
	/** Plain text, at most 255 characters. */
	readonly bodyPreview?: string | null;
	readonly parentFolderId?: string | null;
	readonly conversationId?: string | null;
	readonly webLink?: string | null;
}

/** Messages that a search of Graph finds at most (https://learn.microsoft.com/graph/search-query-parameter). */
export const mostFound = 1000;

/**
 * Told when a search ended because Graph finds no more, so that others may match; `oldest` is the time (ISO 8601) from which to search on, and
 * undefined when a search until then would find the same again.
 */
export type OnLimit = (oldest: string | undefined) => void;

/**
 * The messages asked for, page by page, at once as they arrive; one request where one page holds them.
 * @throws GraphctlError `usage.value`, `usage.conflict` before any request, and what Graph answers
 */
export function listMessages(
	client: Pick<GraphClient, 'get'>,
	query: MailQuery,
	clock: Pick<Clock, 'now' | 'timeZone'>,
	onLimit?: OnLimit,
): AsyncGenerator<readonly Message[], void> {
	return takeMessages(client, mailRequest(query, clock), onLimit);
}

/** The messages of a request, page by page, as many as it wants. */
export async function* takeMessages(
	client: Pick<GraphClient, 'get'>,
	request: MailRequest,
	onLimit?: OnLimit,
): AsyncGenerator<readonly Message[], void> {
	let left = request.limit;
	let found = 0;
	let oldest = request.keep.until ?? Number.POSITIVE_INFINITY;
	for await (const page of pages<Message>(client, request.path, { query: request.query })) {
		const wanted = page.filter((message) => isWanted(message, request.keep)).slice(0, left);
		left -= wanted.length;
		found += page.length;
		for (const { receivedDateTime } of page) {
			const received = Date.parse(receivedDateTime ?? '');
			if (received < oldest) oldest = received;
		}
		if (wanted.length > 0) yield wanted;
		if (left <= 0) return;
	}
	if (request.query['$search'] === undefined || found < mostFound) return;
	const moves = oldest < (request.keep.until ?? Number.POSITIVE_INFINITY);
	onLimit?.(moves ? new Date(oldest).toISOString().replace('.000Z', 'Z') : undefined);
}

function isWanted(message: Message, { unread, since, until }: MailRequest['keep']): boolean {
	if (unread && message.isRead !== false) return false;
	const received = Date.parse(message.receivedDateTime ?? '');
	if (Number.isNaN(received)) return true;
	return (since === undefined || received >= since) && (until === undefined || received <= until);
}
