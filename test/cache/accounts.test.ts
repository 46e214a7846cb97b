import { readdir, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type Account, findAccount } from '../../src/cache/account.js';
import {
	type AccountsOptions,
	loadAccounts,
	removeAccount,
	saveAccount,
	useAccount,
} from '../../src/cache/accounts.js';
import { makeTempFolder } from '../helpers/temp-folder.js';
import { makeCacheRuntime } from './cache-runtime.js';

const account = (user: string, change: Partial<Account> = {}): Account => ({
	homeAccountId: `${user}.tenant`,
	localAccountId: `local-${user}`,
	username: `${user}@example.com`,
	tenantId: 'tenant',
	cloud: 'global',
	authority: 'https://login.microsoftonline.com/tenant',
	clientId: 'app-1',
	flow: 'browser',
	addedAt: '2026-01-01T00:00:00.000Z',
	...change,
});

async function makeList(): Promise<{ options: AccountsOptions; path: string; messages: string[] }> {
	const runtime = makeCacheRuntime(await makeTempFolder());
	const messages: string[] = [];
	return {
		options: { runtime, onCorrupt: (message) => void messages.push(message) },
		path: `${runtime.folders.state}/accounts.json`,
		messages,
	};
}

const namesOf = (list: { accounts: readonly Account[] }): string[] =>
	list.accounts.map(({ username }) => username.replace('@example.com', ''));

describe('the account list', () => {
	it('is empty before anybody signed in, and reading it makes no file', async () => {
		const { options } = await makeList();
		expect(await loadAccounts(options)).toEqual({ accounts: [], current: undefined });
		await expect(readdir(options.runtime.folders.state)).rejects.toThrow('ENOENT');
	});

	it('makes the first account current, and another one only when asked', async () => {
		const { options } = await makeList();
		await saveAccount(options, account('ann'));
		await saveAccount(options, account('bob'));
		expect((await loadAccounts(options)).current?.username).toBe('ann@example.com');
		await saveAccount(options, account('bob'), { makeCurrent: true });
		expect((await loadAccounts(options)).current?.username).toBe('bob@example.com');
	});

	it('updates an account that signs in again and keeps its alias and first sign-in', async () => {
		const { options } = await makeList();
		await saveAccount(options, account('ann', { alias: 'work', name: 'Ann' }));
		const again = account('ann', {
			name: 'Ann Other',
			addedAt: '2026-02-02T00:00:00.000Z',
			flow: 'device-code',
			alias: undefined,
		});
		const { accounts } = await saveAccount(options, again);
		expect(accounts).toEqual([account('ann', { alias: 'work', name: 'Ann Other', flow: 'device-code' })]);
	});

	it('keeps one person in two apps and two clouds as different accounts', async () => {
		const { options } = await makeList();
		for (const change of [{}, { clientId: 'app-2' }, { cloud: 'china' }])
			await saveAccount(options, account('ann', change));
		expect((await loadAccounts(options)).accounts).toHaveLength(3);
	});

	it('refuses an alias that another account has, in any case', async () => {
		const { options } = await makeList();
		await saveAccount(options, account('ann', { alias: 'Work' }));
		await expect(saveAccount(options, account('bob', { alias: 'work' }))).rejects.toMatchObject({
			code: 'usage.alias-taken',
			exitCode: 2,
		});
		expect(namesOf(await loadAccounts(options))).toEqual(['ann']);
	});

	it('chooses another current account when the current one goes, and says which', async () => {
		const { options } = await makeList();
		for (const user of ['ann', 'bob', 'cat']) await saveAccount(options, account(user), { makeCurrent: true });
		expect((await removeAccount(options, account('ann'))).current?.username).toBe('cat@example.com');
		expect((await removeAccount(options, account('cat'))).current?.username).toBe('bob@example.com');
		expect(await removeAccount(options, account('bob'))).toEqual({ accounts: [], current: undefined });
		expect(await removeAccount(options, account('bob'))).toEqual({ accounts: [], current: undefined });
	});

	it('switches the current account, but not to one that is gone', async () => {
		const { options } = await makeList();
		for (const user of ['ann', 'bob']) await saveAccount(options, account(user));
		expect((await useAccount(options, account('bob'))).current?.username).toBe('bob@example.com');
		await expect(useAccount(options, account('cat'))).rejects.toMatchObject({ code: 'not-found.account', exitCode: 3 });
		expect((await loadAccounts(options)).current?.username).toBe('bob@example.com');
	});

	it('loses nobody when many sign in at the same time', async () => {
		const { options } = await makeList();
		const users = Array.from({ length: 12 }, (_, index) => `user${index}`);
		await Promise.all(users.map((user) => saveAccount(options, account(user))));
		expect(namesOf(await loadAccounts(options)).sort()).toEqual(users.toSorted());
	});

	it('keeps what a later version wrote', async () => {
		const { options, path } = await makeList();
		const later = { version: 9, accounts: [{ ...account('ann'), colour: 'red' }], theme: { a: 1 } };
		await saveAccount(options, account('zoe'));
		await writeFile(path, JSON.stringify(later));
		await saveAccount(options, account('ann', { name: 'Ann' }));
		await saveAccount(options, account('bob'));
		expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
			version: 9,
			theme: { a: 1 },
			accounts: [{ colour: 'red', name: 'Ann' }, { username: 'bob@example.com' }],
		});
	});

	it.each(['', 'half a {', '[]', '{"accounts":{}}'])(
		'that says %j is set aside with a message, and everything goes on',
		async (content) => {
			const { options, path, messages } = await makeList();
			await saveAccount(options, account('ann'));
			await writeFile(path, content);
			expect((await loadAccounts(options)).accounts).toEqual([]);
			const aside = (await readdir(options.runtime.folders.state)).find((name) =>
				name.startsWith('accounts.json.corrupt-'),
			);
			expect(messages).toEqual([expect.stringContaining(aside ?? 'no file was set aside')]);
			await saveAccount(options, account('bob'));
			expect(namesOf(await loadAccounts(options))).toEqual(['bob']);
			expect(messages).toHaveLength(1);
		},
	);

	it('keeps the sound accounts of a damaged list', async () => {
		const { options, path, messages } = await makeList();
		await saveAccount(options, account('zoe'));
		await writeFile(path, JSON.stringify({ accounts: [account('ann'), { username: 7 }, null, account('bob')] }));
		expect(namesOf(await loadAccounts(options))).toEqual(['ann', 'bob']);
		expect(messages).toEqual([expect.stringContaining('2 of its accounts could be kept')]);
	});
});

