import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Body, firstOf, startGraph, type TestGraph } from './start-graph.js';

const messages = '/v1.0/me/messages';
let graph: TestGraph;
beforeAll(async () => {
	graph = await startGraph();
});
afterAll(() => graph.close());
beforeEach(() => graph.signIn('AdeleV', 'User.Read', 'Mail.Read'));

async function readPages(path: string): Promise<Body[]> {
	const pages: Body[] = [];
	for (let link: string | undefined = path; link !== undefined; link = pages.at(-1)?.['@odata.nextLink']) {
		pages.push(await graph.read(link));
	}
	return pages;
}

describe('paging', () => {
	it('sends ten messages, newest first, and an absolute link to the next ten', async () => {
		const page = await graph.read(messages);
		expect(page.value).toHaveLength(10);
		const times = page.value.map((message) => message.receivedDateTime);
		expect(times).toEqual([...times].sort().reverse());
		expect(page['@odata.nextLink']).toBe(`${graph.origin}/v1.0/me/messages?$skip=10`);
	});

	it('reaches every message exactly once through the links, which carry the options', async () => {
		const pages = await readPages(`${messages}?$select=subject&$top=60&$count=true`);
		expect(pages.map((page) => page.value.length)).toEqual([60, 60, 60, 20]);
		expect(pages.map((page) => page['@odata.count'])).toEqual([200, 200, 200, 200]);
		const all = pages.flatMap((page) => page.value);
		expect(new Set(all.map((message) => message.id)).size).toBe(200);
		for (const message of all) expect(Object.keys(message)).toEqual(['@odata.etag', 'id', 'subject']);
	});

	it('starts where $skip says and ends without a link', async () => {
		const page = await graph.read(`${messages}?$skip=195&$select=id`);
		expect(page.value).toHaveLength(5);
		expect(page).not.toHaveProperty('@odata.nextLink');
		expect((await graph.read(`${messages}?$skip=5000`)).value).toEqual([]);
	});

	it.each(['0', '1001', '-1', 'ten', '1.5', ''])('refuses $top=%s', async (top) => {
		expect(await graph.refusal(`${messages}?$top=${top}`)).toMatchObject({ status: 400, code: 'BadRequest' });
	});

	it('accepts the largest page', async () => {
		expect((await graph.read(`${messages}?$top=1000`)).value).toHaveLength(200);
	});
});

describe('options', () => {
	it.each([
		['$foo=1', 400, "The query parameter '$foo' is not supported."],
		['$top=1&$top=2', 400, "Query option '$top' was specified more than once, but it must be specified at most once."],
		['$expand=attachments', 501, 'The sandbox does not implement the query option $expand here.'],
		['$select=subjekt', 400, "Could not find a property named 'subjekt' on type 'microsoft.graph.message'."],
		['$orderby=subjekt', 400, "Could not find a property named 'subjekt' on type 'microsoft.graph.message'."],
		['$count=maybe', 400, "Invalid value 'maybe' for $count query option found. Valid values are 'true' and 'false'."],
	])('refuses %s', async (query, status, message) => {
		expect(await graph.refusal(`${messages}?${query}`)).toMatchObject({ status, message });
	});

	it('ignores options that are no system query options', async () => {
		expect((await graph.read(`${messages}?foo=1`)).value).toHaveLength(10);
	});

	it('names the selection in the context, in the spelling of the metadata', async () => {
		const page = await graph.read(`${messages}?$select=sender,SUBJECT&$top=1`);
		expect(page['@odata.context']).toBe(
			`${graph.origin}/v1.0/$metadata#users('${graph.company.people[0]?.id}')/messages(sender,subject)`,
		);
	});
});

