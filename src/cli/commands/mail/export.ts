/** `graphctl mail export` */
import { shellWord } from '../../../text/shell-word.js';
import { defineCommand } from '../../command.js';
import { type ExportFormat, findPlace } from '../../export/export-state.js';
import { runExport } from '../../export/run-export.js';
import { folderHelp } from '../../mail-options.js';
import { openSession } from '../../open.js';
import { createStatusLine } from '../../status-line.js';

const texts = ['to', 'folder', 'from', 'since', 'until', 'search', 'filter'] as const;
const formats = ['eml', 'mbox', 'jsonl'] as const satisfies readonly ExportFormat[];

export const command = defineCommand({
	args: {
		to: { type: 'string', demandOption: true, requiresArg: true, describe: 'New folder, or file for mbox and jsonl' },
		format: {
			type: 'string',
			choices: formats,
			requiresArg: true,
			describe: 'eml: a file for each message; mbox, jsonl: one file (default: by the end of --to)',
		},
		folder: {
			type: 'string',
			requiresArg: true,
			describe: `${folderHelp} (default: inbox; the whole mailbox with --search)`,
		},
		'all-folders': { type: 'boolean', describe: 'The whole mailbox, as folders of .eml files' },
		layout: {
			type: 'string',
			choices: ['flat', 'folders'],
			requiresArg: true,
			describe: '.eml files in one folder, or in the folders of the mailbox',
		},
		unread: { type: 'boolean', describe: 'Only unread messages' },
		from: { type: 'string', requiresArg: true, describe: 'Only from this address or name' },
		since: { type: 'string', requiresArg: true, describe: 'Only received since: 2026-01-31, 7d, 2w, yesterday' },
		until: { type: 'string', requiresArg: true, describe: 'Only received until: a day is meant to its end' },
		search: { type: 'string', requiresArg: true, describe: 'Only what matches these words (KQL); at most 1000' },
		filter: { type: 'string', requiresArg: true, describe: 'OData $filter of your own' },
	},
	examples: [
		['graphctl mail export --to inbox', 'the inbox as .eml files; the same line again brings what is new'],
		['graphctl mail export --all-folders --to mailbox', 'everything, in the folders of the mailbox'],
		['graphctl mail export --folder archive --until 2025-12-31 --to 2025.mbox', 'one mbox'],
		["graphctl mail export --search 'subject:invoice' --to invoices.jsonl", "Graph's own JSON, a message a line"],
	],
	check(args) {
		const empty = texts.find((name) => args[name]?.trim() === '');
		if (empty) return `--${empty} is empty.`;
		if (args.allFolders && args.folder !== undefined) return '--all-folders and --folder cannot be combined.';
		if (args.layout !== undefined && formatOf(args) !== 'eml') return '--layout goes with .eml files.';
		if (/^~[\\/]/.test(args.to)) return `The shell left ~ as it is: write --to ${args.to} without "=".`;
		if (args.format === undefined && /\.(txt|zip|csv|json|html?|pst|msg|eml|tar|gz)$/i.test(args.to))
			return `${args.to} looks like a file of another kind: name a folder, a .mbox or .jsonl file, or give --format.`;
		return undefined;
	},
	async run(runtime, args) {
		const { folder, allFolders, layout, unread, from, since, until, search, filter } = args;
		const format = formatOf(args);
		const place = await findPlace(args.to, format);
		const status = createStatusLine(runtime);
		const session = await openSession(runtime, args, ['Mail.Read'], true, 'mailbox', status);
		await runExport(runtime, session, status, {
			folder: folder ?? (allFolders || search !== undefined ? undefined : 'inbox'),
			query: { unread, from, since, until, search, filter },
			format,
			byFolder: format === 'eml' && (layout === undefined ? allFolders === true : layout === 'folders'),
			place,
			verbose: args.verbose === true,
			line: (until) => lineOf(Object.entries({ ...args, until: until ?? args.until })),
		});
	},
});

/** The format that was named, or that the name of the file has. */
function formatOf({ format, to }: { readonly format?: string | undefined; readonly to: string }): ExportFormat {
	const named = formats.find((one) => one === format);
	if (named) return named;
	if (/\.mbox$/i.test(to)) return 'mbox';
	return /\.(jsonl|ndjson)$/i.test(to) ? 'jsonl' : 'eml';
}

/** The same command line, to be copied. */
function lineOf(given: readonly (readonly [string, unknown])[]): string {
	const options = [
		'account',
		'folder',
		'all-folders',
		'unread',
		'from',
		'since',
		'until',
		'search',
		'filter',
		'format',
		'layout',
		'to',
	];
	const words = options.flatMap((name) => {
		const [, value] = given.find(([key]) => key === name) ?? [];
		if (value === true) return [`--${name}`];
		return typeof value === 'string' ? [`--${name}`, shellWord(value)] : [];
	});
	return ['graphctl mail export', ...words].join(' ');
}
