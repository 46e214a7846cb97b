/** Every command on one screen: words, summary, and the module that is loaded when it is named. */
import type { Command } from './command.js';

export interface CommandNode {
	/** The word with its positional arguments, as yargs writes them: `use <account>`. */
	readonly usage: string;
	readonly summary: string;
	/** Loads the command; absent for a word that only groups others. */
	readonly load?: () => Promise<{ readonly command: Command }>;
	readonly children?: readonly CommandNode[];
}

export interface CommandGroup {
	readonly title: string;
	readonly commands: readonly CommandNode[];
}

export const tree: readonly CommandGroup[] = [
	{
		title: 'Sign in and out',
		commands: [
			{
				usage: 'login',
				summary: 'Sign in: browser, device code, or as an app.',
				load: () => import('./commands/login.js'),
			},
			{ usage: 'logout', summary: 'Remove an account and its tokens.', load: () => import('./commands/logout.js') },
			{
				usage: 'status',
				summary: 'Show who is signed in and where tokens rest.',
				load: () => import('./commands/status.js'),
			},
			{
				usage: 'accounts',
				summary: 'Keep several accounts side by side.',
				children: [
					{ usage: 'list', summary: 'List the signed-in accounts.', load: () => import('./commands/accounts-list.js') },
					{
						usage: 'use <name>',
						summary: 'Make an account the current one.',
						load: () => import('./commands/accounts-use.js'),
					},
					{
						usage: 'remove <name>',
						summary: 'Remove an account and its tokens.',
						load: () => import('./commands/accounts-remove.js'),
					},
				],
			},
			{ usage: 'token', summary: 'Print an access token.', load: () => import('./commands/token.js') },
		],
	},
	{
		title: 'Profile and mail',
		commands: [
			{ usage: 'me', summary: 'Show your profile.', load: () => import('./commands/me.js') },
			{
				usage: 'mail',
				summary: 'Show your messages.',
				load: () => import('./commands/mail/list.js'),
				children: [
					{ usage: 'list', summary: 'List messages, newest first.', load: () => import('./commands/mail/list.js') },
					{ usage: 'read <id..>', summary: 'Read messages.', load: () => import('./commands/mail/read.js') },
					{
						usage: 'search [words..]',
						summary: 'Search by words, people, time.',
						load: () => import('./commands/mail/search.js'),
					},
					{ usage: 'folders', summary: 'Show the tree of folders.', load: () => import('./commands/mail/folders.js') },
					{
						usage: 'attachments <id>',
						summary: 'List or save what is attached.',
						load: () => import('./commands/mail/attachments.js'),
					},
					{
						usage: 'export',
						summary: 'Save messages as files.',
						load: () => import('./commands/mail/export.js'),
					},
					{
						usage: 'browse',
						summary: 'Read your mail on the full screen.',
						load: () => import('./commands/mail/browse.js'),
					},
				],
			},
		],
	},
	{
		title: 'Directory and everything else',
		commands: [
			{
				usage: 'users',
				summary: 'Find people in the directory.',
				children: [
					{ usage: 'list', summary: 'List people.', load: () => import('./commands/users-list.js') },
					{ usage: 'get <user>', summary: 'Show one person.', load: () => import('./commands/users-get.js') },
				],
			},
			{ usage: 'api <path>', summary: 'Make any request.', load: () => import('./commands/api.js') },
		],
	},
	{
		title: 'Set-up and help',
		commands: [
			{
				usage: 'config',
				summary: 'Read and change settings.',
				children: [
					{
						usage: 'list',
						summary: 'List each setting with its value and source.',
						load: () => import('./commands/config-list.js'),
					},
					{ usage: 'get <key>', summary: 'Print one setting.', load: () => import('./commands/config-get.js') },
					{
						usage: 'set <key> <value>',
						summary: 'Change a setting in the config file.',
						load: () => import('./commands/config-set.js'),
					},
					{
						usage: 'unset <key>',
						summary: 'Remove a setting from the config file.',
						load: () => import('./commands/config-unset.js'),
					},
					{
						usage: 'path',
						summary: 'Print where the config file is.',
						load: () => import('./commands/config-path.js'),
					},
				],
			},
			{
				usage: 'sandbox',
				summary: 'Run an offline Graph to try and test against.',
				children: [
					{
						usage: 'start',
						summary: 'Serve the sandbox until Ctrl-C.',
						load: () => import('./commands/sandbox-start.js'),
					},
					{
						usage: 'exec',
						summary: 'Run one command against a sandbox of its own.',
						load: () => import('./commands/sandbox-exec.js'),
					},
				],
			},
			{
				usage: 'help [topic..]',
				summary: 'Explain a command, an AADSTS number, or:',
				load: () => import('./commands/help.js'),
			},
		],
	},
];

/** The word that names a command: `use` of `use <name>`. */
export function wordOf(node: CommandNode): string {
	return node.usage.split(' ', 1)[0] ?? node.usage;
}
