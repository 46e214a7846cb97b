/** Removes accounts and their tokens, and says what remains: the work of `logout` and `accounts remove`. */
import { type Account, type AccountList, isSameAccount, nameAccount } from '../cache/account.js';
import { loadAccounts, removeAccount } from '../cache/accounts.js';
import { chosenKind, lockPathOf, type OpenOptions, openStore } from '../cache/open-store.js';
import { readStorageMarks, unpinStorage } from '../cache/pinned-storage.js';
import type { StoreKind } from '../cache/store.js';
import { removeAllTokens, removeTokens, type TokenCacheOptions, type TokenRemoval } from '../cache/token-facts.js';
import type { Settings } from '../config/settings.js';
import { clouds } from '../graph/clouds.js';
import type { Runtime } from '../runtime.js';
import { forgetLists } from './last-list.js';
import type { GlobalArgs } from './options.js';
import { type OutputChoice, writeResult } from './output.js';
import { note, warn } from './report.js';
import { storeOptions } from './storage.js';

/** The account list, with a warning where it was damaged. */
export function readAccounts(runtime: Runtime): Promise<AccountList> {
	return loadAccounts({ runtime, onCorrupt: (message) => warn(runtime, message) });
}

/** Sees a token cache before it is emptied. */
export type LastLook = (cache: TokenCacheOptions) => Promise<void>;

/** Removes tokens first, then the accounts; returns the list that is left. @throws GraphctlError `storage.*` */
export async function signOut(
	runtime: Runtime,
	args: GlobalArgs,
	settings: Settings,
	accounts: readonly Account[],
	lastLook?: LastLook,
): Promise<AccountList> {
	const options = await storeOptions(runtime, args, settings);
	const home = homeKind(options);
	const cache = await cacheIn(runtime, options, home);
	await lastLook?.(cache);
	const owners = ownersOf(accounts, (await readAccounts(runtime)).accounts, settings);
	await removeTokens(cache, owners);
	const { used } = await readStorageMarks(runtime);
	// Left there by a login that could not reach it.
	if (home !== 'keychain' && used.includes('keychain')) {
		await cacheIn(runtime, options, 'keychain')
			.then((cache) => removeTokens(cache, owners))
			.catch(() => warn(runtime, 'tokens may be left in the keychain, which cannot be used: graphctl logout --all'));
	}
	return removeFromList(runtime, accounts, [home]);
}

/**
 * Removes every account and every token, also those whose account was never written because the process that signed in was killed, in
 * every storage that was ever used. Asks for no passphrase. `cleared` says from where tokens went. @throws GraphctlError `storage.*`
 */
export async function signOutAll(
	runtime: Runtime,
	args: GlobalArgs,
	settings: Settings,
	lastLook?: LastLook,
): Promise<{ readonly left: AccountList; readonly cleared: readonly string[] }> {
	const options = await storeOptions(runtime, { ...args, input: false }, settings);
	const { accounts } = await readAccounts(runtime);
	const { used } = await readStorageMarks(runtime);
	// A keychain that was never used may not be there at all.
	const keychain = used.includes('keychain') || (accounts.length > 0 && homeKind(options) === 'keychain');
	const kinds: readonly StoreKind[] = ['encrypted-file', 'plaintext-file', ...(keychain ? ['keychain' as const] : [])];
	const cleared: string[] = [];
	for (const kind of kinds) {
		const cache = await cacheIn(runtime, options, kind);
		await lastLook?.(cache);
		if (await removeAllTokens(cache)) cleared.push(cache.store.location);
	}
	return { left: await removeFromList(runtime, accounts, kinds), cleared };
}

/**
 * Whose tokens to remove. Somebody who is signed in to two clouds with one login host has one refresh token for both: it stays for the
 * account that does, and only what was made for the other's Graph goes.
 */
function ownersOf(going: readonly Account[], listed: readonly Account[], settings: Settings): TokenRemoval[] {
	const graphOf = (name: string): string | undefined =>
		(clouds.find((cloud) => cloud.name === name) ?? settings.clouds[name])?.graph;
	const staying = listed.filter((account) => !going.some((other) => isSameAccount(account, other)));
	return going.map((account) => {
		const { homeAccountId, clientId, environment, cloud } = account;
		const shared = staying.some(
			(other) =>
				other.homeAccountId === homeAccountId && other.clientId === clientId && other.environment === environment,
		);
		return { ...account, api: shared ? graphOf(cloud) : undefined };
	});
}

/** Where the tokens of the listed accounts rest, whatever a setting says now. */
function homeKind({ choice, pinned }: OpenOptions): StoreKind {
	return pinned ?? chosenKind({ choice });
}

async function cacheIn(runtime: Runtime, options: OpenOptions, choice: StoreKind): Promise<TokenCacheOptions> {
	const store = await openStore({ ...options, choice });
	const onCorrupt = (message: string): void => warn(runtime, message);
	return { runtime, store, lockPath: lockPathOf(runtime, 'tokens'), onCorrupt, signal: runtime.signal };
}

async function removeFromList(
	runtime: Runtime,
	accounts: readonly Account[],
	cleared: readonly StoreKind[],
): Promise<AccountList> {
	let left = await readAccounts(runtime);
	for (const account of accounts)
		left = await removeAccount({ runtime, onCorrupt: (message) => warn(runtime, message) }, account);
	for (const { homeAccountId } of accounts) await forgetLists(runtime, homeAccountId);
	if (left.accounts.length === 0) await forgetLists(runtime);
	if (left.accounts.length === 0) await unpinStorage(runtime, cleared);
	return left;
}

export interface SignedOut {
	readonly removed: readonly Account[];
	readonly left: AccountList;
	/** Places from which tokens were removed, whosever they were. */
	readonly cleared?: readonly string[];
}

/** Says who was signed out, who remains, and who is current now; as data, once `more` is known, together with that. */
export async function tellSignedOut(
	runtime: Runtime,
	output: OutputChoice,
	{ removed, left, cleared = [] }: SignedOut,
	more: () => Promise<object> = async () => ({}),
): Promise<void> {
	if (output.format !== 'text' || output.query !== undefined) {
		const names = { removed: namesOf(removed), remaining: namesOf(left.accounts) };
		const data = { ...names, current: left.current?.username ?? null, ...(await more()) };
		await writeResult(runtime, output, data, () => '');
		return;
	}
	tellInWords(runtime, removed, left, cleared);
	await more();
}

function tellInWords(
	runtime: Runtime,
	removed: readonly Account[],
	left: AccountList,
	cleared: readonly string[],
): void {
	if (removed.length === 0) {
		note(
			runtime,
			cleared.length === 0
				? 'Nobody is signed in; there is nothing to do.'
				: `Nobody was signed in. Tokens that no account owned were removed from ${cleared.join(' and ')}.`,
		);
		return;
	}
	note(runtime, `Signed out ${removed.map(nameAccount).join(', ')}.`);
	if (left.accounts.length === 0) {
		note(runtime, 'No account is left.');
		return;
	}
	note(runtime, `Still signed in: ${left.accounts.map(nameAccount).join(', ')}.`);
	if (left.current) note(runtime, `The current account is ${nameAccount(left.current)}.`);
}

function namesOf(accounts: readonly Account[]): string[] {
	return accounts.map((account) => account.username);
}
