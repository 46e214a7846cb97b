import { describe, expect, it } from 'vitest';
import { sanitizeBlock, sanitizeLine } from '../../src/text/sanitize.js';
import { formatTable } from '../../src/text/table.js';
import { fitWidth, truncate } from '../../src/text/truncate.js';
import { displayWidth } from '../../src/text/width.js';
import { wrap } from '../../src/text/wrap.js';
import { honestTexts, hostileTexts } from '../helpers/hostile-text.js';

const texts = [...honestTexts, ...hostileTexts.map(({ text }) => text)].map((text) => sanitizeLine(text));

describe('truncate', () => {
	it('leaves text that fits alone and marks text that does not', () => {
		expect(truncate(sanitizeLine('hello'), 5)).toBe('hello');
		expect(truncate(sanitizeLine('hello world'), 7)).toBe('hello…');
		expect(truncate(sanitizeLine('hello world'), 7, '...')).toBe('hell...');
		expect(truncate(sanitizeLine('hello'), 0)).toBe('');
	});

	it('never splits a family, a flag or a wide character', () => {
		expect(truncate(sanitizeLine('👩‍👩‍👧‍👦👩‍👩‍👧‍👦'), 3)).toBe('👩‍👩‍👧‍👦…');
		expect(truncate(sanitizeLine('日本語'), 4)).toBe('日…');
	});

	it('never exceeds its width', () => {
		for (const text of texts) {
			for (const width of [1, 2, 7, 20]) {
				expect(displayWidth(truncate(text, width)), text).toBeLessThanOrEqual(width);
				expect(displayWidth(fitWidth(text, width)), text).toBe(width);
			}
		}
	});
});

describe('wrap', () => {
	it('breaks at spaces, between wide characters, and inside words only when they are too long', () => {
		expect(wrap(sanitizeLine('the quick brown fox'), 10)).toEqual(['the quick', 'brown fox']);
		expect(wrap(sanitizeLine('日本語のメール'), 6)).toEqual(['日本語', 'のメー', 'ル']);
		expect(wrap(sanitizeLine('see https://example.com/long'), 10)).toEqual(['see', 'https://ex', 'ample.com/', 'long']);
	});

	it('keeps line breaks and empty lines', () => {
		expect(wrap(sanitizeBlock('a\n\nb'), 10)).toEqual(['a', '', 'b']);
	});

	it('never exceeds its width and loses nothing but spaces', () => {
		for (const text of texts) {
			const lines = wrap(text, 12);
			for (const line of lines) expect(displayWidth(line), text).toBeLessThanOrEqual(12);
			expect(lines.join('').replace(/ /g, '')).toBe(text.replace(/ /g, ''));
		}
	});
});

describe('formatTable', () => {
	const rows = [
		['1', 'Ana', 'a long last column that is cut'],
		['10', '日本', 'short'],
	].map((row) => row.map((cell) => sanitizeLine(cell)));

	it('aligns columns by what a terminal shows and leaves no spaces at line ends', () => {
		expect(formatTable(rows, { right: [0] })).toBe(' 1  Ana   a long last column that is cut\n10  日本  short\n');
	});

	it('cuts the last column to the width', () => {
		expect(formatTable(rows, { width: 24 })).toBe('1   Ana   a long last c…\n10  日本  short\n');
	});

	it('cuts columns to their own limits', () => {
		expect(formatTable(rows, { atMost: [undefined, undefined, 7] })).toBe('1   Ana   a long…\n10  日本  short\n');
	});

	it('gives nothing for no rows', () => {
		expect(formatTable([])).toBe('');
	});
});