describe('finding an account by name', () => {
	const ann = account('ann', { alias: 'work' });
	const bob = account('bob');
	const bobInChina = account('bob', { cloud: 'china' });
	const bobInOtherApp = account('bob', { clientId: 'app-2' });

	it.each([
		['WORK', ann],
		['ann.tenant', ann],
		['Bob@Example.com', bob],
		['local-bob', bob],
		['bob@example.com/global', bob],
	])('%s', (name, wanted) => {
		expect(findAccount({ accounts: [ann, bob] }, name)).toBe(wanted);
	});

	it('lists the candidates of a name that means several, with names that mean one', () => {
		const accounts = [bob, bobInChina, bobInOtherApp];
		const find = (name: string) => findAccount({ accounts }, name);
		expect(() => find('bob@example.com')).toThrow(
			expect.objectContaining({
				code: 'usage.ambiguous-account',
				message: expect.stringMatching(/cloud global.*cloud china.*app app-2/),
				hint: 'Name one of them: bob@example.com/app-1 or bob@example.com/china or bob@example.com/app-2',
			}),
		);
		expect(find('bob@example.com/china')).toBe(bobInChina);
		expect(find('bob@example.com/app-2')).toBe(bobInOtherApp);
	});

	it('prefers an alias to a username', () => {
		const confusing = account('eve', { alias: 'bob@example.com' });
		expect(findAccount({ accounts: [bob, confusing] }, 'bob@example.com')).toBe(confusing);
	});

	it('names who is signed in when nobody has that name', () => {
		expect(() => findAccount({ accounts: [ann, bob] }, 'cat')).toThrow(
			expect.objectContaining({ code: 'not-found.account', hint: expect.stringContaining('work, bob@example.com') }),
		);
	});
});
