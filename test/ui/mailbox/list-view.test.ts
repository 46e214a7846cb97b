import { describe, expect, it } from 'vitest';
import { listView } from '../../../src/ui/mailbox/list-view.js';
import { mailboxView } from '../../../src/ui/mailbox/mailbox-view.js';
import type { Line } from '../../../src/ui/mailbox/styled-line.js';
import { createTheme } from '../../../src/ui/theme.js';
import { type Driver, drive, entry, time } from './mailbox-driver.js';

const theme = createTheme({ LC_ALL: 'C' }, false);
const asText = (lines: readonly Line[]): string[] =>
	lines.map((pieces) =>
		pieces
			.map(({ text }) => text)
			.join('')
			.trimEnd(),
	);

/** The mailbox with three messages, of which one has every mark. */
function marked(columns: number): Driver {
	const driver = drive({ size: { columns, rows: 24 } });
	const entries = [entry(0), entry(1, { important: true, attachment: true }), entry(2, { attachment: true })];
	for (const request of driver.wanted()) {
		if (request.kind !== 'page') continue;
		driver.answer(request, { kind: 'page', value: { entries, more: false, next: undefined } });
	}
	return driver;
}

describe('the list', () => {
	it.each([50, 80, 120])('begins what stands below each other in the same column, at %i columns', (columns) => {
		const rows = asText(listView(marked(columns).state, theme, time));
		for (const word of [/Sender \d/, /Subject \d/, /just now|\d min ago/]) {
			const places = rows.map((row) => word.exec(row)).filter((found) => found !== null);
			const ends = places.map(({ index, 0: found }) => (word.source.includes('ago') ? index + found.length : index));
			expect(ends).toHaveLength(3);
			expect(new Set(ends).size).toBe(1);
		}
		expect(new Set(rows.map((row) => row.indexOf('@')).filter((place) => place >= 0)).size).toBe(1);
		expect(rows.filter((row) => /^[ >*]{1,2}!/.test(row))).toHaveLength(1);
	});

	it('has the height while it has the keys, and gives it to the message with them', () => {
		const driver = drive({ size: { columns: 80, rows: 24 } }).settle();
		const heights = (): number =>
			asText(mailboxView(driver.state, theme, time)).findIndex((row) => /^-{80}$/.test(row));
		expect(heights()).toBe(12);
		driver.press('j', 'j', 'j', 'j', 'j', 'j', 'tab');
		expect(heights()).toBe(5);
		expect(asText(listView(driver.state, theme, time)).filter((row) => /^>.*Sender 6/.test(row))).toHaveLength(1);
	});
});
