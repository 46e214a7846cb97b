/** One page of a mailbox, anywhere in it: what a list that is scrolled needs. */
import { GraphctlError } from '../errors.js';
import type { Clock } from '../runtime.js';
import type { GraphClient, RequestOptions } from './client.js';
import { isObject, type JsonObject } from './graph-answer.js';
import type { Message } from './mail.js';
import { type MailQuery, mailRequest } from './mail-query.js';
import { folderSegment } from './well-known-folders.js';

export interface MessagePlace {
	/** Messages before the page; not for a search. */
	readonly skip?: number | undefined;
	/** Graph's link to the page, which a search needs from its second page on. */
	readonly link?: string | undefined;
}

export interface MessagePage {
	readonly messages: readonly Message[];
	/** Graph's link to the page after this one. */
	readonly next: string | undefined;
}

/** Asks for one page of `query.top` messages. @throws GraphctlError what `listMessages` throws */
export async function readMessagePage(
	client: Pick<GraphClient, 'get'>,
	query: MailQuery,
	{ skip, link }: MessagePlace,
	clock: Pick<Clock, 'now' | 'timeZone'>,
	signal?: AbortSignal,
): Promise<MessagePage> {
	const { path, query: parameters } = mailRequest(query, clock);
	const options: RequestOptions =
		link === undefined ? { query: { ...parameters, ...(skip ? { $skip: skip } : {}) }, signal } : { signal };
	const page = await client.get<JsonObject>(link ?? path, options);
	const { value, '@odata.nextLink': next } = page;
	if (!Array.isArray(value) || !value.every(isMessage)) {
		throw new GraphctlError({
			code: 'graph.invalid-answer',
			message: `Graph's list at ${path} holds something that is no message.`,
		});
	}
	return { messages: value, next: typeof next === 'string' ? next : undefined };
}

/** Name and counts of a folder. */
export interface FolderFacts {
	readonly displayName: string;
	readonly totalItemCount: number;
	readonly unreadItemCount: number;
}

/** Reads them. `folder` is a well-known name or an id. @throws GraphctlError `usage.value` and what Graph answers */
export async function readFolderFacts(
	client: Pick<GraphClient, 'get'>,
	folder: string,
	signal?: AbortSignal,
): Promise<FolderFacts> {
	const facts = await client.get<JsonObject>(`/me/mailFolders/${folderSegment(folder)}`, {
		query: { $select: 'displayName,totalItemCount,unreadItemCount' },
		signal,
	});
	const count = (value: unknown): number => (typeof value === 'number' && value >= 0 ? Math.floor(value) : Number.NaN);
	return {
		displayName: typeof facts['displayName'] === 'string' ? facts['displayName'] : '',
		totalItemCount: count(facts['totalItemCount']),
		unreadItemCount: count(facts['unreadItemCount']),
	};
}

function isMessage(value: unknown): value is Message {
	return isObject(value) && typeof value['id'] === 'string';
}
