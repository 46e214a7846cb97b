import { describe, expect, it } from 'vitest';
import { content, type Driver, drive, read } from './mailbox-driver.js';
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
