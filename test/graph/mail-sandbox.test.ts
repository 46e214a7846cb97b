import { describe, expect, it } from 'vitest';
import { listMessages, type Message } from '../../src/graph/mail.js';
import type { MailQuery } from '../../src/graph/mail-query.js';
import { getMe, getPhoto } from '../../src/graph/me.js';
import { createCompany } from '../../src/sandbox/company.js';
import { createGraph } from '../../src/sandbox/graph.js';
import { now, prepareGraph, type TestGraph } from './graph-test-setup.js';

const { graph } = prepareGraph();
const clock = { now: () => now, timeZone: 'UTC' };

/** The sandbox's Graph, which shares no code with the client, behind the test server. */
async function sandbox(scopes: readonly string[]): Promise<TestGraph> {
	const company = createCompany(1);
	let origin = '';
	const listener = createGraph({
		company,
		origin: () => origin,
		loginOrigin: () => 'https://login.example',
		checkToken: () => ({
			claims: {
				oid: company.people[0]?.id ?? '',
				tid: company.tenantId,
				appId: 'app',
				scopes,
				roles: [],
				audience: 'graph',
				expiresAt: now / 1000 + 3600,
				cp1: true,
				acrs: [],
			},
		}),
		faults: { take: () => undefined, demandedAcrs: () => undefined },
		messages: 200,
		seed: 1,
		now: () => now,
	});
	const test = await graph([listener]);
	origin = test.origin;
	return test;
}

async function list(test: TestGraph, query: MailQuery): Promise<Message[]> {
	const messages: Message[] = [];
	for await (const page of listMessages(test.client, query, clock)) messages.push(...page);
	return messages;
}

describe('against the Graph of the sandbox', () => {
	it('profile and photo arrive with one request each', async () => {
		const test = await sandbox(['User.Read']);
		expect((await getMe(test.client)).userPrincipalName).toContain('@');
		expect((await getPhoto(test.client))?.length).toBeGreaterThan(100);
		expect(test.seen.length).toBe(2);
	});

	it.each<MailQuery>([
		{ top: 10 },
		{ top: 10, folder: 'inbox' },
		{ top: 10, folder: 'inbox', unread: true },
		{ top: 5, since: '90d' },
		{ top: 5, order: 'oldest', unread: true },
		{ top: 5, order: 'subject' },
		{ top: 5, filter: 'hasAttachments eq true' },
		{ top: 5, filter: "importance eq 'high' or hasAttachments eq true", since: '300d' },
		{ top: 5, search: 'the' },
		{ top: 5, search: 'the', unread: true, since: '200d' },
		{ top: 5, search: 'subject:re OR hasAttachments:true', since: '300d' },
	])('%j is understood, answered in order and takes one request', async (query) => {
		const test = await sandbox(['Mail.Read']);
		const messages = await list(test, query);
		expect(messages.length).toBeGreaterThan(0);
		expect(messages.length).toBeLessThanOrEqual(query.top ?? 0);
		expect(test.seen.length).toBe(1);
		if (query.unread) expect(messages.every(({ isRead }) => isRead === false)).toBe(true);
		const times = messages.map(({ receivedDateTime }) => receivedDateTime ?? '');
		if (query.search === undefined && query.order === undefined) expect(times).toEqual([...times].sort().reverse());
		if (query.order === 'oldest') expect(times).toEqual([...times].sort());
	});

	it('finds the messages of a sender by address and by name', async () => {
		const test = await sandbox(['Mail.Read']);
		const [first] = (await list(test, { top: 50 })).filter(
			({ from }) => from?.emailAddress?.name && from.emailAddress.address,
		);
		const { name, address } = first?.from?.emailAddress ?? {};
		for (const from of [address ?? '', name ?? '']) {
			const found = await list(test, { from, top: 3 });
			expect(found.length).toBeGreaterThan(0);
			for (const message of found) expect(message.from?.emailAddress?.address).toBe(address);
		}
	});

	it('reads the whole mailbox once, page by page', async () => {
		const test = await sandbox(['Mail.Read']);
		const all = await list(test, { all: true });
		expect(new Set(all.map(({ id }) => id)).size).toBe(200);
		expect((await list(test, { top: 150, search: 'the', unread: true })).length).toBeGreaterThan(0);
	});

	it('a missing permission is named', async () => {
		const test = await sandbox(['User.Read']);
		await expect(list(test, {})).rejects.toMatchObject({
			code: 'permission.denied',
			details: { scopes: ['Mail.Read'] },
		});
	});

	it('a folder that is not there is not found', async () => {
		const test = await sandbox(['Mail.Read']);
		await expect(list(test, { folder: 'nonsense' })).rejects.toMatchObject({ exitCode: 3 });
	});
});
