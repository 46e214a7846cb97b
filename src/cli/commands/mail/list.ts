/** `graphctl mail [list]` */
import { listMessages } from '../../../graph/mail.js';
import { defineCommand } from '../../command.js';
import { openSession } from '../../open.js';
import { writeList } from '../../output.js';

export const command = defineCommand({
	args: {
		top: { alias: 'n', type: 'string', requiresArg: true, describe: 'How many messages (default 10)' },
		folder: {
			type: 'string',
			requiresArg: true,
			describe: 'Folder: inbox, sentitems, drafts, archive ... or a folder id (default: inbox)',
		},
		unread: { type: 'boolean', describe: 'Only unread messages' },
		from: { type: 'string', requiresArg: true, describe: 'Only from this address' },
		since: { type: 'string', requiresArg: true, describe: 'Only received since: 2026-01-31, 7d, 2w, yesterday' },
		search: { type: 'string', requiresArg: true, describe: 'Only what matches these words (KQL)' },
		filter: { type: 'string', requiresArg: true, describe: 'OData $filter of your own' },
		order: { type: 'string', requiresArg: true, describe: 'OData $orderby, e.g. "receivedDateTime asc"' },
		all: { type: 'boolean', describe: 'Every message, page by page' },
	},
	examples: [
		['graphctl mail --top 10', 'the newest ten messages'],
		['graphctl mail --unread --since 7d', 'what is unread of the last week'],
		['graphctl mail --all -o jsonl', 'every message, an object a line'],
	],
	check(args) {
		if (args.top !== undefined && !/^[1-9]\d{0,6}$/.test(args.top))
			return `--top takes a whole number from 1, not "${args.top}".`;
		if (args.top !== undefined && args.all) return '--top and --all cannot be combined.';
		return undefined;
	},
	async run(runtime, args) {
		const session = await openSession(runtime, args, ['Mail.Read']);
		const terminal =
			session.output.format === 'text' && session.output.query === undefined && runtime.stdout.isTTY === true;
		const ui = terminal ? session.asking.then(() => import('../../../ui/draw-messages.js')) : undefined;
		const { folder = 'inbox', unread, from, since, search, filter, order, all } = args;
		const top = args.top === undefined ? 10 : Number(args.top);
		const pages = listMessages(
			session.graph,
			{ folder, unread, from, since, search, filter, order, all, top },
			runtime.clock,
		);
		await writeList(runtime, session.output, pages, async (messages, target) => {
			const { messageRows, messagesAsText } = await import('../../../ui/message-rows.js');
			const rows = messageRows(messages, { now: runtime.clock.now(), timeZone: runtime.clock.timeZone });
			const title = { username: session.account.username, folder };
			if (!ui) return messagesAsText(rows, title);
			return (await ui).drawMessages(rows, title, { columns: target.columns, color: target.color, env: runtime.env });
		});
	},
});
