/** `graphctl accounts use NAME` */
import { findAccount, nameAccount } from '../../cache/account.js';
import { useAccount } from '../../cache/accounts.js';
import { accountAsJson } from '../account-view.js';
import { defineCommand } from '../command.js';
import { warnOfGivenToken } from '../given-status.js';
import { writeResult } from '../output.js';
import { loadOutput } from '../output-choice.js';
import { note, warn } from '../report.js';
import { readAccounts } from '../sign-out.js';

export const command = defineCommand({
	args: { name: { type: 'string', demandOption: true, describe: 'Username, alias or home account id' } },
	positionals: ['name'],
	async run(runtime, args) {
		const { output } = await loadOutput(runtime, args);
		warnOfGivenToken(runtime);
		const account = findAccount(await readAccounts(runtime), args.name);
		await useAccount({ runtime, onCorrupt: (message) => warn(runtime, message) }, account);
		if (output.format !== 'text' || output.query !== undefined) {
			return writeResult(runtime, output, accountAsJson(account, account), () => '');
		}
		note(runtime, `The current account is now ${nameAccount(account)} (cloud ${account.cloud}).`);
	},
});
