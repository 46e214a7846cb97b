import { describe, expect, it } from 'vitest';
import { spokenView } from '../../../src/ui/mailbox/spoken-view.js';
import { content, type Driver, drive, firstMessage, time } from './mailbox-driver.js';
import { expectStraight, frame } from './mailbox-screens.js';

const sizes = [
	{ columns: 80, rows: 24 },
	{ columns: 40, rows: 12 },
	{ columns: 120, rows: 40 },
];

const long = (letter: string, count = 3000): string => letter.repeat(count);
const labels = (letter: string, count: number): string =>
	Array.from({ length: count }, () => long(letter, 50)).join('.');

/** Addresses that look as if they led to Microsoft, and what their host line has to end with. */
const deceptive = [
	{
		name: 'a user name before the host',
		url: `https://login.microsoftonline.com%2F${long('x')}@evil.example/${long('b')}`,
		host: /Host: evil\.example$/m,
	},
	{
		name: 'a host that begins like another',
		url: `https://login.microsoftonline.com.${labels('a', 2)}.${labels('b', 2)}.evil.example/${long('c')}`,
		host: /Host: …[ab.]+\.evil\.example$/m,
	},
	{
		name: 'a host longer than any screen',
		url: `https://login.microsoftonline.com.${labels('a', 100)}.evil.example/`,
		host: /Host: …[ab.]+\.evil\.example$/m,
	},
	{
		name: 'a path that looks like a host',
		url: `https://evil.example/${long('x')}@login.microsoftonline.com/`,
		host: /Host: evil\.example$/m,
	},
	{
		name: 'a mail address behind much else',
		url: `mailto:support.microsoft.com.${long('x', 300)}@evil.example?body=${long('b')}`,
		host: /Mail to: …x+@evil\.example$/m,
	},
];

/** Asked whether the address of the message may be opened. */
function asked(url: string, size: Driver['state']['size'], spoken = false): Driver {
	const driver = drive({ size, spoken }).settle();
	driver.answer(firstMessage, { kind: 'message', value: { ...content('id-0'), webLink: url } });
	return driver.press('o', 'enter');
}

describe.each(sizes)('the question before a browser is opened, at $columns x $rows', (size) => {
	it.each(deceptive)('shows on a line of its own whose the address is: $name', async ({ url, host }) => {
		const screen = await frame(asked(url, size).state);
		expectStraight(screen, size);
		const text = screen.text().replace(/ +$/gm, '');
		expect(text).toMatch(/Open this address in the browser\?/);
		expect(text).toMatch(host);
		expect(text).toMatch(/y opens it, Esc leaves it\./);
	});

	it.each(deceptive)('says aloud whose the address is, and fits the screen: $name', ({ url, host }) => {
		const said = spokenView(asked(url, size, true).state, time).map((pieces) =>
			pieces.map(({ text }) => text).join(''),
		);
		expect(said.join('\n')).toMatch(host);
		const rows = said.reduce((sum, line) => sum + Math.ceil(line.length / size.columns), 0);
		expect(rows).toBeLessThanOrEqual(size.rows);
	});

	it('shows an address that fits as it is', async () => {
		const url = 'https://someone@contoso.example/a?b=c#d';
		const text = (await frame(asked(url, size).state)).text();
		expect(text).toMatch(/Host: contoso\.example\n/);
		expect(text.replace(/\s+/g, '')).toContain(url);
	});

	it('cuts of a longer one path and query alone', async () => {
		const url = `https://someone@contoso.example/${long('p')}?end`;
		const text = (await frame(asked(url, size).state)).text().replace(/\s+/g, '');
		expect(text).toMatch(/https:\/\/…@contoso\.example\/p+…p*\?endyopensit/);
	});
});

describe('the smallest screen', () => {
	it.each(deceptive)('still shows whose the address is: $name', async ({ url, host }) => {
		const text = (await frame(asked(url, { columns: 30, rows: 8 }).state)).text();
		expect(text.replace(/ +$/gm, '')).toMatch(host);
	});
});

describe('the list of addresses', () => {
	it('keeps of each the end of its host', async () => {
		for (const { url } of deceptive) {
			const { state } = asked(url, { columns: 80, rows: 24 });
			const text = (await frame({ ...state, overlays: state.overlays.slice(0, -1) })).text();
			expect(text).toContain('evil.example');
		}
	});
});
