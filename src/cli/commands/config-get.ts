/** `graphctl config get KEY` */

import { defineCommand } from '../command.js';
import { knownKey, readableKey } from '../config-keys.js';
import { writeResult } from '../output.js';
import { loadOutput } from '../output-choice.js';

export const command = defineCommand({
	args: { key: { type: 'string', demandOption: true, describe: 'Setting to print' } },
	positionals: ['key'],
	check: (args) => knownKey(args.key).problem,
	async run(runtime, args) {
		const { settings, output } = await loadOutput(runtime, args);
		const setting = settings.setting(readableKey(args.key));
		await writeResult(runtime, output, setting.value ?? null, (value) => (value === null ? '' : `${value}\n`));
	},
});
