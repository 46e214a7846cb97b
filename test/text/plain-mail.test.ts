import { describe, expect, it } from 'vitest';
import { layOut, lineAsText } from '../../src/text/lay-out.js';
import { readBody } from '../../src/text/render-message.js';
import { displayWidth } from '../../src/text/width.js';
import { honestTexts } from '../helpers/hostile-text.js';

async function lines(content: string, width = 40): Promise<string[]> {
	const text = layOut(await readBody({ contentType: 'text', content }), width);
	return text.lines.map((line) => `${line.kind}: ${lineAsText(line, width)}`);
}

describe('a plain message', () => {
	it('keeps its lines, and breaks long ones between words', async () => {
		expect(await lines('Hi,\r\n\r\n  indented\r\none two three four', 12)).toEqual([
			'text: Hi,',
			'text: ',
			'text:   indented',
			'text: one two',
			'text: three four',
		]);
	});

	it('keeps quote marks, also on the lines that a long quote is broken into', async () => {
		expect(await lines('> aaaa bbbb cccc dddd eeee\n> > deeper\n>>tight\nmine', 20)).toEqual([
			'quote: > aaaa bbbb cccc',
			'quote: > dddd eeee',
			'quote: >> deeper',
			'quote: >> tight',
			'text: mine',
		]);
	});

	it('takes ">From" at the beginning of a line for words', async () => {
		expect(await lines('>From now on')).toEqual(['text: >From now on']);
	});

	it('marks "On ... wrote:" above a quote, in one line or two, and not the answer below it', async () => {
		expect(await lines('Hello\nOn Monday, 2 March\nBob wrote:\n> old\nanswer')).toEqual([
			'text: Hello',
			'quote: On Monday, 2 March',
			'quote: Bob wrote:',
			'quote: > old',
			'text: answer',
		]);
	});

	it('marks all behind "-----Original Message-----"', async () => {
		const found = await lines('Yes\n\n-----Original Message-----\nFrom: x\nold');
		expect(found.slice(2).every((line) => line.startsWith('quote: '))).toBe(true);
		expect(found[0]).toBe('text: Yes');
	});

	it.each(honestTexts)('shows every word of %j within the width', async (text) => {
		const shown = layOut(await readBody({ contentType: 'text', content: text }), 16);
		for (const line of shown.lines) expect(displayWidth(line.text)).toBeLessThanOrEqual(16);
		const bare = (all: string): string => all.replaceAll(/\s/g, '');
		expect(bare(shown.lines.map((line) => line.text).join(''))).toBe(bare(text));
	});

	it('of many megabytes is read as far as anybody reads', async () => {
		const { blocks, cut } = await readBody({ contentType: 'text', content: 'word\n'.repeat(1_000_000) });
		expect(cut).toBe(true);
		expect(blocks).toHaveLength(400_000);
	});

	it('quoted deeper than anybody can follow looks eight deep', async () => {
		const { lines } = layOut(await readBody({ contentType: 'text', content: `${'>'.repeat(30)} words` }), 40);
		expect(lines).toMatchObject([{ depth: 8, text: 'words' }]);
	});

	it('without text has no words', async () => {
		expect(layOut(await readBody(null), 80).lines.map(({ text }) => text)).toEqual(['']);
	});
});
