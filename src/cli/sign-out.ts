/** Removes accounts and their tokens, and says what remains: the work of `logout` and `accounts remove`. */
import type { Account, AccountList } from '../cache/account.js';
import { loadAccounts, removeAccount } from '../cache/accounts.js';
import { lockPathOf } from '../cache/open-store.js';
import { unpinStorage } from '../cache/pinned-storage.js';
import { removeAllTokens, removeTokens } from '../cache/token-facts.js';
import type { Settings } from '../config/settings.js';
import type { Runtime } from '../runtime.js';
import type { GlobalArgs } from './options.js';
import { note, warn } from './report.js';
import { tokenStore } from './storage.js';

/** The account list, with a warning where it was damaged. */
export function readAccounts(runtime: Runtime): Promise<AccountList> {
	return loadAccounts({ runtime, onCorrupt: (message) => warn(runtime, message) });
}

/** Removes tokens first, then the accounts (or everything there is); returns the list that is left. @throws GraphctlError `storage.*` */
export async function signOut(
	runtime: Runtime,
	args: GlobalArgs,
	settings: Settings,
	accounts: readonly Account[] | 'all',
): Promise<AccountList> {
	const onCorrupt = (message: string): void => warn(runtime, message);
	const store = await tokenStore(runtime, args, settings)();
	const cache = { runtime, store, lockPath: lockPathOf(runtime, 'tokens'), onCorrupt, signal: runtime.signal };
	let left = await readAccounts(runtime);
	// Everything: also tokens whose account was never written, because the process that signed in was killed.
	if (accounts === 'all') await removeAllTokens(cache);
	else await removeTokens(cache, accounts);
	for (const account of accounts === 'all' ? left.accounts : accounts)
		left = await removeAccount({ runtime, onCorrupt }, account);
	if (left.accounts.length === 0) await unpinStorage(runtime);
	return left;
}

/** Says who was signed out, who remains, and who is current now. */
export function tellSignedOut(runtime: Runtime, removed: readonly Account[], left: AccountList): void {
	note(runtime, `Signed out ${removed.map((account) => account.username).join(', ')}.`);
	if (left.accounts.length === 0) {
		note(runtime, 'No account is left.');
		return;
	}
	note(runtime, `Still signed in: ${left.accounts.map((account) => account.username).join(', ')}.`);
	if (left.current) note(runtime, `The current account is ${left.current.username}.`);
}
