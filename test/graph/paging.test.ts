import { describe, expect, it } from 'vitest';
import { pages } from '../../src/graph/paging.js';
import { serve } from '../node/http-test-server.js';
import { prepareGraph } from './graph-test-setup.js';

const { graph, failure, started, certificates } = prepareGraph();

async function all(iterable: AsyncIterable<readonly object[]>): Promise<object[]> {
	const items: object[] = [];
	for await (const page of iterable) items.push(...page);
	return items;
}

describe('the pages of a list', () => {
	it('are followed by their links, also over an empty page, with the headers sent again', async () => {
		let origin = '';
		const page = (value: object[], next?: string) => (_: unknown, response: import('node:http').ServerResponse) =>
			void response.end(JSON.stringify({ value, ...(next && { '@odata.nextLink': `${origin}${next}` }) }));
		const test = await graph([
			page([{ id: 1 }], '/v1.0/me/messages?$skip=10&x=a%20b'),
			page([], '/v1.0/next'),
			page([{ id: 2 }]),
		]);
		origin = test.origin;
		const options = { query: { $top: 1 }, headers: { Prefer: 'IdType="ImmutableId"', ConsistencyLevel: 'eventual' } };
		expect(await all(pages(test.client, '/me/messages', options))).toEqual([{ id: 1 }, { id: 2 }]);
		expect(test.seen.map(({ url }) => url)).toEqual([
			'/v1.0/me/messages?$top=1',
			'/v1.0/me/messages?$skip=10&x=a%20b',
			'/v1.0/next',
		]);
		for (const { headers } of test.seen) {
			expect([headers['prefer'], headers['consistencylevel']]).toEqual(['IdType="ImmutableId"', 'eventual']);
		}
	});

	it('are not fetched before somebody wants them', async () => {
		let origin = '';
		const test = await graph([
			(_request, response) => void response.end(JSON.stringify({ value: [{}], '@odata.nextLink': `${origin}/v1.0/x` })),
		]);
		origin = test.origin;
		for await (const page of pages(test.client, '/me/messages')) {
			expect(page).toHaveLength(1);
			break;
		}
		expect(test.seen.length).toBe(1);
	});

	it('never lead to another host: no request and no token goes there', async () => {
		let visits = 0;
		const other = await started(
			serve(certificates().good, (_request, response) => {
				visits++;
				response.end('{"value":[]}');
			}),
		);
		const { client } = await graph([{ body: { value: [], '@odata.nextLink': `${other.origin}/v1.0/me/messages` } }]);
		const error = await failure(all(pages(client, '/me/messages')));
		expect(error.code).toBe('graph.foreign-link');
		expect(error.message).toContain(`localhost:${other.port}`);
		expect([visits, other.connections()]).toEqual([0, 0]);
	});

	it.each([
		['user@', 'https://user@evil.example/'],
		['same name as a user', 'https://localhost@evil.example/v1.0'],
	])('are not fooled by a link with a name before the host (%s)', async (_title, link) => {
		const { client, seen } = await graph([{ body: { value: [], '@odata.nextLink': link } }]);
		expect((await failure(all(pages(client, '/me/messages')))).code).toBe('graph.foreign-link');
		expect(seen.length).toBe(1);
	});

	it('that go round in a circle are left', async () => {
		let origin = '';
		const test = await graph([
			(_request, response) => void response.end(JSON.stringify({ value: [], '@odata.nextLink': `${origin}/v1.0/x` })),
		]);
		origin = test.origin;
		expect((await failure(all(pages(test.client, '/me/messages')))).code).toBe('graph.link-loop');
		expect(test.seen.length).toBe(2);
	});

	it.each([
		[{}],
		[{ value: {} }],
		[{ value: [1] }],
		[{ value: [], '@odata.nextLink': 5 }],
		[{ value: [], '@odata.nextLink': '/v1.0/x' }],
	])('are refused when they are not pages: %j', async (body) => {
		const { client } = await graph([{ body }]);
		expect((await failure(all(pages(client, '/me/messages')))).code).toBe('graph.invalid-answer');
	});
});
