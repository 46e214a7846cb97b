import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGraph, type TestGraph } from './start-graph.js';

let graph: TestGraph;
let path: string;
beforeAll(async () => {
	graph = await startGraph();
	const { value } = JSON.parse((await graph.send('/v1.0/me/messages?$top=1000&$select=subject')).text);
	const messages: { id: string; subject: string }[] = value;
	const found = messages.find(({ subject }) => subject.includes('Everything for the board meeting'));
	path = `/v1.0/me/messages/${found?.id}`;
});
afterAll(() => graph.close());

interface Expanded {
	readonly body?: unknown;
	readonly attachments: readonly object[];
}

const read = async (query: string): Promise<Expanded> => JSON.parse((await graph.send(`${path}?${query}`)).text);

describe('a message', () => {
	it('brings its attachments along when they are expanded, with what is selected of them', async () => {
		const select = '$select=id,name,contentType,size,isInline';
		const message = await read(`$select=subject&$expand=attachments(${select})`);
		expect(message).not.toHaveProperty('body');
		const listed: { value: object[] } = JSON.parse((await graph.send(`${path}/attachments?${select}`)).text);
		expect(message.attachments).toEqual(listed.value);
		expect((await read('$expand=attachments')).attachments[0]).toHaveProperty('contentBytes');
	});

	it.each([
		['singleValueExtendedProperties', 400],
		['attachments($select=nothing)', 400],
		['attachments($top=1)', 501],
	])('refuses to expand %s with %i', async (expand, status) => {
		expect((await graph.send(`${path}?$expand=${expand}`)).status).toBe(status);
	});
});
