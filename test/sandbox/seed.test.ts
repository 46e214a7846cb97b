import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCompany } from '../../src/sandbox/company.js';
import { type Body, firstOf, startGraph, type TestGraph, testNow } from './start-graph.js';

/** Every property of a message in v1.0 (Graph metadata, 2026-08), and the annotations that may come with one. */
const messageProperties =
	'id categories changeKey createdDateTime lastModifiedDateTime bccRecipients body bodyPreview ccRecipients conversationId conversationIndex flag from hasAttachments importance inferenceClassification internetMessageHeaders internetMessageId isDeliveryReceiptRequested isDraft isRead isReadReceiptRequested parentFolderId receivedDateTime replyTo sender sentDateTime subject toRecipients uniqueBody webLink @odata.etag'.split(
		' ',
	);

let graph: TestGraph;
let mail: readonly Body[];
beforeAll(async () => {
	graph = await startGraph();
	mail = (await graph.read('/v1.0/me/messages?$top=1000')).value;
});
afterAll(() => graph.close());

const textOf = (message: Body): string =>
	[message.subject, message.from?.emailAddress.name, message.bodyPreview, message.body.content].join('\n');
const someHas = (messages: readonly Body[], pattern: RegExp): boolean =>
	messages.some((message) => pattern.test(textOf(message)));

describe('the company', () => {
	it('is a tree of at least eight people with one head', () => {
		const { people } = createCompany(1);
		expect(people.length).toBeGreaterThanOrEqual(8);
		expect(people.filter((person) => person.managerId === null)).toHaveLength(1);
		for (const person of people) {
			let manager = people.find((one) => one.id === person.managerId);
			for (let steps = 0; manager !== undefined; steps++) {
				expect(steps).toBeLessThan(people.length);
				manager = people.find((one) => one.id === manager?.managerId);
			}
		}
	});

	it('has someone without mailbox, without photo, without title, and several languages', () => {
		const { people } = createCompany(1);
		expect(people.some((person) => !person.hasMailbox && person.mail === null)).toBe(true);
		expect(people.some((person) => person.photo === null)).toBe(true);
		expect(people.some((person) => person.jobTitle === null && person.businessPhones.length === 0)).toBe(true);
		expect(new Set(people.map((person) => person.preferredLanguage)).size).toBeGreaterThan(5);
	});

	it('follows from the seed', () => {
		expect(createCompany(7)).toEqual(createCompany(7));
		expect(createCompany(7).tenantId).not.toBe(createCompany(8).tenantId);
	});
});

describe('a mailbox', () => {
	it('is the same for the same seed and another for another', async () => {
		const [same, other] = await Promise.all([startGraph(), startGraph({ seed: 2 })]);
		expect((await same.read('/v1.0/me/messages?$top=1000')).value).toEqual(mail);
		const subjects = (await other.read('/v1.0/me/messages?$top=1000')).value.map((message) => message.subject);
		expect(subjects).not.toEqual(mail.map((message) => message.subject));
		await Promise.all([same.close(), other.close()]);
	});

	it('spreads over the year that ends now', () => {
		const times = mail.map((message) => Date.parse(message.receivedDateTime));
		const day = 24 * 3600 * 1000;
		expect(testNow - Math.max(...times)).toBeLessThan(day);
		expect(testNow - Math.min(...times)).toBeGreaterThan(350 * day);
		expect(testNow - Math.min(...times)).toBeLessThanOrEqual(365 * day);
	});

	it('opens with ordinary mail and has its hostile mail among the newest fifty of the inbox', async () => {
		const inbox = (await graph.read('/v1.0/me/mailFolders/inbox/messages?$top=50')).value;
		expect(inbox.slice(0, 3).map((message) => message.subject)).toEqual([
			'Northlight launch: final checklist',
			'Photos from the team day',
			'Fabrikam and Contoso: agenda for Tuesday',
		]);
		const attacks = {
			csi: /\u001b\[2J/,
			'osc 52': /\u001b\]52;c;/,
			'osc 8': /\u001b\]8;/,
			dcs: /\u001bP/,
			apc: /\u001b_/,
			c1: /\u009b/,
			bidi: /\u202e/,
			isolate: /\u2066/,
			'zero width': /\u200b/,
			tags: /\u{e0067}/u,
			cr: /[^\n]\r[^\n]/,
			bel: /\u0007/,
			nul: /\0/,
			backspace: /\u0008/,
			'line separator': /\u2028/,
			'lone surrogate': /(?<![\ud800-\udbff])[\udc00-\udfff]/,
			script: /<script>/,
			entity: /&#27;/,
		};
		for (const messages of [inbox, mail.slice(0, 50)]) {
			for (const [name, pattern] of Object.entries(attacks))
				expect([name, someHas(messages, pattern)]).toEqual([name, true]);
			expect(Math.max(...messages.map((message) => message.subject.length))).toBe(5000);
		}
		for (const [name, pattern] of Object.entries(attacks)) {
			expect([name, someHas(mail.slice(0, 3), pattern)]).toEqual([name, false]);
		}
	});

	it('has the scripts of the world, emoji, empty subjects and missing senders', () => {
		for (const pattern of [
			/\p{Script=Arabic}/u,
			/\p{Script=Hebrew}/u,
			/\p{Script=Han}/u,
			/\p{Script=Thai}/u,
			/👩🏽‍🎨/u,
			/e\u0301/,
		]) {
			expect([pattern, someHas(mail, pattern)]).toEqual([pattern, true]);
		}
		expect(mail.some((message) => message.subject === '')).toBe(true);
		expect(mail.some((message) => !('from' in message) && !('sender' in message))).toBe(true);
		expect(mail.some((message) => message.from === null)).toBe(true);
		expect(
			mail.some((message) => message.from?.emailAddress.name === undefined && message.from?.emailAddress.address),
		).toBe(true);
		expect(mail.some((message) => message.toRecipients.length === 0)).toBe(true);
	});

	it('has threads whose answers share a conversation and quote what they answer', () => {
		const answer = firstOf(
			mail.filter((message) => message.subject.startsWith('RE: ') && message.body.content.includes('blockquote')),
		);
		const thread = mail.filter((message) => message.conversationId === answer.conversationId);
		expect(thread.length).toBeGreaterThan(1);
		const root = firstOf(thread.toReversed());
		expect(answer.subject).toBe(`RE: ${root.subject}`);
		expect(new Set(mail.map((message) => message.conversationId)).size).toBeGreaterThan(100);
	});

	it('mixes read and unread, with and without attachments', () => {
		const unread = mail.filter((message) => !message.isRead).length;
		const attached = mail.filter((message) => message.hasAttachments).length;
		expect(unread).toBeGreaterThan(15);
		expect(unread).toBeLessThan(100);
		expect(attached).toBeGreaterThan(15);
		expect(attached).toBeLessThan(100);
	});
});

