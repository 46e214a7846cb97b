import { describe, expect, it } from 'vitest';
import { safeText } from '../../../src/text/sanitize.js';
import { layOut } from '../../../src/ui/mailbox/layout.js';
import { listView } from '../../../src/ui/mailbox/list-view.js';
import { readingText } from '../../../src/ui/mailbox/reading-lines.js';
import { createTheme } from '../../../src/ui/theme.js';
import { content, type Driver, drive, firstMessage, read, time } from './mailbox-driver.js';
import { expectStraight, frame, screens, sizes } from './mailbox-screens.js';

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
			driver.answer(firstMessage, { kind: 'message', value: { ...content('id-0'), webLink } });
			const text = (await frame(driver.press('o', 'enter').state)).text();
			expect(text).toMatch(/Open this[\s\S]*https:\/\/outlook\.example\.com[\s\S]*…[\s\S]*the-end[\s\S]*y opens it/);
		}
	});

	it('keeps of the keys those that matter most where there is little room', async () => {
		const footer = async (columns: number): Promise<string> =>
			(await frame(drive({ size: { columns, rows: 24 } }).settle().state)).rows().at(-1) ?? '';
		expect(await footer(40)).toMatch(/^Enter open {2}\? help {2}q quit +1 of 200$/);
		expect(await footer(30)).toMatch(/^\? help {2}q quit +1 of 200$/);
	});

	it('shows of a long line that is typed its end and where the next letter goes', async () => {
		const driver = drive({ size: { columns: 40, rows: 20 } })
			.settle()
			.press('/');
		const screen = await frame(driver.type(`begin ${'x'.repeat(60)} 終わり`).state);
		const last = screen.rows().at(-1) ?? '';
		expect(last).toMatch(/^Search: x+ 終わり$/);
		const cells = screen.cells(screen.rows().length - 1);
		expect(cells.findIndex((cell) => cell.inverse)).toBe(38);
	});

	it('says in the header what is listed, in the footer where in it one stands', async () => {
		const driver = drive({ size: { columns: 80, rows: 24 }, found: 3 })
			.settle()
			.press('j');
		const edges = async (): Promise<string> => {
			const rows = (await frame(driver.state)).rows();
			return `${rows[0]} / ${rows.at(-1)}`;
		};
		expect(await edges()).toMatch(/^Inbox {2}50 unread of 200 +adele@contoso\.com \/ .* 2 of 200$/);
		driver.press('u').settle();
		expect(await edges()).toMatch(/^Inbox {2}50 unread of 200 {2}only unread +adele.* 1 of 50$/);
		driver.press('/').type('from:alex').press('enter').settle();
		expect(await edges()).toMatch(/^Inbox {2}3 found {2}search: from:alex +adele.* 1 of 3$/);
	});

	it('inverts the row under the cursor while the list has the keys, and shows unread messages bold', async () => {
		for (const columns of [50, 80, 120]) {
			const driver = drive({ size: { columns, rows: 30 } })
				.settle()
				.press('j', 'j', 'j', 'j');
			const look = async (text: string): Promise<{ inverse: boolean; bold: boolean }> => {
				const screen = await frame(driver.state);
				const row = screen.rows().findIndex((line) => line.slice(2, 12).includes(text));
				const place = screen.cells(row).find((cell) => cell.text === text[0]);
				return { inverse: place?.inverse === true, bold: place?.bold === true };
			};
			expect(await look('Sender 4')).toEqual({ inverse: true, bold: true });
			expect(await look('Sender 3')).toEqual({ inverse: false, bold: false });
			expect(await look('Sender 0')).toEqual({ inverse: false, bold: true });
			if (columns > 50) {
				driver.press('tab');
				expect(await look('Sender 4')).toEqual({ inverse: false, bold: true });
			}
		}
	});

	it('shows where the words looked for are, which match is the present one, and how far the message is scrolled', async () => {
		const driver = drive({ size: { columns: 80, rows: 24 } }).settle();
		const text = Array.from({ length: 35 }, (_, i) => (i < 3 ? `budget ${i}` : `line ${i}`)).join('\n');
		driver.answer(firstMessage, { kind: 'message', value: content('id-0', text) }).press('enter');
		const footer = async (): Promise<string> => (await frame(driver.state)).rows().at(-1) ?? '';
		expect(await footer()).toMatch(/top$/);
		const below = readingText(driver.state).lines.length - layOut(driver.state).message.rows;
		for (let step = 0; step < below / 2; step += 1) driver.press('j');
		expect(await footer()).toMatch(/ 5\d %$/);
		driver.press('G');
		expect(await footer()).toMatch(/end$/);
		driver.press('g', '/').type('budget').press('enter', 'enter');
		expect(await footer()).toMatch(/match 2 of 3$/);
		const screen = await frame(driver.state);
		const marks = ['budget 0', 'budget 1', 'line 3'].map((words) => {
			const row = screen.rows().indexOf(words);
			const [cell] = screen.cells(row);
			return [cell?.inverse, cell?.bold];
		});
		expect(marks).toEqual([
			[false, true],
			[true, false],
			[false, false],
		]);
		const plain = await frame(driver.state, { color: false });
		expect(plain.rows()).toContain('▶ budget 1');
		expect(plain.rows()).toContain('budget 0');
	});

	it('lays a message out anew when the window changes', async () => {
		const driver = drive({ size: { columns: 120, rows: 40 } }).settle();
		const words = Array.from({ length: 40 }, (_, index) => `word${index}`);
		driver.answer(firstMessage, { kind: 'message', value: content('id-0', words.join(' ')) }).press('enter');
		for (const columns of [120, 60, 40, 120]) {
			driver.send({ kind: 'resize', size: { columns, rows: 40 } });
			const text = (await frame(driver.state)).text();
			expect(words.filter((word) => !new RegExp(`${word}\\b`).test(text))).toEqual([]);
		}
	});

	it('shows of many folders those around the cursor, with unread messages and all', async () => {
		const driver = drive({ size: { columns: 80, rows: 24 } })
			.settle()
			.press('f');
		const [request] = driver.wanted();
		if (request === undefined) throw new Error('no request');
		const value = Array.from({ length: 60 }, (_, index) => ({
			...{ id: `f${index}`, name: safeText`Folder ${index}`, depth: index % 2, unread: index, total: 100 + index },
		}));
		driver.answer(request, { kind: 'folders', value });
		for (let step = 0; step < 50; step += 1) driver.press('j');
		const rows = (await frame(driver.state)).rows();
		expect(rows.find((row) => row.startsWith('▶'))).toMatch(/^▶ Folder 50 +50 +150$/);
		expect(rows.find((row) => row.includes('Folder 49'))).toMatch(/^ {4}Folder 49 +49 +149$/);
	});

	it('writes times anew when a minute has passed', () => {
		const { state } = drive({ size: { columns: 80, rows: 24 } }).settle();
		const theme = createTheme({}, false);
		const first = (now: number): string =>
			(listView(state, theme, { ...time, now })[0] ?? []).map((piece) => piece.text).join('');
		expect(first(time.now)).toMatch(/just now$/);
		expect(first(time.now + 5 * 60_000)).toMatch(/5 min ago$/);
	});

	it('says when a message is too long to be shown whole', async () => {
		const driver = drive({ size: { columns: 80, rows: 24 } }).settle();
		const value = content('id-0', 'Hello');
		driver.answer(firstMessage, { kind: 'message', value: { ...value, body: { ...value.body, cut: true } } });
		expect((await frame(driver.state)).text()).toContain('The rest of this message is not shown');
	});

	it('offers no address but those a browser may be sent to', async () => {
		for (const webLink of ['javascript:alert(1)', 'file:///etc/passwd', 'http://plain.example/', 'nonsense', null]) {
			const answer = await read({ kind: 'message', message: { id: 'id-0', webLink } });
			expect(answer).toMatchObject({ kind: 'message', value: { webLink: undefined } });
			const page = await read({ kind: 'page', page: { messages: [{ id: 'id-0', webLink }], next: undefined } });
			expect(page).toMatchObject({ kind: 'page', value: { entries: [{ webLink: undefined }] } });
		}
	});

	it('dims quoted text and shows links with their real address at the end', async () => {
		const driver = drive({ size: { columns: 80, rows: 24 } }).settle();
		const body =
			'<p>See <a href="https://evil.example/x">https://bank.example</a></p><blockquote>old words</blockquote>';
		const message = { id: 'id-0', subject: 'S', body: { contentType: 'html', content: body } };
		driver.answer(firstMessage, await read({ kind: 'message', message })).press('enter');
		const screen = await frame(driver.state);
		expect(screen.text()).toContain('https://evil.example/x');
		const row = screen.rows().findIndex((line) => line.includes('old words'));
		expect(screen.cells(row).find((cell) => cell.text === 'o')?.dim).toBe(true);
	});
});
