import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Body, firstOf, startGraph, type TestGraph } from './start-graph.js';

const folders = '/v1.0/me/mailFolders';
let graph: TestGraph;
beforeAll(async () => {
	graph = await startGraph();
});
afterAll(() => graph.close());

const below = async (folder: Body): Promise<readonly Body[]> =>
	(await graph.read(`${folders}/${folder.id}/childFolders?$top=100`)).value;

/** Every folder under its path; the names of folders may hold slashes, so the path is a list. */
async function readTree(): Promise<Map<string, Body>> {
	const found = new Map<string, Body>();
	const visit = async (level: readonly Body[], path: readonly string[]): Promise<void> => {
		for (const folder of level) {
			const here = [...path, folder.displayName];
			found.set(here.join(' > '), folder);
			await visit(await below(folder), here);
		}
	};
	await visit((await graph.read(`${folders}?$top=100`)).value, []);
	return found;
}

describe('folders', () => {
	it('come ten at a time, in order, with a link to the rest', async () => {
		const page = await graph.read(folders);
		expect(page.value.map((folder) => folder.displayName)).toEqual([
			'Archive',
			'Conversation History',
			'Deleted Items',
			'Drafts',
			'Inbox',
			'Junk Email',
			'Outbox',
			'Projects',
			'Sales/Marketing',
			'Sent Items',
		]);
		const rest = await graph.read(page['@odata.nextLink'] ?? '');
		expect(rest.value).toHaveLength(2);
		expect(rest).not.toHaveProperty('@odata.nextLink');
		const first = await graph.read(`${folders}?$top=6&$select=displayName&$count=true`);
		const second = await graph.read(first['@odata.nextLink'] ?? '');
		expect([first.value.length, second.value.length, first['@odata.count']]).toEqual([6, 6, 12]);
		expect(Object.keys(firstOf(second.value))).toEqual(['id', 'displayName']);
	});

	it('form a tree whose counts agree with their children and messages and add up to the mailbox', async () => {
		const tree = await readTree();
		for (const path of ['Projects > 2025', 'Projects > 2026', 'Projects > 2026 > Northlight', 'Archive > 2025']) {
			expect(tree.get(path)?.totalItemCount).toBeGreaterThan(0);
		}
		let total = 0;
		for (const folder of tree.values()) {
			const list = await graph.read(`${folders}/${folder.id}/messages?$top=1000&$select=isRead,parentFolderId`);
			expect(list.value).toHaveLength(folder.totalItemCount);
			expect(list.value.filter((message) => !message.isRead)).toHaveLength(folder.unreadItemCount);
			for (const message of list.value) expect(message.parentFolderId).toBe(folder.id);
			const children = await below(folder);
			expect(children).toHaveLength(folder.childFolderCount);
			for (const child of children) expect(child.parentFolderId).toBe(folder.id);
			total += folder.totalItemCount;
		}
		expect(total).toBe(200);
		expect(new Set([...tree.values()].map((folder) => folder.id)).size).toBe(tree.size);
	});

	it('include an empty one, names with slashes and odd characters, and a hostile name', async () => {
		const tree = await readTree();
		expect(tree.get('Waiting for reply')).toMatchObject({ totalItemCount: 0, unreadItemCount: 0, childFolderCount: 0 });
		expect(tree.has(`Sales/Marketing > 100% "draft" #1 & 'more'? \\ 東京 🎨`)).toBe(true);
		const hostile = firstOf([...tree.values()].filter((folder) => folder.displayName.includes('\u001b]0;')));
		expect(hostile.displayName).toMatch(/\u001b\[2J.*\.\.\/\.\..*\u202e.*\r\n/s);
		expect(hostile.totalItemCount).toBeGreaterThan(0);
	});

	it('that are hidden are listed on request alone', async () => {
		const all = await graph.read(`${folders}?includeHiddenFolders=true&$top=5&$select=displayName,isHidden`);
		const rest = await graph.read(all['@odata.nextLink'] ?? '');
		const last = await graph.read(rest['@odata.nextLink'] ?? '');
		const listed = [all, rest, last].flatMap((page) => page.value);
		expect(listed).toHaveLength(13);
		expect(listed.filter((folder) => 'isHidden' in folder && folder.isHidden)).toMatchObject([
			{ displayName: 'Conversation Action Settings' },
		]);
	});

	it('have the seven properties of v1.0 and no others', async () => {
		expect(Object.keys(firstOf((await graph.read(folders)).value))).toEqual([
			'id',
			'displayName',
			'parentFolderId',
			'childFolderCount',
			'unreadItemCount',
			'totalItemCount',
			'isHidden',
		]);
		expect(await graph.refusal(`${folders}?$select=wellKnownName`)).toMatchObject({
			status: 400,
			message: "Could not find a property named 'wellKnownName' on type 'microsoft.graph.mailFolder'.",
		});
	});

	it('are found by well-known names in any case', async () => {
		const inbox = await graph.read('/v1.0/me/mailfolders/Inbox');
		const { value } = await graph.read(`${folders}/${inbox.id}/messages?$top=3`);
		expect((await graph.read(`${folders}/INBOX/messages?$top=3`)).value).toEqual(value);
		expect((await graph.read(`${folders}/inbox/childFolders`)).value).toMatchObject([{ displayName: 'Receipts' }]);
		const sent = await graph.read(`${folders}/sentitems/messages`);
		for (const message of sent.value) expect(message.from?.emailAddress.address).toBe('AdeleV@contoso.com');
		expect((await graph.read(`${folders}/msgfolderroot`)).childFolderCount).toBe(12);
	});

	it('are refused when they do not exist', async () => {
		for (const name of ['projects', 'northlight', 'waiting', '2026', 'Projects%2F2026']) {
			expect([name, (await graph.refusal(`${folders}/${name}`)).code]).toEqual([name, 'ErrorInvalidIdMalformed']);
		}
		for (const path of ['clutter/messages', 'syncissues', 'clutter/childFolders']) {
			expect([path, (await graph.refusal(`${folders}/${path}`)).code]).toEqual([path, 'ErrorItemNotFound']);
		}
	});
});

describe('$count of messages', () => {
	it('is plain text, for the mailbox and for a folder, with a filter too', async () => {
		const reply = await graph.send('/v1.0/me/messages/$count');
		expect([reply.headers['content-type'], reply.text]).toEqual(['text/plain', '200']);
		const inbox = await graph.read(`${folders}/inbox`);
		expect((await graph.send(`${folders}/inbox/messages/$count`)).text).toBe(String(inbox.totalItemCount));
		const unread = await graph.send(`${folders}/inbox/messages/$count?$filter=isRead%20eq%20false`);
		expect(unread.text).toBe(String(inbox.unreadItemCount));
		expect(await graph.refusal('/v1.0/me/messages/$count?$top=1')).toMatchObject({ status: 400 });
	});
});
