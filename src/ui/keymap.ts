/** The one table of keys of the full-screen mailbox: the handler, the footer, the help screen and the README read it. */

import type { Action, KeyBinding, KeyContext, KeyFacts } from './key-binding.js';

const reading: readonly KeyContext[] = ['list', 'message'];
const scrolling: readonly KeyContext[] = ['list', 'message', 'choice', 'help'];

/** Every key, in the order in which footer and help show them. The first row that fits context and moment is taken. */
export const keymap: readonly KeyBinding[] = [
	{ keys: ['up', 'k'], action: 'up', contexts: scrolling, help: 'Up: a message, a line' },
	{ keys: ['down', 'j'], action: 'down', contexts: scrolling, help: 'Down: a message, a line' },
	{ keys: ['pageup'], action: 'page-up', contexts: scrolling, help: 'A page up' },
	{ keys: ['pagedown', 'space'], action: 'page-down', contexts: scrolling, help: 'A page down' },
	{ keys: ['g', 'home'], action: 'first', contexts: scrolling, help: 'To the beginning' },
	{ keys: ['G', 'end'], action: 'last', contexts: scrolling, help: 'To the end' },
	{
		keys: ['r'],
		action: 'retry',
		contexts: ['list', 'message', 'choice'],
		label: 'try again',
		help: 'Try again what failed',
		rank: 2,
		when: (facts) => facts.failure,
	},
	{
		keys: ['enter'],
		action: 'open',
		contexts: ['list'],
		label: 'open',
		help: 'Open the message',
		rank: 3,
		when: (facts) => facts.message,
	},
	{
		keys: ['enter'],
		action: 'find-next',
		contexts: ['message'],
		label: 'next match',
		help: 'The next match of the words looked for',
		rank: 3,
		when: (facts) => facts.finding,
	},
	{
		keys: ['N'],
		action: 'find-previous',
		contexts: ['message'],
		label: 'previous match',
		help: 'The match before',
		rank: 9,
		when: (facts) => facts.finding,
	},
	{
		keys: ['tab'],
		action: 'other-pane',
		contexts: reading,
		label: 'other pane',
		help: 'Between list and message',
		rank: 10,
		when: (facts) => facts.message && facts.panes,
	},
	{ keys: ['escape'], action: 'back', contexts: ['message'], label: 'back', help: 'Back to the list', rank: 4 },
	{
		keys: ['escape'],
		action: 'back',
		contexts: ['list'],
		label: 'end search',
		help: 'Leave the results of a search',
		rank: 4,
		when: (facts) => facts.results,
	},
	{
		keys: ['/'],
		action: 'search',
		contexts: ['list'],
		label: 'search',
		help: 'Search the folder on the server (KQL: from:alex budget)',
		rank: 5,
	},
	{
		keys: ['/'],
		action: 'find',
		contexts: ['message'],
		label: 'find',
		help: 'Find words in the message',
		rank: 8,
		when: (facts) => facts.message,
	},
	{
		keys: ['n'],
		action: 'next-message',
		contexts: reading,
		label: 'next',
		help: 'The next message',
		rank: 11,
		when: (facts) => facts.message,
	},
	{
		keys: ['p'],
		action: 'previous-message',
		contexts: reading,
		label: 'previous',
		help: 'The message before',
		rank: 12,
		when: (facts) => facts.message,
	},
	{
		keys: ['u'],
		action: 'unread',
		contexts: ['list'],
		label: 'unread',
		help: 'Only unread messages, or all again',
		rank: 7,
		when: (facts) => !facts.results,
	},
	{
		keys: ['f'],
		action: 'folders',
		contexts: reading,
		label: 'folders',
		help: 'Folders and their unread counts',
		rank: 6,
	},
	{
		keys: ['a'],
		action: 'attachments',
		contexts: reading,
		label: 'attachments',
		help: 'Attachments of the message',
		rank: 6,
		when: (facts) => facts.attachments,
	},
	{
		keys: ['s'],
		action: 'save-message',
		contexts: reading,
		label: 'save',
		help: 'Save the message as a file (.eml)',
		rank: 13,
		when: (facts) => facts.message,
	},
	{
		keys: ['o'],
		action: 'browser',
		contexts: reading,
		label: 'browser',
		help: 'Open the message or one of its links in the browser; asks first and shows the real address',
		rank: 14,
		when: (facts) => facts.address,
	},
	{
		keys: ['h'],
		action: 'headers',
		contexts: reading,
		label: 'headers',
		help: 'Show or hide all headers of the message',
		rank: 15,
		when: (facts) => facts.message,
	},
	{ keys: ['r'], action: 'refresh', contexts: reading, label: 'refresh', help: 'Look for new messages', rank: 16 },
	{ keys: ['A'], action: 'accounts', contexts: reading, label: 'account', help: 'Switch to another account', rank: 17 },
	{
		keys: ['s', 'enter'],
		action: 'save',
		contexts: ['choice'],
		label: 'save',
		help: 'Save the attachment',
		rank: 2,
		when: (facts) => facts.saving,
	},
	{
		keys: ['enter'],
		action: 'choose',
		contexts: ['choice'],
		label: 'choose',
		help: 'Take what is marked',
		rank: 3,
		when: (facts) => facts.choices && !facts.saving,
	},
	{ keys: ['escape', 'q'], action: 'back', contexts: ['choice', 'help'], label: 'close', help: 'Close', rank: 4 },
	{ keys: ['y', 'enter'], action: 'accept', contexts: ['confirm'], label: 'open it', help: 'Yes, open it', rank: 2 },
	{ keys: ['escape', 'n', 'q'], action: 'back', contexts: ['confirm'], label: 'leave it', help: 'No', rank: 3 },
	{ keys: ['enter'], action: 'accept', contexts: ['prompt'], label: 'go', help: 'Take what was typed', rank: 2 },
	{ keys: ['escape'], action: 'back', contexts: ['prompt'], label: 'cancel', help: 'Leave the line', rank: 3 },
	{ keys: ['backspace'], action: 'erase', contexts: ['prompt'], help: 'Erase a character' },
	{ keys: ['ctrl-w'], action: 'erase-word', contexts: ['prompt'], help: 'Erase a word' },
	{ keys: ['ctrl-u'], action: 'erase-line', contexts: ['prompt'], help: 'Erase the line' },
	{ keys: ['?'], action: 'help', contexts: reading, label: 'help', help: 'All keys', rank: 1 },
	{ keys: ['q'], action: 'quit', contexts: ['list', 'message', 'small'], label: 'quit', help: 'Quit', rank: 1 },
	{
		keys: ['ctrl-z'],
		action: 'suspend',
		contexts: ['list', 'message', 'choice', 'confirm', 'help', 'prompt', 'small'],
		help: 'Back to the shell for a while (fg returns)',
	},
	{
		keys: ['ctrl-c'],
		action: 'cancel',
		contexts: ['list', 'message', 'choice', 'confirm', 'help', 'prompt', 'small'],
		help: 'Quit at once; while you are asked to sign in: back to the mailbox',
	},
];

/** What a key does here and now; undefined when nothing. */
export function actionOf(key: string, context: KeyContext, facts: KeyFacts): Action | undefined {
	return bindingsOf(context, facts).find((binding) => binding.keys.includes(key))?.action;
}

/** The keys that work here and now, in the table's order; of two rows for one key only the first is there. */
export function bindingsOf(context: KeyContext, facts: KeyFacts): readonly KeyBinding[] {
	const fitting = keymap.filter(
		({ contexts, when }) => contexts.includes(context) && (when === undefined || when(facts)),
	);
	const taken = new Set<string>();
	return fitting.filter(({ keys }) => {
		const isReached = keys.some((key) => !taken.has(key));
		for (const key of keys) taken.add(key);
		return isReached;
	});
}
