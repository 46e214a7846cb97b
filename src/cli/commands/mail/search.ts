/** `graphctl mail search` */
import type { OnLimit } from '../../../graph/mail.js';
import { searchMessages } from '../../../graph/mail-search.js';
import { defineCommand } from '../../command.js';
import { checkTop, folderHelp, folderOf } from '../../mail-options.js';
import { writeMessages } from '../../message-list.js';
import { openSession } from '../../open.js';
import { createStatusLine } from '../../status-line.js';

const wordsOf = ['from', 'to', 'subject', 'since', 'until', 'folder'] as const;

export const command = defineCommand({
	args: {
		words: { type: 'string', array: true, describe: 'Words, or a keyword query (KQL): budget OR from:adele' },
		from: { type: 'string', requiresArg: true, describe: 'Sender: name, address or part of them' },
		to: { type: 'string', requiresArg: true, describe: 'Recipient, likewise' },
		subject: { type: 'string', requiresArg: true, describe: 'Words of the subject' },
		'has-attachment': { type: 'boolean', describe: 'Only with attachments' },
		since: { type: 'string', requiresArg: true, describe: 'Received since: 2026-01-31, 7d, 2w, yesterday' },
		until: { type: 'string', requiresArg: true, describe: 'Received until: a day is meant to its end' },
		folder: { type: 'string', requiresArg: true, describe: `${folderHelp} (default: the whole mailbox)` },
		top: { alias: 'n', type: 'string', requiresArg: true, describe: 'How many messages (default 25)' },
		all: { type: 'boolean', describe: 'All that Graph finds: at most 1000' },
	},
	positionals: ['words'],
	examples: [
		['graphctl mail search budget --from adele --since 30d', 'words, sender and time together'],
		["graphctl mail search 'subject:invoice OR attachment:invoice'", 'a query in KQL'],
		['graphctl mail search --to alex@contoso.com --has-attachment --until 2026-06-30', 'without words'],
	],
	check(args) {
		const empty = wordsOf.find((name) => args[name]?.trim() === '');
		if (empty) return `--${empty} is empty.`;
		const conditions = [args.from, args.to, args.subject, args.since, args.until];
		const something = conditions.some((value) => value !== undefined) || args.hasAttachment === true;
		if ((args.words ?? []).join('').trim() === '' && !something) {
			return 'There is nothing to search for: give words, or --from, --to, --subject, --has-attachment, --since, --until.';
		}
		return checkTop(args);
	},
	async run(runtime, args) {
		const status = createStatusLine(runtime);
		const session = await openSession(runtime, args, ['Mail.Read'], true, 'mailbox', status);
		const { from, to, subject, hasAttachment, since, until, all } = args;
		const query = args.words?.join(' ');
		const top = args.top === undefined ? undefined : Number(args.top);
		const folder = args.folder === undefined ? undefined : await folderOf(session, args.folder);
		const search = { query, from, to, subject, hasAttachment, since, until, folder, top, all };
		const list = (onLimit: OnLimit): ReturnType<typeof searchMessages> =>
			searchMessages(session.graph, search, runtime.clock, onLimit);
		await writeMessages(runtime, session, status, list, { folder: args.folder ?? 'msgfolderroot', narrowed: true });
	},
});
