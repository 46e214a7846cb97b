/** `graphctl accounts list` */
import { accountAsJson, accountsAsText } from '../account-view.js';
import { defineCommand } from '../command.js';
import { warnOfGivenToken } from '../given-status.js';
import { writeResult } from '../output.js';
import { loadOutput } from '../output-choice.js';
import { note } from '../report.js';
import { readAccounts } from '../sign-out.js';

export const command = defineCommand({
	async run(runtime, args) {
		const { output } = await loadOutput(runtime, args);
		warnOfGivenToken(runtime);
		const list = await readAccounts(runtime);
		if (list.accounts.length === 0 && output.format === 'text' && output.query === undefined)
			return note(runtime, 'Nobody is signed in. Sign in with: graphctl login');
		const data = list.accounts.map((account) => accountAsJson(account, list.current));
		const lines = output.format === 'jsonl' && output.query === undefined;
		if (!lines)
			return writeResult(runtime, output, data, () =>
				accountsAsText(list, runtime.stdout.isTTY === true ? runtime.stdout.columns : undefined),
			);
		for (const account of data) await writeResult(runtime, output, account, () => '');
	},
});
