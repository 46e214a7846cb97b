import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { GraphClient } from '../../src/graph/client.js';
import { listMessages, type OnLimit, takeMessages } from '../../src/graph/mail.js';
import { type MailQuery, mailRequest } from '../../src/graph/mail-query.js';
import { now, prepareGraph } from './graph-test-setup.js';

const { graph } = prepareGraph();
const clock = { now: () => now, timeZone: 'UTC' };
const beginning = 'receivedDateTime ge 1900-01-01T00:00:00Z';

function queryOf(query: MailQuery): Record<string, unknown> {
	const { $select, ...rest } = mailRequest(query, clock).query;
	expect($select).toContain('id,subject,from');
	return rest;
}

describe('a question to a mailbox', () => {
	it('asks for exactly the newest messages wanted, in the folder named', () => {
		expect(mailRequest({}, clock).path).toBe('/me/messages');
		expect(mailRequest({ folder: 'Sent Items' }, clock).path).toBe('/me/mailFolders/sentitems/messages');
		expect(mailRequest({ folder: 'AAMk/+=' }, clock).path).toBe('/me/mailFolders/AAMk%2F%2B%3D/messages');
		expect(queryOf({})).toEqual({ $top: 10, $orderby: 'receivedDateTime desc' });
		expect(queryOf({ top: 2500 })).toEqual({ $top: 1000, $orderby: 'receivedDateTime desc' });
		expect(queryOf({ top: 10, all: true })).toEqual({ $top: 500, $orderby: 'receivedDateTime desc' });
	});

	it.each<[MailQuery, string, string]>([
		[{ unread: true }, `${beginning} and isRead eq false`, 'receivedDateTime desc'],
		[{ since: '2026-11-01' }, 'receivedDateTime ge 2026-11-01T00:00:00Z', 'receivedDateTime desc'],
		[
			{ unread: true, since: '7d', from: "o'hara@contoso.com", filter: "importance eq 'high' or isDraft eq true" },
			"receivedDateTime ge 2026-11-13T12:00:00Z and isRead eq false and from/emailAddress/address eq 'o''hara@contoso.com' and (importance eq 'high' or isDraft eq true)",
			'receivedDateTime desc',
		],
		[{ unread: true, order: 'oldest' }, `${beginning} and isRead eq false`, 'receivedDateTime asc'],
		[
			{ unread: true, order: 'sentDateTime asc' },
			'sentDateTime ge 1900-01-01T00:00:00Z and isRead eq false',
			'sentDateTime asc',
		],
		[
			{ from: 'a@b.c', unread: true, order: 'from/emailAddress/address,isRead desc' },
			"from/emailAddress/address eq 'a@b.c' and isRead eq false",
			'from/emailAddress/address,isRead desc',
		],
		[{ filter: "subject eq 'x'", order: 'subject' }, "(subject eq 'x')", 'subject'],
	])('%j becomes a filter whose first properties are those that sort', (query, $filter, $orderby) => {
		expect(queryOf({ ...query, top: 5 })).toEqual({ $top: 5, $filter, $orderby });
	});

	it.each<[MailQuery, string]>([
		[{ search: 'quarterly report' }, '"quarterly report"'],
		[{ search: 'subject:"a b" \\x' }, '"subject:\\"a b\\" \\\\x"'],
		[{ from: 'Adele Vance' }, '"from:\\"Adele Vance\\""'],
		[{ search: 'a OR b', from: 'x@y.z' }, '"(a OR b) AND from:\\"x@y.z\\""'],
		[{ search: 'a', since: '2026-11-01' }, '"(a) AND received>=10/31/2026"'],
		[{ from: 'evil" OR subject:"x' }, '"from:\\"evil OR subject: x\\""'],
	])('%j becomes a search', (query, $search) => {
		expect(queryOf(query)['$search']).toBe($search);
		expect(queryOf(query)['$orderby']).toBeUndefined();
		expect(queryOf(query)['$filter']).toBeUndefined();
	});

	it.each<[MailQuery, string]>([
		[{ search: 'a', filter: 'isRead eq true' }, 'usage.conflict'],
		[{ search: 'a', order: 'subject' }, 'usage.conflict'],
		[{ from: 'Adele', order: 'subject' }, 'usage.conflict'],
		[{ unread: true, order: 'subject' }, 'usage.conflict'],
		[{ order: 'subject; drop' }, 'usage.value'],
		[{ top: 0 }, 'usage.value'],
		[{ top: 1.5 }, 'usage.value'],
		[{ search: ' ' }, 'usage.value'],
		[{ search: 'a) OR (b', from: 'Bob' }, 'usage.value'],
		[{ search: 'subject:"open' }, 'usage.value'],
		[{ search: 'x', from: '"\u201d' }, 'usage.value'],
		[{ folder: '..' }, 'usage.value'],
		[{ since: 'whenever' }, 'usage.value'],
	])('%j is refused before anything is sent', (query, code) => {
		expect(() => mailRequest(query, clock)).toThrow(expect.objectContaining({ code, exitCode: 2 }));
	});
});

