import { describe, expect, it } from 'vitest';
import type { GraphClient } from '../../src/graph/client.js';
import { inParallel } from '../../src/graph/in-parallel.js';
import { findFolder, listFolders } from '../../src/graph/mail-folders.js';

interface Tree {
	readonly [name: string]: Tree;
}

const id = (path: string): string => `ID-${Buffer.from(path).toString('hex')}`;

/** A mailbox with these folders that counts its requests; names of equal letters need not be unique: `#2` at the end is not shown. */
function mailbox(tree: Tree): { client: Pick<GraphClient, 'get'>; asked: string[] } {
	const asked: string[] = [];
	const list = (below: Tree, above: string): object[] =>
		Object.entries(below).map(([name, children]) => ({
			id: id(`${above}/${name}`),
			displayName: name.replace(/#\d$/, ''),
			childFolderCount: Object.keys(children).length,
			unreadItemCount: 1,
			totalItemCount: 2,
		}));
	const find = (wanted: string, below: Tree, above = ''): object[] | undefined => {
		for (const [name, children] of Object.entries(below)) {
			const path = `${above}/${name}`;
			if (id(path) === wanted || name.toLowerCase() === wanted) return list(children, path);
			const deeper = find(wanted, children, path);
			if (deeper) return deeper;
		}
		return undefined;
	};
	const get = async <T extends object>(path: string): Promise<T> => {
		asked.push(path);
		const parent = /^\/me\/mailFolders\/([^/]+)\/childFolders$/.exec(path)?.[1];
		return { value: parent === undefined ? list(tree, '') : find(parent, tree) } as T;
	};
	return { client: { get }, asked };
}

const tree: Tree = {
	Inbox: { Receipts: {} },
	Projects: { '2025': {}, '2026': { Northlight: {} } },
	'Sales/Marketing': { 'a\\b': {} },
	'Caf\u00e9': {},
	Twin: {},
	'twin#2': {},
	TWIN: {},
};
const suggest = (): undefined => undefined;

describe('listFolders', () => {
	it('lists parents before their children, with paths that findFolder takes, in one request for each folder with children', async () => {
		const { client, asked } = mailbox(tree);
		const folders = await listFolders(client);
		expect(folders.map(({ path }) => path)).toEqual([
			'Inbox',
			'Inbox/Receipts',
			'Projects',
			'Projects/2025',
			'Projects/2026',
			'Projects/2026/Northlight',
			'Sales\\/Marketing',
			'Sales\\/Marketing/a\\\\b',
			'Caf\u00e9',
			'Twin',
			'twin',
			'TWIN',
		]);
		expect(asked).toHaveLength(5);
		for (const { path, id: wanted } of folders) {
			if (/twin|^Inbox/i.test(path)) continue;
			expect(await findFolder(client, path, suggest)).toBe(wanted);
		}
	});

	it('ends with a tree that leads back into itself', async () => {
		let asked = 0;
		const get = async <T extends object>(): Promise<T> => {
			asked += 1;
			return { value: [{ id: 'x', displayName: 'x', childFolderCount: 1 }] } as T;
		};
		expect(await listFolders({ get })).toHaveLength(1);
		expect(asked).toBe(2);
	});
});

describe('findFolder', () => {
	it.each([
		['inbox', 'inbox'],
		['Sent Items', 'sentitems'],
		['TRASH', 'deleteditems'],
		['conversationhistory', 'conversationhistory'],
		['A'.repeat(120), 'A'.repeat(120)],
	])('asks nothing for %j', async (text, wanted) => {
		const { client, asked } = mailbox(tree);
		expect(await findFolder(client, text, suggest)).toBe(wanted);
		expect(asked).toEqual([]);
	});

	it('takes a path in any case, one request for each level', async () => {
		const { client, asked } = mailbox(tree);
		expect(await findFolder(client, 'projects/2026/NORTHLIGHT', suggest)).toBe(id('/Projects/2026/Northlight'));
		expect(asked).toHaveLength(3);
		expect(await findFolder(client, '/Cafe\u0301/', suggest)).toBe(id('/Caf\u00e9'));
	});

	it('starts below a well-known folder without asking for the top', async () => {
		const { client, asked } = mailbox(tree);
		expect(await findFolder(client, 'inbox/receipts', suggest)).toBe(id('/Inbox/Receipts'));
		expect(asked).toEqual(['/me/mailFolders/inbox/childFolders']);
	});

	it('prefers the name that is written exactly so, and lists the ids of several that are not', async () => {
		const { client } = mailbox(tree);
		expect(await findFolder(client, 'TWIN', suggest)).toBe(id('/TWIN'));
		await expect(findFolder(client, 'tWiN', suggest)).rejects.toMatchObject({
			code: 'usage.ambiguous-folder',
			hint: expect.stringContaining(id('/twin#2')),
		});
	});

	it('says what is missing, and where', async () => {
		const { client } = mailbox(tree);
		await expect(findFolder(client, 'Projects/2027', () => '2026')).rejects.toMatchObject({
			code: 'not-found.folder',
			message: 'There is no folder "2027" in "Projects/2027".',
			hint: 'Did you mean 2026?',
		});
		await expect(findFolder(client, 'Nowhere', suggest)).rejects.toMatchObject({ exitCode: 3 });
	});

	it('gives the path of a folder of the inbox that was named without it, for one request more', async () => {
		const { client, asked } = mailbox(tree);
		await expect(findFolder(client, 'receipts', () => 'Twin')).rejects.toMatchObject({
			code: 'not-found.folder',
			hint: 'Give its path: --folder inbox/Receipts',
		});
		expect(asked).toEqual(['/me/mailFolders', '/me/mailFolders/inbox/childFolders']);
		const failing: typeof client = {
			get: (path, options) => (/inbox/.test(path) ? Promise.reject(new Error('x')) : client.get(path, options)),
		};
		await expect(findFolder(failing, 'Recipts', () => 'Twin')).rejects.toMatchObject({ hint: 'Did you mean Twin?' });
	});

	it.each(['/', '//', ' ', '', 'a/ /b', '..', 'a/../b', '.'])('refuses %j', async (text) => {
		await expect(findFolder(mailbox(tree).client, text, suggest)).rejects.toMatchObject({ code: 'usage.value' });
	});
});

describe('inParallel', () => {
	it('works on four at a time and gives the results in order', async () => {
		let running = 0;
		let most = 0;
		const results: number[] = [];
		const work = async (item: number): Promise<number> => {
			most = Math.max(most, ++running);
			for (let turn = 0; turn < 10 - item; turn++) await Promise.resolve();
			running -= 1;
			return item * 2;
		};
		for await (const result of inParallel([1, 2, 3, 4, 5, 6, 7], work)) results.push(result);
		expect(results).toEqual([2, 4, 6, 8, 10, 12, 14]);
		expect(most).toBe(4);
	});

	it('throws the first failure in its turn and begins nothing more', async () => {
		const begun: number[] = [];
		const work = async (item: number): Promise<number> => {
			begun.push(item);
			if (item === 2) throw new Error('two');
			return item;
		};
		const results: number[] = [];
		const all = async (): Promise<void> => {
			for await (const result of inParallel([1, 2, 3, 4, 5, 6, 7, 8, 9], work)) results.push(result);
		};
		await expect(all()).rejects.toThrow('two');
		expect(results).toEqual([1]);
		expect(begun.length).toBeLessThan(7);
	});
});
