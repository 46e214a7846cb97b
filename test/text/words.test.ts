import { describe, expect, it } from 'vitest';
import { initials } from '../../src/text/initials.js';
import { sanitizeLine } from '../../src/text/sanitize.js';
import { nearest } from '../../src/text/suggest.js';

describe('initials', () => {
	it.each([
		['Adele Vance', 'AV'],
		['Vance, Adele', 'AV'],
		['Ana Maria de Souza', 'AS'],
		['Adele Vance (Contoso)', 'AV'],
		['megan.bowen@contoso.com', 'MB'],
		['Cher', 'C'],
		['éloïse ångström', 'ÉÅ'],
		['山田 太郎', '山太'],
		['ß x', 'ßX'],
		['', '?'],
		['🎉 !!', '?'],
	])('makes of "%s" the letters %s', (name, letters) => {
		expect(initials(sanitizeLine(name))).toBe(letters);
	});
});

describe('nearest', () => {
	const commands = ['login', 'logout', 'status', 'accounts', 'mail', 'me'];

	it.each([
		['logn', 'login'],
		['lgoin', 'login'],
		['LOGIN', 'login'],
		['stauts', 'status'],
		['acounts', 'accounts'],
		['mial', 'mail'],
	])('finds for "%s" the word %s', (word, expected) => {
		expect(nearest(word, commands)).toBe(expected);
	});

	it.each(['', 'frobnicate', 'x'.repeat(10_000)])('finds nothing near for "%.20s"', (word) => {
		expect(nearest(word, commands)).toBeUndefined();
	});
});
