/** How the messages of an export are listed, against a Graph whose mailbox changes between the pages. */
import { describe, expect, it } from 'vitest';
import type { GraphClient, RequestOptions } from '../../src/graph/client.js';
import { exportListing, type ListedMessage } from '../../src/graph/mail-export.js';
import { systemClock } from '../helpers/sandbox.js';

interface Mail {
	readonly id: string;
	readonly receivedDateTime: string;
}

/** A Graph that counts to the next page, as the real one does; `between` happens after each page. */
function graphOf(
	mailbox: Mail[],
	between: (page: number) => void,
): { get: GraphClient['get']; asked: RequestOptions[] } {
	const asked: RequestOptions[] = [];
	const get = async (path: string, options: RequestOptions = {}): Promise<object> => {
		const url = new URL(path, 'https://graph.example');
		const filter = String(options.query?.['$filter'] ?? url.searchParams.get('$filter'));
		const start = /receivedDateTime ge (\S+)/.exec(filter)?.[1] ?? '';
		const skip = Number(url.searchParams.get('$skip') ?? 0);
		const found = mailbox.filter(({ receivedDateTime }) => receivedDateTime >= start);
		const value = found.slice(skip, skip + 500);
		asked.push(options);
		between(asked.length);
		const link = `https://graph.example/v1.0/me/messages?$filter=${encodeURIComponent(filter)}&$skip=${skip + 500}`;
		return { value, ...(found.length > skip + 500 ? { '@odata.nextLink': link } : {}) };
	};
	return { get: get as GraphClient['get'], asked };
}

function mailboxOf(count: number, secondsApart: number): Mail[] {
	return Array.from({ length: count }, (_, n) => ({
		id: `m${n}`,
		receivedDateTime: `${new Date(1_700_000_000_000 + Math.floor(n * secondsApart) * 1000).toISOString().slice(0, 19)}Z`,
	}));
}

async function list(graph: { get: GraphClient['get'] }): Promise<ListedMessage[]> {
	const request = async (): Promise<never> => Promise.reject(new Error('not asked'));
	const listing = exportListing({ get: graph.get, request }, { folder: 'inbox' }, systemClock);
	const all: ListedMessage[] = [];
	for await (const page of listing.pages({})) all.push(...page);
	return all;
}

describe('the list of an export', () => {
	it('leaves nothing out that stays, though messages are deleted while it is read', async () => {
		const mailbox = mailboxOf(2000, 1);
		const graph = graphOf(mailbox, (page) => page <= 3 && void mailbox.splice(0, 40));
		const ids = new Set((await list(graph)).map(({ id }) => id));
		expect(mailbox.filter(({ id }) => !ids.has(id))).toEqual([]);
		expect(graph.asked.every(({ headers }) => headers?.['Prefer'] === 'IdType="ImmutableId"')).toBe(true);
	});

	it('gets past a second in which more came than a page holds', async () => {
		const mailbox = mailboxOf(2000, 0.0007);
		const ids = new Set((await list(graphOf(mailbox, () => {}))).map(({ id }) => id));
		expect(ids.size).toBe(2000);
	});

	it('of an empty folder is empty, after one request', async () => {
		const graph = graphOf([], () => {});
		expect(await list(graph)).toEqual([]);
		expect(graph.asked).toHaveLength(1);
	});
});
