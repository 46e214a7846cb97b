import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Body, startGraph, type TestGraph } from './start-graph.js';

let graph: TestGraph;
let everything: readonly Body[];
beforeAll(async () => {
	graph = await startGraph();
	everything = (await graph.read('/v1.0/me/messages?$top=1000', { prefer: 'outlook.body-content-type=text' })).value;
});
afterAll(() => graph.close());

/** Subjects found by a KQL query, which goes out in quotes with `\` and `"` escaped. */
async function search(kql: string): Promise<string[]> {
	const quoted = `"${kql.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
	const { value } = await graph.read(
		`/v1.0/me/messages?$top=1000&$select=subject&$search=${encodeURIComponent(quoted)}`,
	);
	return value.map((message) => message.subject);
}

const subjectsWhere = (test: (message: Body) => boolean): string[] =>
	everything.filter(test).map((message) => message.subject);
const has = (text: string | undefined, pattern: RegExp): boolean => pattern.test(text ?? '');

describe('words', () => {
	it('are looked for in sender, subject and body, as whole words without regard to case', async () => {
		const expected = subjectsWhere((message) =>
			[message.from?.emailAddress.name, message.from?.emailAddress.address, message.subject, message.body.content].some(
				(text) => has(text, /\bnoodle\b/i),
			),
		);
		expect(expected.length).toBeGreaterThan(0);
		expect(await search('NOODLE')).toEqual(expected);
		expect(await search('nood')).toEqual([]);
		expect(await search('nood*')).toEqual(expected);
	});

	it('match without accents and in scripts without spaces', async () => {
		const jurgen = await search('from:jurgen');
		expect(jurgen.length).toBeGreaterThan(0);
		expect(await search('from:Jürgen')).toEqual(jurgen);
		expect(await search('オフィス')).toEqual(['【重要】東京オフィス移転のお知らせ（１１月）']);
	});

	it('stand side by side in a phrase', async () => {
		expect(await search('"team day"')).toEqual(['Photos from the team day']);
		expect(await search('"day team"')).toEqual([]);
		expect(await search('subject:"photos from"')).toEqual(['Photos from the team day']);
	});

	it('without an operator must all be there', async () => {
		expect(await search('canoe album')).toEqual(['Photos from the team day']);
		expect(await search('canoe noodle')).toEqual([]);
	});
});

describe('operators', () => {
	it('bind NOT before AND, AND before OR', async () => {
		expect(await search('canoe OR checklist AND northlight AND press')).toEqual([
			'Northlight launch: final checklist',
			'Photos from the team day',
		]);
		expect(await search('(canoe OR checklist) AND NOT album AND subject:northlight')).toEqual([
			'Northlight launch: final checklist',
		]);
		expect(await search('canoe -album')).toEqual([]);
	});

	it('are words when they are written small', async () => {
		expect(await search('subject:photos and')).not.toEqual(await search('subject:photos'));
	});
});

describe('properties', () => {
	it('restrict people', async () => {
		const fromAlex = subjectsWhere((message) => message.from?.emailAddress.address === 'AlexW@contoso.com');
		expect(await search('from:alexw')).toEqual(fromAlex);
		expect(await search('from:AlexW@contoso.com')).toEqual(fromAlex);
		expect(await search('from:(alexw OR nobody)')).toEqual(fromAlex);
		const toAlex = subjectsWhere((message) =>
			message.toRecipients.some((one) => one.emailAddress.address === 'AlexW@contoso.com'),
		);
		expect(await search('to:alexw')).toEqual(toAlex);
		expect(await search('cc:gradya subject:photos')).toEqual(['Photos from the team day']);
		const participants = await search('participants:alexw');
		expect(participants.length).toBeGreaterThanOrEqual(fromAlex.length + toAlex.length);
		expect((await search('recipients:alexw')).length).toBeLessThan(participants.length);
		expect(await search('bcc:alexw')).toEqual([]);
	});

	it('restrict attachments, importance and kind', async () => {
		const attached = subjectsWhere((message) => message.hasAttachments);
		expect(await search('hasAttachments:true')).toEqual(attached);
		expect(await search('hasAttachments=no')).toHaveLength(200 - attached.length);
		expect(await search('attachment:northlight')).toEqual(['Northlight launch: final checklist']);
		expect(await search('importance:high')).toEqual(subjectsWhere((message) => message.importance === 'high'));
		expect(await search('importance:medium')).toEqual(subjectsWhere((message) => message.importance === 'normal'));
		expect(await search('kind:email')).toHaveLength(200);
		expect(await search('kind:meetings')).toEqual([]);
	});

	it('restrict days by comparison, range and name', async () => {
		const on = (first: string, last: string): string[] =>
			subjectsWhere(({ receivedDateTime }) => receivedDateTime >= first && receivedDateTime < last);
		expect(await search('received:today')).toEqual(on('2026-11-21', '2026-11-22'));
		expect(await search('received:11/20/2026')).toEqual(on('2026-11-20', '2026-11-21'));
		expect(await search('received:2026-11-20')).toEqual(on('2026-11-20', '2026-11-21'));
		expect(await search('received>=10/01/2026 received<11/01/2026')).toEqual(on('2026-10-01', '2026-11-01'));
		expect(await search('received:10/01/2026..10/31/2026')).toEqual(on('2026-10-01', '2026-11-01'));
		expect(await search('received>11/19/2026')).toEqual(on('2026-11-20', '2027'));
		expect(await search('received<=11/19/2026')).toEqual(on('2025', '2026-11-20'));
		expect(await search('received:"last week"')).toEqual(on('2026-11-08', '2026-11-15'));
	});

	it('restrict the size', async () => {
		const small = await search('size:1..20000');
		expect(small.length).toBeGreaterThan(0);
		expect(await search('size>20000')).toHaveLength(200 - small.length);
	});
});

describe('limits and refusals', () => {
	const refusal = (query: string) => graph.refusal(`/v1.0/me/messages?${encodeURI(query)}`);

	it('sorts by sent date and pages by an opaque token', async () => {
		const first = await graph.read('/v1.0/me/messages?$search=contoso*&$top=15');
		const second = await graph.read(first['@odata.nextLink'] ?? '');
		expect(first['@odata.nextLink']).toMatch(/\?\$search=contoso\*&\$top=15&\$skiptoken=[\w-]+$/);
		const sent = [...first.value, ...second.value].map((message) => message.sentDateTime);
		expect(new Set([...first.value, ...second.value].map((message) => message.id)).size).toBe(sent.length);
		expect(sent).toEqual([...sent].sort().reverse());
		expect(await refusal('$search=contoso&$skiptoken=10')).toMatchObject({ status: 400 });
		expect(await refusal('$skiptoken=czEw')).toMatchObject({ status: 400 });
	});

	it('goes neither with $filter nor with $orderby', async () => {
		expect(await refusal('$search="a"&$orderby=receivedDateTime')).toEqual({
			status: 400,
			code: 'SearchWithOrderBy',
			message: "The query parameter '$orderBy' is not supported with '$search'.",
		});
		expect(await refusal('$search="a"&$filter=isRead eq true')).toMatchObject({ status: 400 });
	});

	it.each([
		'subject:x',
		'"a',
		'"a" b',
		'""',
		'"(a"',
		'"a)"',
		'"a OR"',
		'"AND a"',
		'"received:someday"',
		'"received:02/30/2026"',
		'"size:big"',
		'"hasAttachments:perhaps"',
		'"from:"',
		'"\\"open"',
		`"${'('.repeat(300)}"`,
	])('refuses %s', async (search) => {
		expect(await graph.refusal(`/v1.0/me/messages?$search=${encodeURIComponent(search)}`)).toMatchObject({
			status: 400,
			code: 'BadRequest',
		});
	});

	it('stays in the folder', async () => {
		const { value } = await graph.read('/v1.0/me/mailFolders/sentitems/messages?$search=contoso&$top=1000');
		expect(value.length).toBeGreaterThan(0);
		for (const message of value) expect(message.from?.emailAddress.address).toBe('AdeleV@contoso.com');
	});

	it('finds at most a thousand', async () => {
		const large = await startGraph({ messages: 3000 });
		const page = await large.read('/v1.0/me/messages?$search=kind&$count=true');
		const all = await large.read(
			`/v1.0/me/messages?$search=${encodeURIComponent('"kind:email"')}&$count=true&$top=600&$select=id`,
		);
		const rest = await large.read(all['@odata.nextLink'] ?? '');
		await large.close();
		expect(page['@odata.count']).toBeLessThan(1000);
		expect([all['@odata.count'], rest.value.length, rest['@odata.nextLink']]).toEqual([1000, 400, undefined]);
	});
});
