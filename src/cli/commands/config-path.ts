/** `graphctl config path` */
import { configPath } from '../../config/config-file.js';
import { defineCommand } from '../command.js';
import { writeOut } from '../output.js';

export const command = defineCommand({
	async run(runtime) {
		await writeOut(runtime, `${configPath(runtime)}\n`);
	},
});
