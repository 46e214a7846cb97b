/** Every screen of the mailbox, and its frames on an emulated terminal. */
import { expect } from 'vitest';
import { safeText } from '../../../src/text/sanitize.js';
import { setColor } from '../../../src/ui/draw.js';
import type { Problem } from '../../../src/ui/mailbox/mailbox-data.js';
import type { MailboxState } from '../../../src/ui/mailbox/mailbox-state.js';
import { mailboxView } from '../../../src/ui/mailbox/mailbox-view.js';
import { paintLine } from '../../../src/ui/mailbox/styled-line.js';
import { createTheme } from '../../../src/ui/theme.js';
import { createScreen, type EmulatedScreen, strayControls } from '../../helpers/screen.js';
import { content, type Driver, drive, firstMessage, offline, time } from './mailbox-driver.js';

export const sizes = [
	{ columns: 40, rows: 20 },
	{ columns: 60, rows: 24 },
	{ columns: 80, rows: 24 },
	{ columns: 120, rows: 40 },
];

/** One frame on an emulated terminal of the state's size. */
export async function frame(
	state: MailboxState,
	{ color = true, env = {} } = {},
): Promise<EmulatedScreen & { drawn: string }> {
	setColor(color);
	const drawn = mailboxView(state, createTheme(env, color), time).map(paintLine).join('\n');
	const screen = createScreen(state.size);
	await screen.write(drawn);
	return { ...screen, drawn };
}

/** As many rows as the terminal has, none broken by it, nothing but our own sequences. */
export function expectStraight(
	screen: EmulatedScreen & { drawn: string },
	{ columns, rows }: MailboxState['size'],
): void {
	expect(screen.drawn.split('\n')).toHaveLength(rows);
	expect(strayControls(screen.drawn)).toEqual([]);
	const { active } = screen.terminal.buffer;
	expect(active.length).toBe(rows);
	for (let row = 0; row < rows; row += 1) expect(active.getLine(row)?.isWrapped).toBe(false);
	expect(screen.terminal.cols).toBe(columns);
}

const offer = (driver: Driver): Driver => {
	return driver.answer(firstMessage, { kind: 'message', value: { ...content('id-0'), hasAttachments: true } });
};
const problem = (kind: Problem['kind']): Problem => ({ ...offline, kind, message: safeText`It did not work.` });

export type Size = MailboxState['size'];
type Look = Size & { readonly spoken?: boolean };
export const screens: Readonly<Record<string, readonly [(look: Look) => Driver, RegExp]>> = {
	list: [({ spoken = false, ...size }) => drive({ size, spoken }).settle(), /Sender 0/],
	loading: [({ spoken = false, ...size }) => drive({ size, spoken }), /Opening Inbox \.\.\./],
	searching: [
		({ spoken = false, ...size }) => drive({ size, spoken }).settle().press('/').type('x').press('enter'),
		/Searching Inbox \.\.\./,
	],
	'empty folder': [
		({ spoken = false, ...size }) => drive({ size, spoken, messages: 0, unread: 0 }).settle(),
		/No messages in Inbox\./,
	],
	'nothing unread': [
		({ spoken = false, ...size }) => drive({ size, spoken, unread: 0 }).settle().press('u').settle(),
		/No unread messages in Inbox\./,
	],
	'empty search': [
		({ spoken = false, ...size }) =>
			drive({ size, spoken, found: 0 }).settle().press('/').type('needle').press('enter').settle(),
		/Nothing found\.[\s\S]*needle[\s\S]*Esc/,
	],
	error: [
		({ spoken = false, ...size }) => drive({ size, spoken }).fail('page', problem('error')),
		/That did not work\.[\s\S]*r tries again/,
	],
	offline: [
		({ spoken = false, ...size }) => drive({ size, spoken }).fail('page'),
		/You are offline\.[\s\S]*r tries again/,
	],
	'signed out': [
		({ spoken = false, ...size }) => drive({ size, spoken }).fail('page', problem('signed-out')),
		/You are signed out\.[\s\S]*r signs in/,
	],
	throttled: [
		({ spoken = false, ...size }) => drive({ size, spoken }).fail('page', problem('throttled')),
		/Graph is too busy\./,
	],
	'failed page': [
		({ spoken = false, ...size }) => drive({ size, spoken }).settle().press('G').fail('page'),
		/Not loaded \(r tries again\): graph/,
	],
	message: [({ spoken = false, ...size }) => drive({ size, spoken }).settle().press('enter'), /Text of id-0/],
	'all headers': [
		({ spoken = false, ...size }) => drive({ size, spoken }).settle().press('enter', 'h').settle(),
		/X-Test: yes/,
	],
	folders: [({ spoken = false, ...size }) => drive({ size, spoken }).settle().press('f').settle(), /Archive +7/],
	'folders on their way': [
		({ spoken = false, ...size }) => drive({ size, spoken }).settle().press('f'),
		/Folders \.\.\./,
	],
	'folders not to be had': [
		({ spoken = false, ...size }) => drive({ size, spoken }).settle().press('f').fail('folders'),
		/cannot be reached/,
	],
	attachments: [
		({ spoken = false, ...size }) => offer(drive({ size, spoken }).settle()).press('a').settle(),
		/plan\.pdf/,
	],
	accounts: [
		({ spoken = false, ...size }) => drive({ size, spoken }).settle().press('A').settle(),
		/adele@contoso\.com {2}\(this one\)/,
	],
	addresses: [({ spoken = false, ...size }) => drive({ size, spoken }).settle().press('o'), /This message in Outlook/],
	confirm: [
		({ spoken = false, ...size }) => drive({ size, spoken }).settle().press('o', 'enter'),
		/https:\/\/outlook\.example\.com\/read/,
	],
	help: [({ spoken = false, ...size }) => drive({ size, spoken }).settle().press('?'), /In the list/],
	prompt: [
		({ spoken = false, ...size }) => drive({ size, spoken }).settle().press('/').type('from:alex'),
		/Search: from:alex/,
	],
};
