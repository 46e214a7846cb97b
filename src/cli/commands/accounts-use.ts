/** `graphctl accounts use NAME` */
import { findAccount } from '../../cache/account.js';
import { useAccount } from '../../cache/accounts.js';
import { defineCommand } from '../command.js';
import { note, warn } from '../report.js';
import { readAccounts } from '../sign-out.js';

export const command = defineCommand({
	args: { name: { type: 'string', demandOption: true, describe: 'Username, alias or home account id' } },
	positionals: ['name'],
	async run(runtime, args) {
		const account = findAccount(await readAccounts(runtime), args.name);
		await useAccount({ runtime, onCorrupt: (message) => warn(runtime, message) }, account);
		note(runtime, `The current account is now ${account.username} (cloud ${account.cloud}).`);
	},
});
