import { describe, expect, it } from 'vitest';
import { drawMessages } from '../../src/ui/draw-messages.js';
import { type ListedMessage, messageRows, messagesAsText } from '../../src/ui/message-rows.js';
import { honestTexts, hostileTexts } from '../helpers/hostile-text.js';
import { createScreen, strayControls } from '../helpers/screen.js';

const now = Date.parse('2026-11-20T15:00:00Z');
const time = { now, timeZone: 'UTC' };
const title = { username: 'adele@contoso.com', folder: 'inbox' };
const target = { columns: 80, color: true, env: {} };

function message(more: ListedMessage = {}): ListedMessage {
	return {
		from: { emailAddress: { name: 'Alex Wilber', address: 'alexw@contoso.com' } },
		subject: 'Quarterly report draft',
		receivedDateTime: '2026-11-20T14:55:00Z',
		isRead: true,
		hasAttachments: false,
		bodyPreview: 'Hi Adele,\r\n\r\n   attached you find the draft.',
		...more,
	};
}

const mailbox = [
	message({ isRead: false, hasAttachments: true }),
	message({
		from: { emailAddress: { name: '日本支社 田中' } },
		subject: '第四四半期の報告書についての確認のお願い、長い件名です。よろしくお願いいたします',
	}),
	message({ subject: `Flight 🎉✈️ ${'and more '.repeat(20)}`, importance: 'high', bodyPreview: 'x'.repeat(255) }),
	message({ subject: '', from: null, bodyPreview: '', receivedDateTime: '2025-11-12T10:00:00Z' }),
];

async function show(messages: readonly ListedMessage[], columns = 80) {
	const screen = createScreen({ columns });
	await screen.write(drawMessages(messageRows(messages, time), title, { ...target, columns }));
	return screen;
}

describe('the drawn list of mail', () => {
	it.each([60, 80, 120])('has a line and a preview for each message, none wider than %d columns', async (columns) => {
		const screen = await show(mailbox, columns);
		expect(screen.rows()).toEqual(screen.lines());
		expect(screen.rows()).toHaveLength(2 + 7);
		expect(screen.rows()[0]).toMatch(/^Inbox {2}adele@contoso\.com +4 shown, 1 unread$/);
		expect(screen.rows()[2]).toMatch(/^ 1 ● Alex Wilber +Quarterly report.* +5 min ago 📎$/);
		expect(screen.rows()[3]).toMatch(/^ {5}Hi Adele, attached you find the draft\.$/);
		expect(screen.rows().at(-1)).toMatch(/^ 4 {3}\(no sender\) +\(no subject\) +2025-11-12$/);
	});

	it('ends the time of every message in the same column', async () => {
		const screen = await show(mailbox);
		const ends = [2, 4, 6].map((row) => {
			const cells = screen.cells(row).map((cell) => cell.text || ' ');
			return cells.join('').length === 0
				? -1
				: cells.findLastIndex((_, column) => cells.slice(column, column + 3).join('') === 'ago');
		});
		expect(new Set(ends).size).toBe(1);
		expect(ends[0]).toBeGreaterThan(60);
	});

	it('shows unread messages bold and previews dimmed', async () => {
		const screen = await show(mailbox);
		const styled = (row: number, style: 'bold' | 'dim'): string =>
			screen
				.cells(row)
				.filter((cell) => cell[style])
				.map((cell) => cell.text)
				.join('')
				.trim();
		expect(styled(2, 'bold')).toContain('Alex Wilber');
		expect(styled(2, 'bold')).toContain('Quarterly report');
		expect(styled(4, 'bold')).toBe('');
		expect(styled(3, 'dim')).toContain('Hi Adele');
	});

	it('marks important messages', async () => {
		expect((await show(mailbox)).rows()[6]).toContain('! Flight');
	});

	it('says that a folder is empty', async () => {
		expect((await show([])).text()).toBe('No messages in Inbox.');
	});

	it('uses no colours when they are unwanted and ASCII where the locale is not UTF-8', () => {
		const drawn = drawMessages(
			messageRows([message({ isRead: false, hasAttachments: true, subject: 'long '.repeat(40) })], time),
			title,
			{ columns: 80, color: false, env: { LC_ALL: 'POSIX' } },
		);
		expect(drawn).toMatch(/^[\n -~]*$/);
		expect(drawn).toContain(' 1 * Alex Wilber');
	});

	it.each([...hostileTexts, ...honestTexts.map((text) => ({ name: text, text }))])(
		'stays straight and clean with: $name',
		async ({ text }) => {
			const hostile = message({
				subject: text,
				bodyPreview: text,
				from: { emailAddress: { name: text, address: text } },
				importance: text,
			});
			for (const columns of [60, 80, 120]) {
				const drawn = drawMessages(
					messageRows([hostile, message()], time),
					{ username: text, folder: text },
					{ ...target, columns },
				);
				expect(strayControls(drawn)).toEqual([]);
				expect(drawn).not.toMatch(/\u001b\[[^m]*[^m\d;]/);
				const screen = createScreen({ columns });
				await screen.write(drawn);
				const rows = screen.rows();
				expect(rows).toEqual(screen.lines());
				expect(rows).toHaveLength(6);
				expect(rows[4]).toMatch(/^ 2 {3}Alex Wilber +Quarterly report draft +5 min ago$/);
			}
		},
	);

	it('draws a thousand messages in reasonable time', () => {
		const start = performance.now();
		drawMessages(
			messageRows(
				Array.from({ length: 1000 }, () => message()),
				time,
			),
			title,
			target,
		);
		expect(performance.now() - start).toBeLessThan(5000);
	});
});

describe('the list of mail as text', () => {
	it('has an aligned line for each message', () => {
		expect(
			messagesAsText(
				messageRows(
					[
						message({ isRead: false, hasAttachments: true }),
						message({ importance: 'high', isDraft: true, subject: 'Hi' }),
					],
					time,
				),
				title,
			),
		).toBe(
			[
				'1  *   Alex Wilber  Quarterly report draft  5 min ago  @  Hi Adele, attached you find the draft.',
				'2   !  Alex Wilber  [Draft] Hi              5 min ago     Hi Adele, attached you find the draft.',
				'',
			].join('\n'),
		);
	});

	it('says that a folder is empty', () => {
		expect(messagesAsText([], { username: 'a', folder: 'sentitems' })).toBe('No messages in Sent Items.\n');
	});

	it.each(hostileTexts)('has one clean line for: $name', ({ text }) => {
		const rows = messageRows(
			[message({ subject: text, bodyPreview: text, from: { emailAddress: { name: text } } })],
			time,
		);
		const shown = messagesAsText(rows, title);
		expect(strayControls(shown)).toEqual([]);
		expect(shown.split('\n')).toHaveLength(2);
	});

	it('does not show a name that gives itself out as an address that it is not', () => {
		const senderOf = (name: string): string | undefined =>
			messageRows([message({ from: { emailAddress: { name, address: 'patti@c0ntoso.example' } } })], time)[0]?.sender;
		expect(senderOf('Patti <PattiF@contoso.com>')).toBe('patti@c0ntoso.example');
		expect(senderOf('PATTI@c0ntoso.example')).toBe('PATTI@c0ntoso.example');
		expect(senderOf('Patti @ Contoso')).toBe('Patti @ Contoso');
	});

	it('shows the address when there is no name, and the sender when there is no from', () => {
		const [row] = messageRows(
			[message({ from: null, sender: { emailAddress: { name: '', address: 'bot@contoso.com' } } })],
			time,
		);
		expect(row?.sender).toBe('bot@contoso.com');
	});
});
