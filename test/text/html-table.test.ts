/** Tables of HTML mail as readable text. */
import { describe, expect, it } from 'vitest';
import { lineAsText } from '../../src/text/lay-out.js';
import { renderHtml } from '../../src/text/render-message.js';
import { displayWidth } from '../../src/text/width.js';

const render = async (html: string, width = 60): Promise<string> =>
	(await renderHtml(html, { width })).lines.map((line) => lineAsText(line, width)).join('\n');

describe('a table', () => {
	it('aligns data tables by display width and reads layout tables cell by cell', async () => {
		const data = '<table><tr><th>Name<th>Sum<tr><td>Grüße 漢字<td>12,00<tr><td>B<td>1</table>';
		expect(await render(data)).toBe('Name          Sum\nGrüße 漢字  12,00\nB               1');
		expect(await render(`<div>before${data}after</div>`)).toMatch(/^before\n\nName[\s\S]*1\n\nafter$/);
		const layout = '<table role=presentation><tr><td><p>Left words<p>more<td><p>Right words</table>';
		expect(await render(layout)).toBe('Left words\n\nmore\n\nRight words');
	});

	it('leaves room for cells that take several rows or columns', async () => {
		const data =
			'<table><thead><tr><th rowspan=2>Region<th colspan=2>Sum</tr></thead>' +
			'<tr><td rowspan=2>North<td>Q1<td>10<tr><td>Q2<td>20<tr><td>South<td rowspan=0>all year<td>30<tr><td>West<td>40</table>';
		expect(await render(data)).toBe(
			[
				'Region  Sum',
				'North   Q1        10',
				'        Q2        20',
				'South   all year  30',
				'West              40',
			].join('\n'),
		);
	});

	it('reads a table line by line whose cells leave room for more columns than can stand beside each other', async () => {
		const wide = `<table><tr>${'<td rowspan=2>a'.repeat(12)}<tr><td>b<td>c</table>`;
		expect(await render(wide)).toBe(`${'a  '.repeat(12).trimEnd()}\nb  c`);
	});

	it('aligns columns of numbers to the right, and no others', async () => {
		const rows = ['<td>Paper<td>€ 1,200.50<td>12 %<td>2026-01-31', '<td>Ink<td>-3<td><td>7'];
		const data = `<table><tr><th>Item<th>Sum<th>Share<th>Due<tr>${rows.join('<tr>')}</table>`;
		expect(await render(data)).toBe(
			['Item          Sum  Share  Due', 'Paper  € 1,200.50   12 %  2026-01-31', 'Ink            -3         7'].join(
				'\n',
			),
		);
	});

	it('wraps the cells of a table that is too wide, and cuts none', async () => {
		const cell = 'one two three four five six seven';
		const text = await render(`<table><tr><th>A<th>B<tr><td>${cell}<td>${cell}</table>`, 40);
		expect(Math.max(...text.split('\n').map(displayWidth))).toBeLessThanOrEqual(40);
		expect(text.match(/seven/g)).toHaveLength(2);
	});

	it('sets the cells of a table under each other where they have no room beside each other', async () => {
		const columns = Array.from({ length: 6 }, (_, index) => `<td>column ${index}`).join('');
		const text = await render(`<table><tr>${columns}<tr>${columns}</table>`, 30);
		expect(text.split('\n')).toEqual([0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5].map((index) => `column ${index}`));
	});

	it('loses no words of a table that is put together wrongly', async () => {
		const text = await render('<table>stray<tr>words<td>cell</tr>more</table>');
		for (const word of ['stray', 'words', 'cell', 'more']) expect(text).toContain(word);
	});
});
