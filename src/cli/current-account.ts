/** Says that another account is the current one from now on. */
import { type Account, isSameAccount, nameAccount } from '../cache/account.js';
import { loadAccounts } from '../cache/accounts.js';
import type { Runtime } from '../runtime.js';
import { note, warn } from './report.js';

/** The account that commands use before a sign-in changes that. */
export async function currentAccount(runtime: Runtime): Promise<Account | undefined> {
	return (await loadAccounts({ runtime, onCorrupt: (message) => warn(runtime, message) })).current;
}

/** Tells it where the current account is another one than before, and how to go back. */
export function tellChange(runtime: Pick<Runtime, 'stderr'>, before: Account | undefined, now: Account): void {
	if (!before || isSameAccount(before, now)) return;
	const back = `graphctl accounts use ${before.alias ?? before.username}`;
	note(runtime, `Commands use this account from now on, and no longer ${nameAccount(before)}. Back: ${back}`);
}