describe('$orderby', () => {
	it('sorts by several keys without regard to case', async () => {
		const page = await graph.read(
			`${messages}?$top=1000&$orderby=${encodeURIComponent('from/emailAddress/address desc,receivedDateTime')}`,
		);
		const rows = page.value.map((message) => ({
			address: message.from?.emailAddress.address ?? '',
			received: message.receivedDateTime,
		}));
		const { compare } = new Intl.Collator('en');
		const sorted = [...rows].sort(
			(left, right) => compare(right.address, left.address) || compare(left.received, right.received),
		);
		expect(rows).toEqual(sorted);
	});

	it('keeps pages of equal values apart', async () => {
		const pages = await readPages(`${messages}?$orderby=importance&$top=70&$select=id`);
		expect(new Set(pages.flatMap((page) => page.value.map((message) => message.id))).size).toBe(200);
	});

	it('is refused as inefficient unless its properties lead the filter in the same order', async () => {
		const query = (filter: string, order: string): string =>
			`${messages}?$filter=${encodeURIComponent(filter)}&$orderby=${encodeURIComponent(order)}`;
		const refused = [
			query('isRead eq false', 'receivedDateTime desc'),
			query('isRead eq false and receivedDateTime ge 1900-01-01T00:00:00Z', 'receivedDateTime desc'),
			query("importance eq 'high' and isRead eq false", 'isRead,importance'),
		];
		for (const path of refused) {
			expect(await graph.refusal(path)).toEqual({
				status: 400,
				code: 'InefficientFilter',
				message: 'The restriction or sort order is too complex for this operation.',
			});
		}
		const allowed = query('receivedDateTime ge 1900-01-01T00:00:00Z and isRead eq false', 'receivedDateTime asc');
		const times = (await graph.read(allowed)).value.map((message) => message.receivedDateTime);
		expect(times.length).toBeGreaterThan(1);
		expect(times).toEqual([...times].sort());
	});
});

describe('one message', () => {
	it('is read by its id, alone or below its folder', async () => {
		const listed = firstOf((await graph.read(`${messages}?$top=1`)).value);
		const read = await graph.read(`${messages}/${listed.id}`);
		const context = `${graph.origin}/v1.0/$metadata#users('${graph.company.people[0]?.id}')/messages/$entity`;
		expect(read).toEqual({ ...listed, '@odata.context': context });
		expect((await graph.read(`/v1.0/me/mailFolders/inbox/messages/${listed.id}`)).id).toBe(listed.id);
		expect(await graph.refusal(`/v1.0/me/mailFolders/drafts/messages/${listed.id}`)).toMatchObject({
			status: 404,
			code: 'ErrorItemNotFound',
		});
	});

	it('tells an altered id from one that is gone, and never shows the mail of others', async () => {
		const { id } = firstOf((await graph.read(`${messages}?$top=1`)).value);
		expect(id).toMatch(/^[A-Za-z0-9_=-]{152}$/);
		expect(await graph.refusal(`${messages}/${id.slice(0, 70)}`)).toEqual({
			status: 400,
			code: 'ErrorInvalidIdMalformed',
			message: 'Id is malformed.',
		});
		expect(await graph.refusal(`${messages}/${id.replace('AAMkA', 'AAMkB')}`)).toMatchObject({
			status: 404,
			code: 'ErrorItemNotFound',
		});
		graph.signIn('MiriamG', 'Mail.Read');
		expect(await graph.refusal(`${messages}/${id}`)).toMatchObject({ status: 404, code: 'ErrorItemNotFound' });
	});

	it('has its body in the preferred format', async () => {
		const { id } = firstOf((await graph.read(`${messages}?$top=1`)).value);
		const html = await graph.read(`${messages}/${id}`);
		expect(html.body.contentType).toBe('html');
		expect(html.body.content).toContain('<li>');
		const reply = await graph.send(`${messages}/${id}?$select=body,uniqueBody`, {
			headers: { prefer: 'IdType="ImmutableId", outlook.body-content-type="text"' },
		});
		expect(reply.headers['preference-applied']).toBe('outlook.body-content-type="text"');
		const text: Body = JSON.parse(reply.text);
		expect(text.body.contentType).toBe('text');
		expect(text.body.content).toMatch(/^Hi Adele,\r\n/);
		expect(text.uniqueBody.contentType).toBe('text');
	});

	it('has unsafe HTML only when that is preferred', async () => {
		const found = await graph.read(`${messages}?$search=${encodeURIComponent('"unsubscribe"')}&$top=1`);
		const path = `${messages}/${firstOf(found.value).id}?$select=body`;
		expect((await graph.read(path)).body.content).not.toContain('<script>');
		expect((await graph.read(path)).body.content).toContain('width="1" height="1"');
		const unsafe = await graph.read(path, { prefer: 'outlook.allow-unsafe-html' });
		expect(unsafe.body.content).toContain('<script>');
	});
});
