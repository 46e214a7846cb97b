import { describe, expect, it } from 'vitest';
import { safeText, sanitizeLine } from '../../../src/text/sanitize.js';
import { setColor } from '../../../src/ui/draw.js';
import type { Problem } from '../../../src/ui/mailbox/mailbox-data.js';
import type { MailboxState } from '../../../src/ui/mailbox/mailbox-state.js';
import { mailboxView } from '../../../src/ui/mailbox/mailbox-view.js';
import { spokenView } from '../../../src/ui/mailbox/spoken-view.js';
import { paintLine } from '../../../src/ui/mailbox/styled-line.js';
import { createTheme } from '../../../src/ui/theme.js';
import { honestTexts, hostileTexts } from '../../helpers/hostile-text.js';
import { createScreen, type EmulatedScreen, strayControls } from '../../helpers/screen.js';
import { content, type Driver, drive, offline, read, time } from './mailbox-driver.js';

const sizes = [
	{ columns: 40, rows: 20 },
	{ columns: 60, rows: 24 },
	{ columns: 80, rows: 24 },
	{ columns: 120, rows: 40 },
];

/** One frame on an emulated terminal of the state's size. */
async function frame(
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
function expectStraight(screen: EmulatedScreen & { drawn: string }, { columns, rows }: MailboxState['size']): void {
	expect(screen.drawn.split('\n')).toHaveLength(rows);
	expect(strayControls(screen.drawn)).toEqual([]);
	const { active } = screen.terminal.buffer;
	expect(active.length).toBe(rows);
	for (let row = 0; row < rows; row += 1) expect(active.getLine(row)?.isWrapped).toBe(false);
	expect(screen.terminal.cols).toBe(columns);
}

const offer = (driver: Driver): Driver => {
	const request = { kind: 'message', key: 'message 0 id-0', id: 'id-0', delayMs: 0 } as const;
	return driver.answer(request, { kind: 'message', value: { ...content('id-0'), hasAttachments: true } });
};
const problem = (kind: Problem['kind']): Problem => ({ ...offline, kind, message: safeText`It did not work.` });

type Size = MailboxState['size'];
type Look = Size & { readonly spoken?: boolean };
const screens: Readonly<Record<string, readonly [(look: Look) => Driver, RegExp]>> = {
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

describe.each(sizes)('at $columns x $rows', (size) => {
	it.each(Object.entries(screens))('%s stands straight and says what it is', async (_name, [make, words]) => {
		const { state } = make(size);
		for (const look of [{}, { color: false, env: { LC_ALL: 'C' } }]) {
			const screen = await frame(state, look);
			expectStraight(screen, size);
			expect(screen.text()).toMatch(words);
		}
	});

	it.each([...hostileTexts, ...honestTexts.map((text) => ({ name: text, text }))])(
		'every pane stays straight and clean with: $name',
		async ({ text }) => {
			for (const { state } of await hostileMailbox(text, size)) expectStraight(await frame(state), size);
		},
	);
});

/** A mailbox in which everything that comes from outside is this text, with one screen after the other. */
async function hostileMailbox(text: string, size: Size): Promise<{ state: MailboxState }[]> {
	const address = { emailAddress: { name: text, address: text } };
	const message = {
		id: 'id-0',
		subject: text,
		from: address,
		toRecipients: [address],
		ccRecipients: [address],
		bodyPreview: text,
		receivedDateTime: text,
		importance: text,
		webLink: text,
		hasAttachments: true,
		attachments: [{ id: 'a', name: text, contentType: text, size: 3 }],
		body: { contentType: 'html', content: `<p>${text}</p><a href="https://x.example/${text}">${text}</a>` },
		internetMessageHeaders: [{ name: text, value: text }],
	};
	const answers = {
		page: await read({ kind: 'page', page: { messages: [message, { ...message, id: 'id-1' }], next: undefined } }),
		counts: await read({ kind: 'counts', facts: { displayName: text, totalItemCount: 2, unreadItemCount: 1 } }),
		message: await read({ kind: 'message', message }),
		headers: await read({ kind: 'headers', message }),
		attachments: await read({ kind: 'attachments', attachments: message.attachments }),
		folders: await read({ kind: 'folders', folders: [{ id: 'f', displayName: text, path: text }] }),
		accounts: await read({ kind: 'accounts', accounts: [{ id: 'x', name: text, current: true }] }),
	};
	const open = (): Driver => {
		const driver = drive({ size });
		return fill(driver);
	};
	const fill = (driver: Driver): Driver => {
		for (let round = 0; round < 10 && driver.wanted().length > 0; round += 1)
			for (const request of driver.wanted()) driver.answer(request, answers[request.kind]);
		return driver;
	};
	const failed = { kind: 'error', message: sanitizeLine(text), hint: sanitizeLine(text) } as const;
	return [
		open(),
		open().press('enter'),
		fill(open().press('enter', 'h')),
		fill(open().press('f')),
		fill(open().press('a')),
		fill(open().press('a')).press('s'),
		fill(open().press('A')),
		open().press('o'),
		open().press('o', 'down', 'enter'),
		open().press('/').type(text),
		open().press('enter', '/').type(text).press('enter'),
		drive({ size }).fail('page', failed),
		open().send({ kind: 'notice', notice: { text: sanitizeLine(text), tone: 'trouble' } }),
	];
}

describe('the frame', () => {
	it('shows list and message side by side from 100 columns, one above the other below, and the list alone under 60', async () => {
		const at = async (columns: number): Promise<string[]> =>
			(await frame(drive({ size: { columns, rows: 24 } }).settle().state)).rows();
		expect((await at(100))[1]).toMatch(/Sender 0.*│ Subject of id-0$/);
		const stacked = await at(99);
		expect(stacked[1]).toMatch(/Sender 0/);
		expect(stacked.findIndex((row) => /^─+$/.test(row))).toBeGreaterThan(3);
		expect(stacked.join('\n')).toContain('Text of id-0');
		expect((await at(60)).join('\n')).toContain('Text of id-0');
		expect((await at(59)).join('\n')).not.toContain('Text of id-0');
	});

	it('says that a terminal is too small, and what it takes', async () => {
		for (const size of [
			{ columns: 20, rows: 30 },
			{ columns: 80, rows: 7 },
			{ columns: 2, rows: 2 },
		]) {
			const screen = await frame(drive({ size }).settle().state);
			expectStraight(screen, size);
		}
		expect((await frame(drive({ size: { columns: 80, rows: 7 } }).state)).text()).toBe(
			'80 x 7 is too small. It takes 30 x 8.',
		);
	});

	it('marks cursor and unread messages without colours, too', async () => {
		const { state } = drive({ size: { columns: 80, rows: 24 } })
			.settle()
			.press('j');
		const screen = await frame(state, { color: false, env: { LC_ALL: 'C' } });
		expect(screen.drawn).toMatch(/^[\n -~]*$/);
		expect(screen.rows()[1]).toMatch(/^ \* {2}Sender 0/);
		expect(screen.rows()[2]).toMatch(/^> {3}Sender 1/);
	});

	it('uses none but the sixteen colours of the palette', async () => {
		for (const [make] of Object.values(screens)) {
			const { drawn } = await frame(make({ columns: 80, rows: 24 }).state);
			expect(drawn).not.toMatch(/\u001b\[[34]8;/);
		}
	});

	it('shows only keys that work in the footer', async () => {
		const wide = { columns: 160, rows: 40 };
		const footer = async (driver: Driver): Promise<string> => (await frame(driver.state)).rows().at(-1) ?? '';
		expect(await footer(drive({ size: wide, messages: 0, unread: 0 }).settle())).not.toMatch(/Enter|save|browser/);
		expect(await footer(drive({ size: wide }).settle())).toMatch(/Enter open.*s save.*o browser.*q quit/);
		expect(await footer(drive({ size: wide }).settle())).not.toContain('attachments');
		expect(await footer(drive({ size: wide }).fail('page'))).toContain('r try again');
		expect(await footer(drive({ size: wide }).fail('page'))).not.toMatch(/r refresh|1 of/);
		expect(await footer(drive({ size: wide }).settle().press('f'))).toMatch(/^Esc close *$/);
		expect(await footer(drive({ size: wide }).settle().press('f').fail('folders'))).toMatch(
			/^r try again {2}Esc close *$/,
		);
		expect(await footer(drive({ size: wide }).settle().press('f').settle())).toMatch(/^Enter choose {2}Esc close *$/);
	});

	it('shows of an endless address beginning and end, and still the question', async () => {
		for (const size of sizes) {
			const driver = drive({ size }).settle();
			const webLink = `https://outlook.example.com/${'x'.repeat(6000)}/the-end`;
			const request = { kind: 'message', key: 'message 0 id-0', id: 'id-0', delayMs: 0 } as const;
			driver.answer(request, { kind: 'message', value: { ...content('id-0'), webLink } });
			const text = (await frame(driver.press('o', 'enter').state)).text();
			expect(text).toMatch(/Open this[\s\S]*https:\/\/outlook\.example\.com[\s\S]*…[\s\S]*the-end[\s\S]*y opens it/);
		}
	});

	it('dims quoted text and shows links with their real address at the end', async () => {
		const driver = drive({ size: { columns: 80, rows: 24 } }).settle();
		const body =
			'<p>See <a href="https://evil.example/x">https://bank.example</a></p><blockquote>old words</blockquote>';
		const message = { id: 'id-0', subject: 'S', body: { contentType: 'html', content: body } };
		const request = { kind: 'message', key: 'message 0 id-0', id: 'id-0', delayMs: 0 } as const;
		driver.answer(request, await read({ kind: 'message', message })).press('enter');
		const screen = await frame(driver.state);
		expect(screen.text()).toContain('https://evil.example/x');
		const row = screen.rows().findIndex((line) => line.includes('old words'));
		expect(screen.cells(row).find((cell) => cell.text === 'o')?.dim).toBe(true);
	});
});

/** What is said where the words are others than those that are drawn. */
const spokenWords: Readonly<Record<string, RegExp>> = {
	list: /Message 1 of 200: unread, from Sender 0, Subject 0/,
	'failed page': /Message 200: graph\.example\.com cannot be reached\.\nr tries again\./,
	folders: /2 of 2: Inbox, 50 unread/,
	'folders on their way': /Loading\./,
	accounts: /1 of 2: adele@contoso\.com/,
	attachments: /1 of 2: plan\.pdf, 3 kB, application\/pdf/,
	prompt: /search: from:alex/,
};

describe('a screen that is read aloud', () => {
	const say = ({ state }: Driver): string[] =>
		spokenView(state, time).map((pieces) => pieces.map(({ text }) => text).join(''));

	it.each(Object.entries(screens))('says %s in sentences instead of panes', (name, [make, words]) => {
		const size = { columns: 80, rows: 24 };
		const lines = say(make({ ...size, spoken: true }));
		expect(lines.length).toBeLessThanOrEqual(size.rows);
		expect(lines.join('\n')).not.toMatch(/[│─▶]/);
		expect(lines[0]).toContain('adele@contoso.com');
		expect(lines.at(-1)).toContain('Keys:');
		expect(lines.join('\n')).toMatch(spokenWords[name] ?? words);
	});

	it('comes to every line of a message and of the keys, and says where more follows', () => {
		const driver = drive({ size: { columns: 80, rows: 24 }, spoken: true }).settle();
		const request = { kind: 'message', key: 'message 0 id-0', id: 'id-0', delayMs: 0 } as const;
		const text = Array.from({ length: 50 }, (_, index) => `line ${index}.`).join('\n');
		driver.answer(request, { kind: 'message', value: content('id-0', text) }).press('enter');
		const heard = new Set<string>();
		for (let page = 0; page < 8; page += 1) {
			const lines = say(driver);
			for (const line of lines) heard.add(line);
			expect(lines.includes('More follows.')).toBe(!lines.includes('line 49.'));
			driver.press('space');
		}
		expect(Array.from({ length: 50 }, (_, index) => `line ${index}.`).filter((line) => !heard.has(line))).toEqual([]);
		driver.press('/').type('line 33').press('enter');
		expect(say(driver)).toEqual(expect.arrayContaining(['Match 1 of 1.', 'line 33.']));
		expect(say(driver.press('?', 'G')).join('\n')).toMatch(/Ctrl-U +Erase the line/);
	});

	it('tells of the message under the cursor all that the row shows', () => {
		const { state } = drive().settle().press('j', 'j', 'j', 'j');
		const lines = spokenView(state, time).map((pieces) => pieces.map(({ text }) => text).join(''));
		expect(lines).toContain('Message 5 of 200: unread, from Sender 4, Subject 4, 4 min ago');
	});
});
