/** `graphctl accounts remove NAME` */
import { findAccount } from '../../cache/account.js';
import { defineCommand } from '../command.js';
import { warnOfGivenToken } from '../given-status.js';
import { loadOutput } from '../output-choice.js';
import { readAccounts, signOut, tellSignedOut } from '../sign-out.js';

export const command = defineCommand({
	args: { name: { type: 'string', demandOption: true, describe: 'Username, alias or home account id' } },
	positionals: ['name'],
	async run(runtime, args) {
		const { settings, output } = await loadOutput(runtime, args);
		warnOfGivenToken(runtime);
		const account = findAccount(await readAccounts(runtime), args.name);
		await tellSignedOut(runtime, output, {
			removed: [account],
			left: await signOut(runtime, args, settings, [account]),
		});
	},
});