describe('listing messages', () => {
	const message = (id: number, rest: object = {}) => ({ id: String(id), isRead: false, ...rest });

	async function idsOf(query: MailQuery, bodies: (origin: string) => object[], onLimit?: OnLimit) {
		let origin = '';
		let count = 0;
		const test = await graph([
			(_request: unknown, response: ServerResponse) => void response.end(JSON.stringify(bodies(origin)[count++])),
		]);
		origin = test.origin;
		const ids: string[] = [];
		for await (const page of listMessages(test.client, query, clock, onLimit)) ids.push(...page.map(({ id }) => id));
		return { ids, requests: test.seen.length };
	}

	it('takes one request when one page holds the messages, whatever follows', async () => {
		const result = await idsOf({ top: 2 }, (origin) => [
			{ value: [message(1), message(2)], '@odata.nextLink': `${origin}/v1.0/x?$skip=2` },
		]);
		expect(result).toEqual({ ids: ['1', '2'], requests: 1 });
	});

	it('reads on until there are enough, and no message more', async () => {
		const result = await idsOf({ top: 3 }, (origin) => [
			{ value: [message(1), message(2)], '@odata.nextLink': `${origin}/v1.0/x?$skip=2` },
			{ value: [message(3), message(4)], '@odata.nextLink': `${origin}/v1.0/x?$skip=4` },
		]);
		expect(result).toEqual({ ids: ['1', '2', '3'], requests: 2 });
	});

	it('reads everything with --all', async () => {
		const result = await idsOf({ all: true, top: 1 }, (origin) => [
			{ value: [message(1)], '@odata.nextLink': `${origin}/v1.0/x?$skip=1` },
			{ value: [message(2)] },
		]);
		expect(result.ids).toEqual(['1', '2']);
	});

	it('sorts out what a search cannot say: read messages and those of the day before', async () => {
		const result = await idsOf({ search: 'x', unread: true, since: '2026-11-10T08:00Z', top: 2 }, () => [
			{
				value: [
					message(1, { receivedDateTime: '2026-11-10T09:00:00Z' }),
					message(2, { receivedDateTime: '2026-11-10T07:00:00Z' }),
					message(3, { receivedDateTime: '2026-11-11T07:00:00Z', isRead: true }),
					message(4, { receivedDateTime: '2026-11-12T07:00:00Z' }),
				],
			},
		]);
		expect(result.ids).toEqual(['1', '4']);
	});

	/** As many messages as that, each a minute older than the one before, in one page. */
	const found = (count: number): object => ({
		value: Array.from({ length: count }, (_, index) =>
			message(index, { receivedDateTime: new Date(Date.UTC(2026, 10, 20) - index * 60_000).toISOString() }),
		),
	});

	it.each<[string, MailQuery, number, readonly (string | undefined)[]]>([
		['of 999 messages', { search: 'x', all: true }, 999, []],
		['of 1000', { search: 'x', all: true }, 1000, ['2026-11-19T07:21:00Z']],
		['of 1000, none of which is wanted', { search: 'x', since: '2026-11-21', top: 5 }, 1000, ['2026-11-19T07:21:00Z']],
		['that was to find no more', { search: 'x', top: 1000 }, 1000, []],
		['that is none', { all: true }, 1000, []],
	])('tells of the limit of a search %s', async (_what, query, count, limits) => {
		const told: (string | undefined)[] = [];
		await idsOf(
			query,
			() => [found(count)],
			(oldest) => void told.push(oldest),
		);
		expect(told).toEqual(limits);
	});

	it('names no time to search on from when the search would find the same again', async () => {
		const told: (string | undefined)[] = [];
		const request = {
			path: '/me/messages',
			query: { $search: '"x"' },
			limit: 1e6,
			keep: { until: Date.UTC(2026, 0, 1) },
		};
		const get = async () => found(1000);
		for await (const _ of takeMessages({ get: get as GraphClient['get'] }, request, (one) => void told.push(one)));
		expect(told).toEqual([undefined]);
	});
});
