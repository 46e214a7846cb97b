/** `graphctl users list` */
import { nameAccount } from '../../cache/account.js';
import { countUsers, listUsers } from '../../graph/users.js';
import { defaultTop } from '../../graph/users-query.js';
import { defineCommand } from '../command.js';
import { openSession } from '../open.js';
import { writeList, writeResult } from '../output.js';

export const command = defineCommand({
	args: {
		top: { alias: 'n', type: 'string', requiresArg: true, describe: `How many people (default ${defaultTop})` },
		search: {
			type: 'string',
			requiresArg: true,
			describe: 'Only whose name or address begins so; or e.g. "givenName:adele"',
		},
		filter: { type: 'string', requiresArg: true, describe: 'OData $filter, e.g. "department eq \'Retail\'"' },
		order: { type: 'string', requiresArg: true, describe: 'OData $orderby, e.g. "displayName desc"' },
		all: { type: 'boolean', describe: 'Everybody, page by page' },
		count: { type: 'boolean', describe: 'Only say how many there are' },
	},
	examples: [
		['graphctl users list --search adele', 'who is called or addressed like that'],
		['graphctl users list --filter "startsWith(surname,\'V\')" --order surname', 'some of them, sorted'],
		['graphctl users list --all -o jsonl', 'everybody, an object a line'],
		['graphctl login --scope User.ReadBasic.All --scope User.Read.All', 'see titles, phones and offices, too'],
	],
	check(args) {
		if (args.top !== undefined && !/^[1-9]\d{0,6}$/.test(args.top))
			return `--top takes a whole number from 1, not "${args.top}".`;
		const empty = (['search', 'filter', 'order'] as const).find((name) => args[name]?.trim() === '');
		if (empty) return `--${empty} is empty.`;
		if (args.top !== undefined && args.all) return '--top and --all cannot be combined.';
		const beside = (['top', 'all', 'order'] as const).find((name) => args[name] !== undefined && args[name] !== false);
		if (args.count && beside) return `--count and --${beside} cannot be combined.`;
		return undefined;
	},
	async run(runtime, args) {
		const session = await openSession(runtime, args, ['User.ReadBasic.All']);
		const { filter, search, order, all } = args;
		if (args.count) {
			const count = await countUsers(session.graph, { filter, search });
			return writeResult(runtime, session.output, count, (people) => `${people}\n`);
		}
		const terminal =
			session.output.format === 'text' && session.output.query === undefined && runtime.stdout.isTTY === true;
		// The screen's code loads while the request is on its way.
		const ui = terminal ? session.asking.then(() => import('../../ui/draw-users.js')) : undefined;
		const top = args.top === undefined ? undefined : Number(args.top);
		const pages = listUsers(session.graph, { filter, search, order, all, top });
		await writeList(runtime, session.output, pages, async (users, target) => {
			const { userRows, usersAsText } = await import('../../ui/user-rows.js');
			const rows = userRows(users);
			const narrowed = filter !== undefined || search !== undefined;
			const title = { username: nameAccount(session.account), narrowed };
			if (!ui) return usersAsText(rows, title);
			return (await ui).drawUsers(rows, title, { columns: target.columns, color: target.color, env: runtime.env });
		});
	},
});
