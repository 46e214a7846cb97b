/** `graphctl mail [list]` */
import { GraphctlError } from '../../../errors.js';
import { listMessages } from '../../../graph/mail.js';
import { wellKnown } from '../../../graph/mail-query.js';
import { nearest } from '../../../text/suggest.js';
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
		from: { type: 'string', requiresArg: true, describe: 'Only from this address or name' },
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
		const empty = (['folder', 'from', 'since', 'search', 'filter', 'order'] as const).find(
			(name) => args[name]?.trim() === '',
		);
		if (empty) return `--${empty} is empty.`;
		if (args.top !== undefined && args.all) return '--top and --all cannot be combined.';
		return undefined;
	},
	async run(runtime, args) {
		const session = await openSession(runtime, args, ['Mail.Read'], true, 'mailbox');
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
		await writeList(runtime, session.output, namingFolder(pages, folder), async (messages, target) => {
			const { messageRows, messagesAsText } = await import('../../../ui/message-rows.js');
			const rows = messageRows(messages, { now: runtime.clock.now(), timeZone: runtime.clock.timeZone });
			const narrowed = [unread, from, since, search, filter].some((value) => value !== undefined);
			const title = { username: session.account.username, folder, narrowed };
			if (!ui) return messagesAsText(rows, title);
			return (await ui).drawMessages(rows, title, { columns: target.columns, color: target.color, env: runtime.env });
		});
	},
});

/** Graph says of a mistyped folder name that it is no id; a person has to hear which name was meant. */
async function* namingFolder<T>(pages: AsyncIterable<T>, folder: string): AsyncGenerator<T> {
	try {
		yield* pages;
	} catch (error) {
		const isName = folder.length <= 64 && wellKnown[folder.toLowerCase()] === undefined;
		// Ids are far longer than names, and the usual folders exist in every mailbox.
		if (!(error instanceof GraphctlError && error.code.startsWith('not-found.')) || !isName) throw error;
		const guess = nearest(folder, Object.keys(wellKnown));
		throw new GraphctlError({
			code: 'not-found.folder',
			message: `There is no folder "${folder}".`,
			hint: guess
				? `Did you mean ${guess}?`
				: 'Folders go by id, or by name: inbox, archive, drafts, sentitems, deleteditems, junkemail.',
			details: error.details,
			cause: error,
		});
	}
}