describe('every message', () => {
	it('has only properties that Graph has, and all the usual ones', () => {
		const usual = messageProperties.filter(
			(name) => !['uniqueBody', 'internetMessageHeaders', 'from', 'sender'].includes(name),
		);
		for (const message of mail) {
			const names = Object.keys(message);
			expect(names.filter((name) => !messageProperties.includes(name))).toEqual([]);
			expect(usual.filter((name) => !names.includes(name))).toEqual([]);
		}
	});

	it('has the rest when it is selected', async () => {
		const page = await graph.read('/v1.0/me/messages?$top=1&$select=uniqueBody,internetMessageHeaders');
		expect(Object.keys(firstOf(page.value)).sort()).toEqual([
			'@odata.etag',
			'id',
			'internetMessageHeaders',
			'uniqueBody',
		]);
	});

	it('has ids, times, previews and links in the service’s shapes', () => {
		for (const message of mail) {
			expect(message.id).toMatch(/^[A-Za-z0-9_=-]{140,160}$/);
			expect(message.receivedDateTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
			expect(message.sentDateTime <= message.receivedDateTime).toBe(true);
			expect(message.bodyPreview.length).toBeLessThanOrEqual(255);
			expect(message.webLink).toContain(encodeURIComponent(message.id));
			expect(['low', 'normal', 'high']).toContain(message.importance);
			expect(message.body.contentType).toBe('html');
		}
		expect(mail.some((message) => message.bodyPreview.length === 255)).toBe(true);
		expect(firstOf(mail).bodyPreview).toContain('\r\n');
	});
});

describe('any number of messages', () => {
	it('works from none to three', async () => {
		for (const messages of [0, 1, 3]) {
			const small = await startGraph({ messages });
			const list = await small.read('/v1.0/me/messages?$count=true&$orderby=subject');
			expect([list.value.length, list['@odata.count']]).toEqual([messages, messages]);
			expect((await small.read('/v1.0/me/mailFolders/inbox')).totalItemCount).toBe(messages);
			await small.close();
		}
	});

	it('starts with 100,000 at once and answers large pages quickly', async () => {
		const started = performance.now();
		const large = await startGraph({ messages: 100_000 });
		const page = await large.read('/v1.0/me/messages?$top=1000&$count=true&$select=subject,from,receivedDateTime');
		expect(performance.now() - started).toBeLessThan(1000);
		expect([page.value.length, page['@odata.count']]).toEqual([1000, 100_000]);
		const last = await large.read('/v1.0/me/messages?$skip=99999');
		expect(Date.parse(firstOf(last.value).receivedDateTime)).toBeGreaterThan(testNow - 366 * 24 * 3600 * 1000);
		expect((await large.read('/v1.0/me/mailFolders/inbox')).totalItemCount).toBeGreaterThan(50_000);
		await large.close();
	});
});
