/** The browser's part of `logout --browser`: one end-session page after the other, whatever becomes of each. */
import { type Account, appFlowOf, nameAccount } from '../cache/account.js';
import { readLoginHints } from '../cache/token-facts.js';
import type { Settings } from '../config/settings.js';
import { GraphctlError, isCancellation } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { note, warn } from './report.js';
import type { LastLook } from './sign-out.js';

export interface BrowserOptions {
	/** False for `--no-open`. */
	readonly open: boolean;
	/** Milliseconds to wait for each page. */
	readonly timeoutMs: number;
}

/** How it ended for one account. */
export interface BrowserOutcome {
	readonly username: string;
	readonly cloud: string;
	/** True when the browser came back from the end-session page. */
	readonly ended: boolean;
}

export type LoginHints = Map<Account, string>;

/** Keeps who must be named to the end-session page; a cache that cannot be read costs a question there, nothing else. */
export function keepLoginHints(runtime: Runtime, accounts: readonly Account[], hints: LoginHints): LastLook {
	return async ({ store }) => {
		const found = await readLoginHints(store, accounts).catch((error: unknown) => {
			runtime.log.debug(`No login hints: ${error instanceof Error ? error.message : String(error)}`);
		});
		for (const [account, hint] of found ?? []) hints.set(account, hint);
	};
}

/** Ends the browser's sessions of accounts that are gone here already. `failure` is for after the outcomes were told. */
export async function signOutBrowser(
	runtime: Runtime,
	settings: Settings,
	accounts: readonly Account[],
	hints: LoginHints,
	options: BrowserOptions,
): Promise<{ readonly outcomes: readonly BrowserOutcome[]; readonly failure: GraphctlError | undefined }> {
	const outcomes: BrowserOutcome[] = [];
	const failures: GraphctlError[] = [];
	for (const account of sessionsOf(accounts)) {
		const { cloud, username } = account;
		const outcome = (ended: boolean): BrowserOutcome => ({ username, cloud, ended });
		if (failures.some(isCancellation)) {
			outcomes.push(outcome(false));
			continue;
		}
		if (appFlowOf(account.flow) !== undefined) {
			note(runtime, `${nameAccount(account)} is an app: it has no session in the browser.`);
			outcomes.push(outcome(false));
			continue;
		}
		try {
			outcomes.push(outcome(await endSession(runtime, settings, account, hints.get(account), options)));
		} catch (error) {
			if (!(error instanceof GraphctlError)) throw error;
			failures.push(error);
			outcomes.push(outcome(false));
			if (isCancellation(error)) warn(runtime, `the session of ${username} in the browser may still be open.`);
		}
	}
	const failure = failures.find(isCancellation) ?? failures[0];
	for (const other of failures) if (other !== failure) warn(runtime, other.message);
	return { outcomes, failure };
}

async function endSession(
	runtime: Runtime,
	settings: Settings,
	account: Account,
	loginHint: string | undefined,
	{ open, timeoutMs }: BrowserOptions,
): Promise<boolean> {
	const [{ chooseFlow }, { signOutInBrowser }] = await Promise.all([
		import('../flows/choose-flow.js'),
		import('../session/browser-sign-out.js'),
	]);
	const { username } = account;
	// A browser elsewhere could not come back to this machine.
	const wait = !open || chooseFlow(runtime).flow === 'browser';
	const ended = await signOutInBrowser(runtime, settings, {
		...{ account, loginHint, timeoutMs, open, wait },
		onAddress(url) {
			if (open && wait) note(runtime, `Opening the page that signs ${username} out in the browser:\n  ${url}`);
			else
				note(runtime, `To sign ${username} out in the browser too, open this address where you signed in:\n  ${url}`);
			if (wait) note(runtime, 'Waiting for the browser to come back. Ctrl-C stops the wait.');
		},
		onNotOpened: (reason) => note(runtime, `No page opened (${reason}). Open the address yourself.`),
	});
	if (ended) note(runtime, `${username} is signed out in the browser.`);
	return ended;
}

/** One account for each session: several apps of a person share the browser's. */
function sessionsOf(accounts: readonly Account[]): Account[] {
	const key = ({ authority, homeAccountId }: Account): string => `${new URL(authority).host} ${homeAccountId}`;
	return accounts.filter((account, index) => accounts.findIndex((other) => key(other) === key(account)) === index);
}
