/** `graphctl mail browse` */

import { defineCommand } from '../../command.js';
import { folderHelp } from '../../mail-options.js';
import { browseMail } from '../../mailbox.js';

export const command = defineCommand({
	args: {
		folder: {
			type: 'string',
			requiresArg: true,
			describe: `${folderHelp} (default: inbox)`,
		},
	},
	examples: [
		['graphctl mail browse', 'your inbox on the full screen; ? shows the keys'],
		['graphctl mail browse --folder archive', 'another folder'],
	],
	check(args) {
		if (args.folder?.trim() === '') return '--folder is empty.';
		if (args.verbose || args.debug) return 'browse draws on the whole terminal: give --log-file FILE instead.';
		return undefined;
	},
	run: (runtime, args) => browseMail(runtime, args, args.folder ?? 'inbox'),
});
