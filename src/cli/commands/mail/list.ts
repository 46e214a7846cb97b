/** `graphctl mail [list]` */
import { listMessages, type OnLimit } from '../../../graph/mail.js';
import { defineCommand } from '../../command.js';
import { checkTop, folderHelp, folderOf } from '../../mail-options.js';
import { writeMessages } from '../../message-list.js';
import { openSession } from '../../open.js';
import { createStatusLine } from '../../status-line.js';

export const command = defineCommand({
	args: {
		top: { alias: 'n', type: 'string', requiresArg: true, describe: 'How many messages (default 10)' },
		folder: {
			type: 'string',
			requiresArg: true,
			describe: `${folderHelp} (default: inbox)`,
		},
		unread: { type: 'boolean', describe: 'Only unread messages' },
		from: { type: 'string', requiresArg: true, describe: 'Only from this address or name' },
		since: { type: 'string', requiresArg: true, describe: 'Only received since: 2026-01-31, 7d, 2w, yesterday' },
		search: { type: 'string', requiresArg: true, describe: 'Only what matches these words (KQL)' },
		filter: { type: 'string', requiresArg: true, describe: 'OData $filter of your own' },
		order: { type: 'string', requiresArg: true, describe: 'OData $orderby, e.g. "receivedDateTime asc"' },
		all: { type: 'boolean', describe: 'Every message, page by page' },
		interactive: { alias: 'i', type: 'boolean', describe: 'Read them on the full screen (mail browse)' },
	},
	examples: [
		['graphctl mail --top 10', 'the newest ten messages'],
		['graphctl mail --unread --since 7d', 'what is unread of the last week'],
		['graphctl mail --all -o jsonl', 'every message, an object a line'],
	],
	check(args) {
		const empty = (['folder', 'from', 'since', 'search', 'filter', 'order'] as const).find(
			(name) => args[name]?.trim() === '',
		);
		if (empty) return `--${empty} is empty.`;
		if (args.interactive) {
			const other = (['top', 'unread', 'from', 'since', 'search', 'filter', 'order', 'all'] as const).find(
				(name) => args[name] !== undefined,
			);
			if (other) return `--interactive and --${other} cannot be combined: the mailbox has keys for that.`;
			if (args.verbose || args.debug) return 'The mailbox draws on the whole terminal: give --log-file FILE instead.';
		}
		return checkTop(args);
	},
	async run(runtime, args) {
		if (args.interactive) {
			const { browseMail } = await import('../../mailbox.js');
			return browseMail(runtime, args, args.folder ?? 'inbox');
		}
		const status = createStatusLine(runtime);
		const session = await openSession(runtime, args, ['Mail.Read'], true, 'mailbox', status);
		const { folder: named = 'inbox', unread, from, since, search, filter, order, all } = args;
		const top = args.top === undefined ? 10 : Number(args.top);
		const folder = await folderOf(session, named);
		const query = { folder, unread, from, since, search, filter, order, all, top };
		const narrowed = [unread, from, since, search, filter].some((value) => value !== undefined);
		const list = (onLimit: OnLimit): ReturnType<typeof listMessages> =>
			listMessages(session.graph, query, runtime.clock, onLimit);
		await writeMessages(runtime, session, status, list, { folder: named, narrowed });
	},
});
