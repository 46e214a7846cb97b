/** The list of signed-in accounts, `accounts.json`: not secret, shared by all processes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GraphctlError } from '../errors.js';
import type { Folders } from '../runtime.js';
import { type Account, type AccountId, type AccountList, isAccount, isSameAccount } from './account.js';
import { writeFileAtomically } from './atomic-file.js';
import { isEntry } from './cache-document.js';
import { withLock } from './file-lock.js';
import { setFileAside } from './private-file.js';
import { systemCode, toStorageError } from './storage-errors.js';
import { type CacheRuntime, timeMark } from './store.js';

export interface AccountsOptions {
	readonly runtime: CacheRuntime & { readonly folders: Pick<Folders, 'state'>; readonly signal?: AbortSignal };
	/** Told once when the list was damaged and has been set aside. */
	readonly onCorrupt: (message: string) => void;
}

/** Content of the file; fields of later versions are kept. */
interface AccountsFile {
	readonly accounts: readonly Account[];
	readonly current?: AccountId | undefined;
	readonly [unknown: string]: unknown;
}

/** The accounts; an empty list when nobody is signed in. */
export async function loadAccounts(options: AccountsOptions): Promise<AccountList> {
	const file = await readAccounts(options);
	return toList(
		file ?? (await withLock(options.runtime, lockOf(options), () => readOrSetAside(options), lockOptions(options))),
	);
}

/**
 * Adds an account, or updates the one it is; what the new one does not say stays as it was.
 *
 * @param change `makeCurrent` makes it the one commands use; the first account always is
 * @throws GraphctlError `usage.alias-taken`
 */
export async function saveAccount(
	options: AccountsOptions,
	account: Account,
	change: { makeCurrent?: boolean } = {},
): Promise<AccountList> {
	return update(options, (file) => {
		const others = file.accounts.filter((other) => !isSameAccount(other, account));
		const old = file.accounts.find((other) => isSameAccount(other, account));
		const taken = account.alias && others.find((other) => other.alias?.toLowerCase() === account.alias?.toLowerCase());
		if (taken) {
			throw new GraphctlError({
				code: 'usage.alias-taken',
				message: `The alias ${account.alias} already belongs to ${taken.username} (cloud ${taken.cloud}).`,
				hint: 'Choose another one with --as, or remove that account: graphctl accounts remove',
			});
		}
		const known = Object.fromEntries(Object.entries(account).filter(([, value]) => value !== undefined));
		const merged: Account = { ...account, ...old, ...known, addedAt: old?.addedAt ?? account.addedAt };
		const accounts = old ? file.accounts.map((other) => (other === old ? merged : other)) : [...file.accounts, merged];
		return { ...file, accounts, current: change.makeCurrent || !toList(file).current ? idOf(account) : file.current };
	});
}

/** Removes an account; nothing to remove is success. The list that is left says which account is now current. */
export async function removeAccount(options: AccountsOptions, id: AccountId): Promise<AccountList> {
	return update(options, (file) => {
		const accounts = file.accounts.filter((account) => !isSameAccount(account, id));
		const current = file.current && !isSameAccount(file.current, id) ? file.current : accounts[0] && idOf(accounts[0]);
		return { ...file, accounts, current };
	});
}

/** Makes an account the current one. @throws GraphctlError `not-found.account` when another process removed it meanwhile */
export async function useAccount(options: AccountsOptions, id: AccountId): Promise<AccountList> {
	return update(options, (file) => {
		if (file.accounts.some((account) => isSameAccount(account, id))) return { ...file, current: idOf(id) };
		throw new GraphctlError({
			code: 'not-found.account',
			message: 'This account was removed by another command.',
			hint: 'See who is signed in: graphctl accounts list',
		});
	});
}

async function update(options: AccountsOptions, change: (file: AccountsFile) => AccountsFile): Promise<AccountList> {
	const work = async (): Promise<AccountList> => {
		const before = await readOrSetAside(options);
		const after = change(before);
		const text = JSON.stringify(after, undefined, '\t');
		if (text !== JSON.stringify(before, undefined, '\t'))
			await writeFileAtomically(options.runtime, pathOf(options), `${text}\n`);
		return toList(after);
	};
	return withLock(options.runtime, lockOf(options), work, lockOptions(options));
}

/** The file's content, empty when there is none; undefined when it is damaged. */
async function readAccounts(options: AccountsOptions): Promise<AccountsFile | undefined> {
	let text: string;
	try {
		text = await readFile(pathOf(options), 'utf8');
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return { accounts: [] };
		throw toStorageError(error, 'read', pathOf(options));
	}
	try {
		const value: unknown = JSON.parse(text);
		if (!isEntry(value) || !Array.isArray(value['accounts'])) return undefined;
		const accounts = value['accounts'].filter(isAccount);
		if (accounts.length < value['accounts'].length) return undefined;
		return { ...value, accounts, current: isAccountId(value['current']) ? value['current'] : undefined };
	} catch {
		return undefined;
	}
}

/** Call with the lock held. Accounts that are still sound in a damaged list stay. */
async function readOrSetAside(options: AccountsOptions): Promise<AccountsFile> {
	const file = await readAccounts(options);
	if (file) return file;
	const path = pathOf(options);
	const sound = await readFile(path, 'utf8').then(soundAccounts, () => []);
	const where = await setFileAside(path, timeMark(options.runtime.clock.now()));
	const rest = { accounts: sound };
	await writeFileAtomically(options.runtime, path, `${JSON.stringify(rest, undefined, '\t')}\n`);
	options.onCorrupt(
		`The account list ${path} is damaged. It was set aside as ${where}; ${sound.length === 0 ? 'sign in again with `graphctl login`' : `${sound.length} of its accounts could be kept`}.`,
	);
	return rest;
}

function soundAccounts(text: string): Account[] {
	try {
		const value: unknown = JSON.parse(text);
		return isEntry(value) && Array.isArray(value['accounts']) ? value['accounts'].filter(isAccount) : [];
	} catch {
		return [];
	}
}

function toList({ accounts, current }: AccountsFile): AccountList {
	return { accounts, current: (current && accounts.find((account) => isSameAccount(account, current))) ?? accounts[0] };
}

function isAccountId(value: unknown): value is AccountId {
	return isEntry(value) && ['homeAccountId', 'clientId', 'cloud'].every((field) => typeof value[field] === 'string');
}

function idOf({ homeAccountId, clientId, cloud }: AccountId): AccountId {
	return { homeAccountId, clientId, cloud };
}

function pathOf({ runtime }: AccountsOptions): string {
	return join(runtime.folders.state, 'accounts.json');
}

function lockOf(options: AccountsOptions): string {
	return `${pathOf(options)}.lock`;
}

function lockOptions({ runtime }: AccountsOptions): { signal: AbortSignal | undefined } {
	return { signal: runtime.signal };
}
