import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstOf, startGraph, type TestGraph } from './start-graph.js';

const messages = '/v1.0/me/messages';
const prefer = { prefer: 'IdType="ImmutableId"' };
let graph: TestGraph;
beforeAll(async () => {
	graph = await startGraph();
});
afterAll(() => graph.close());

it('gives other ids for the same messages when that is preferred, and takes either kind', async () => {
	const usual = await graph.read(`${messages}?$top=60&$select=subject`);
	const lasting = await graph.read(`${messages}?$top=60&$select=subject`, prefer);
	expect(lasting.value.map((message) => message.subject)).toEqual(usual.value.map((message) => message.subject));
	const ids = [...usual.value, ...lasting.value].map((message) => message.id);
	expect(new Set(ids).size).toBe(120);
	for (const { id } of lasting.value) expect(id).toMatch(/^AAkALgAAAAAAHYQDEapmEc2byACqAC[A-Za-z0-9_=-]+$/);
	for (const headers of [prefer, {}]) {
		for (const list of [usual, lasting]) {
			const read = await graph.read(`${messages}/${list.value[7]?.id}`, headers);
			expect(read.id).toBe((headers === prefer ? lasting : usual).value[7]?.id);
			expect(read.subject).toBe(usual.value[7]?.subject);
		}
	}
});

it('does so for attachments, whose bytes are found by either id', async () => {
	const { id } = firstOf((await graph.read(`${messages}?$top=1`)).value);
	const usual = firstOf((await graph.read(`${messages}/${id}/attachments?$select=id`)).value);
	const lasting = firstOf((await graph.read(`${messages}/${id}/attachments?$select=id`, prefer)).value);
	expect(lasting.id).not.toBe(usual.id);
	const values = await Promise.all(
		[usual, lasting].map((one) => graph.send(`${messages}/${id}/attachments/${one.id}/$value`)),
	);
	expect(values.map((value) => value.status)).toEqual([200, 200]);
	expect(values[0]?.bytes).toEqual(values[1]?.bytes);
});

it('leaves folder ids, which never change, as they are', async () => {
	expect((await graph.read('/v1.0/me/mailFolders/inbox', prefer)).id).toBe(
		(await graph.read('/v1.0/me/mailFolders/inbox')).id,
	);
});

it('does not take the immutable id of another mailbox or an altered one', async () => {
	const { id } = firstOf((await graph.read(`${messages}?$top=1`, prefer)).value);
	expect(await graph.refusal(`${messages}/${id.slice(0, 50)}`)).toMatchObject({ code: 'ErrorInvalidIdMalformed' });
	graph.signIn('MiriamG', 'Mail.Read');
	expect(await graph.refusal(`${messages}/${id}`)).toMatchObject({ status: 404, code: 'ErrorItemNotFound' });
	graph.signIn('AdeleV', 'User.Read', 'Mail.Read');
});
