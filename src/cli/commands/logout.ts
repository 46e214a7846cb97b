/** `graphctl logout` */
import { findAccount } from '../../cache/account.js';
import { defineCommand } from '../command.js';
import { warnOfGivenToken } from '../given-status.js';
import { loadOutput } from '../output-choice.js';
import { readAccounts, signOut, signOutAll, tellSignedOut } from '../sign-out.js';

export const command = defineCommand({
	args: { all: { type: 'boolean', describe: 'Remove every account' } },
	examples: [
		['graphctl logout', 'sign out the current account'],
		['graphctl logout --account work', 'sign out another one'],
	],
	check: (args) => (args.all && args.account !== undefined ? '--all and --account cannot be combined.' : undefined),
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
		let left = list;
		// Also with nobody signed in: a storage may hold tokens that no listed account owns.
		if (args.all) left = await signOutAll(runtime, args, settings);
		else if (chosen.length > 0) left = await signOut(runtime, args, settings, chosen);
		await tellSignedOut(runtime, output, chosen, left);
	},
});
