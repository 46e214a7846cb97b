/** `graphctl logout` */
import { findAccount } from '../../cache/account.js';
import type { GraphctlError } from '../../errors.js';
import { keepLoginHints, type LoginHints, signOutBrowser } from '../browser-sign-out.js';
import { defineCommand } from '../command.js';
import { parseDuration } from '../duration.js';
import { warnOfEnvironmentApp, warnOfGivenToken } from '../given-status.js';
import { loadOutput } from '../output-choice.js';
import { readAccounts, signOut, signOutAll, tellSignedOut } from '../sign-out.js';

const defaultTimeoutMs = 120_000;

export const command = defineCommand({
	args: {
		all: { type: 'boolean', describe: 'Remove every account' },
		browser: { type: 'boolean', describe: "End the browser's session too, on the identity platform's sign-out page" },
		open: { type: 'boolean', default: true, describe: 'Open the browser (--no-open: only print the address)' },
		timeout: { type: 'string', requiresArg: true, describe: 'How long to wait for the browser (default 2m)' },
	},
	examples: [
		['graphctl logout', 'sign out the current account'],
		['graphctl logout --account work', 'sign out another one'],
		['graphctl logout --browser', 'here and in the browser'],
	],
	check(args) {
		if (args.all && args.account !== undefined) return '--all and --account cannot be combined.';
		if (!args.browser && !args.open) return '--no-open has no effect without --browser.';
		if (args.timeout === undefined) return undefined;
		if (!args.browser) return '--timeout has no effect without --browser.';
		return parseDuration(args.timeout) ? undefined : `--timeout takes a time such as 90s or 5m, not "${args.timeout}".`;
	},
	async run(runtime, args) {
		const { settings, output } = await loadOutput(runtime, args);
		warnOfGivenToken(runtime);
		const list = await readAccounts(runtime);
		const named = args.all ? undefined : settings.get('account');
		const current = list.current ? [list.current] : [];
		const chosen = args.all
			? list.accounts
			: named === undefined || list.accounts.length === 0
				? current
				: [findAccount(list, named)];
		const hints: LoginHints = new Map();
		const lastLook = args.browser ? keepLoginHints(runtime, chosen, hints) : undefined;
		let left = list;
		// Also with nobody signed in: a storage may hold tokens that no listed account owns.
		let cleared: readonly string[] = [];
		if (args.all) ({ left, cleared } = await signOutAll(runtime, args, settings, lastLook));
		else if (chosen.length > 0) left = await signOut(runtime, args, settings, chosen, lastLook);
		let failure: GraphctlError | undefined;
		// What is here is gone by now, whatever happens in the browser.
		const more = async (): Promise<object> => {
			if (!args.browser) return {};
			const timeoutMs = parseDuration(args.timeout ?? '') ?? defaultTimeoutMs;
			const ended = await signOutBrowser(runtime, settings, chosen, hints, { open: args.open, timeoutMs });
			failure = ended.failure;
			return { browser: ended.outcomes };
		};
		await tellSignedOut(runtime, output, { removed: chosen, left, cleared }, more);
		if (left.accounts.length === 0) warnOfEnvironmentApp(runtime);
		if (failure) throw failure;
	},
});
