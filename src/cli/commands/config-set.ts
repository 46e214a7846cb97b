/** `graphctl config set KEY VALUE` */
import { configPath, readConfigFile, writeConfigFile } from '../../config/config-file.js';
import { checkSetting } from '../../config/settings.js';
import { GraphctlError } from '../../errors.js';
import { defineCommand } from '../command.js';
import { knownKey } from '../config-keys.js';
import { note } from '../report.js';

export const command = defineCommand({
	args: {
		key: { type: 'string', demandOption: true, describe: 'Setting to change' },
		value: { type: 'string', demandOption: true, describe: 'Its new value' },
	},
	positionals: ['key', 'value'],
	examples: [
		['graphctl config set client-id 00000000-0000-0000-0000-000000000000', 'use your own app registration'],
		['graphctl config set storage encrypted-file', 'where no keychain exists'],
	],
	check: (args) => knownKey(args.key).problem,
	async run(runtime, args) {
		const { row } = knownKey(args.key);
		const problem = row && checkSetting(row, args.value);
		if (!row || problem) throw new GraphctlError({ code: 'usage.value', message: `${args.key}: ${problem}` });
		await writeConfigFile(runtime, { ...(await readConfigFile(runtime)), [row.key]: args.value });
		note(runtime, `Set ${row.key} in ${configPath(runtime)}.`);
	},
});
