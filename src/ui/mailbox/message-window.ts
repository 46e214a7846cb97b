/** The part of a list that is in memory: pages by number, the least recently seen ones dropped, so that size does not matter. */
import type { MessageRow } from '../message-rows.js';
import type { Problem } from './mailbox-data.js';

/** Messages of one page. */
export const pageSize = 50;
/** Pages that stay in memory: 10,000 messages. */
export const pagesAtMost = 200;
/** Graph ends a search at so many results (https://learn.microsoft.com/graph/search-query-parameter). */
const resultsOfGraph = 1000;
/** A server that does not end it is not followed for ever. */
const resultsAtMost = 2 * resultsOfGraph;

/** One message of a list. */
export interface Entry {
	readonly id: string;
	readonly row: MessageRow;
	/** Milliseconds since the epoch; NaN when unknown. */
	readonly receivedAt: number;
	/** Address of the message in Outlook on the web. */
	readonly webLink: string | undefined;
}

export interface MessageWindow {
	/** By page number from 0; the one seen last is the last. */
	readonly pages: ReadonlyMap<number, readonly Entry[]>;
	/** Pages that could not be loaded. */
	readonly failed: ReadonlyMap<number, Problem>;
	/** Messages in all, as soon as that is known. */
	readonly total: number | undefined;
	/** Where the results of a search go on; undefined for a folder, whose pages have numbers, and at the end. */
	readonly next: string | undefined;
	/** True for a search, which is read from front to back. */
	readonly sequential: boolean;
	/** True while the pages shown are those from before a refresh. */
	readonly stale: boolean;
}

/** A list of which nothing is known yet. */
export function emptyWindow(sequential: boolean): MessageWindow {
	return { pages: new Map(), failed: new Map(), total: undefined, next: undefined, sequential, stale: false };
}

/** The message at a place counted from 0; undefined when it is not in memory. */
export function entryAt(list: MessageWindow, index: number): Entry | undefined {
	return list.pages.get(Math.floor(index / pageSize))?.[index % pageSize];
}

/** Why the message at a place is not in memory; undefined when it is there or on its way. */
export function failureAt(list: MessageWindow, index: number): Problem | undefined {
	if (list.failed.size === 0 || entryAt(list, index) !== undefined) return undefined;
	return list.sequential ? list.failed.values().next().value : list.failed.get(Math.floor(index / pageSize));
}

/** Rows that can be scrolled through: all messages, or those known so far and one more for those that follow. */
export function lengthOf(list: MessageWindow): number {
	return list.total ?? (list.pages.size === 0 ? 0 : loadedEnd(list) + 1);
}

/** True for a search that ended at Graph's limit: others may match. */
export function isCutOff({ sequential, total }: MessageWindow): boolean {
	return sequential && total !== undefined && total >= resultsOfGraph;
}

/** True when nothing has arrived yet. */
export function isUnloaded(list: MessageWindow): boolean {
	return list.pages.size === 0 && list.total !== 0;
}

/** Where a message is, if it is in memory. */
export function indexOf(list: MessageWindow, id: string): number | undefined {
	for (const [number, page] of list.pages) {
		const place = page.findIndex((entry) => entry.id === id);
		if (place >= 0) return number * pageSize + place;
	}
	return undefined;
}

export interface ArrivedPage {
	readonly entries: readonly Entry[];
	/** True when more messages follow. */
	readonly more: boolean;
	/** Link to them; only a search needs it. */
	readonly next: string | undefined;
}

/** The list with a page that arrived. After a refresh the first one to arrive replaces all that was there. */
export function withPage(list: MessageWindow, number: number, page: ArrivedPage): MessageWindow {
	const fresh = list.stale ? { ...emptyWindow(list.sequential), total: list.total } : list;
	if (list.sequential) return withResults(fresh, page);
	const pages = new Map(fresh.pages);
	pages.delete(number);
	pages.set(number, page.entries);
	for (const old of pages.keys()) {
		if (pages.size <= pagesAtMost) break;
		pages.delete(old);
	}
	const failed = new Map(fresh.failed);
	failed.delete(number);
	const end = number * pageSize + page.entries.length;
	// The last page knows better than a count that was taken at another moment.
	const total = page.more ? fresh.total && Math.max(fresh.total, end + 1) : end;
	return { ...fresh, pages, failed, total };
}

function withResults(list: MessageWindow, page: ArrivedPage): MessageWindow {
	const known = list.pages.size === 0 ? 0 : loadedEnd(list);
	const seen = new Set([...list.pages.values()].flat().map((entry) => entry.id));
	const fresh = page.entries.filter((entry) => !seen.has(entry.id));
	const pages = new Map(list.pages);
	for (const [offset, entry] of fresh.entries()) {
		const number = Math.floor((known + offset) / pageSize);
		pages.set(number, [...(pages.get(number) ?? []), entry]);
	}
	const end = known + fresh.length;
	const more = page.more && page.next !== undefined && end < resultsAtMost;
	if (pages.size === 0 && more) pages.set(0, []);
	return {
		...list,
		pages,
		failed: new Map(),
		total: more ? undefined : end,
		next: more ? page.next : undefined,
	};
}

/** The list with a page that could not be loaded. */
export function withFailure(list: MessageWindow, number: number, problem: Problem): MessageWindow {
	return { ...list, failed: new Map(list.failed).set(number, problem) };
}

/** The list without failures: they are tried again. */
export function withoutFailures(list: MessageWindow): MessageWindow {
	return list.failed.size === 0 ? list : { ...list, failed: new Map() };
}

/** The list with these pages marked as seen last, so that they are the last to be dropped. */
export function touchPages(list: MessageWindow, numbers: readonly number[]): MessageWindow {
	if (list.pages.size < pagesAtMost) return list;
	const pages = new Map(list.pages);
	for (const number of numbers) {
		const page = pages.get(number);
		if (page === undefined) continue;
		pages.delete(number);
		pages.set(number, page);
	}
	return { ...list, pages };
}

function loadedEnd(list: MessageWindow): number {
	const last = Math.max(...list.pages.keys());
	return last * pageSize + (list.pages.get(last)?.length ?? 0);
}
