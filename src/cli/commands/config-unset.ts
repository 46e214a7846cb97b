/** `graphctl config unset KEY` */
import { configPath, readConfigFile } from '../../config/config-file.js';
import { defineCommand } from '../command.js';
import { knownKey, readableKey } from '../config-keys.js';
import { editConfig } from '../edit-config.js';
import { note } from '../report.js';

export const command = defineCommand({
	args: { key: { type: 'string', demandOption: true, describe: 'Setting to remove' } },
	positionals: ['key'],
	check: (args) => knownKey(args.key).problem,
	async run(runtime, args) {
		const key = readableKey(args.key);
		if ((await readConfigFile(runtime))[key] === undefined) {
			return note(runtime, `${key} is not set in ${configPath(runtime)}.`);
		}
		await editConfig(runtime, ({ [key]: _removed, ...rest }) => rest);
		note(runtime, `Removed ${key} from ${configPath(runtime)}.`);
	},
});
