import { describe, expect, it } from 'vitest';
import { fitAddress, placeOf, shortenAddress } from '../../src/text/shorten-address.js';

const long = 'x'.repeat(300);

describe('an address too long for a line', () => {
	it('keeps its beginning, its end and one line', () => {
		const short = shortenAddress(`https://news.example/click/${long}?campaign=may`, 60);
		expect(short).toHaveLength(60);
		expect(short).toMatch(/^https:\/\/news\.example\/click\/x+…x*\?campaign=may$/);
		expect(shortenAddress('https://a.example/b', 60)).toBe('https://a.example/b');
	});

	it.each([
		[`https://${'sub.'.repeat(20)}evil.example/${long}`, `https://${'sub.'.repeat(20)}evil.example`],
		[`https://contoso.com${'a'.repeat(100)}@evil.example:8443/login`, 'https://…@evil.example:8443/login'],
		[`https://evil.example/${long}@contoso.com/`, 'https://evil.example/'],
		[`mailto:somebody.with.a.name@evil.example?body=${long}`, 'mailto:somebody.with.a.name@evil.example'],
		[`https://${'a'.repeat(60)}.example/${long}#end`, `https://${'a'.repeat(60)}.example/x…`],
	])('always says whole where it leads: %s', (address, place) => {
		expect(shortenAddress(address, 40).startsWith(place)).toBe(true);
		expect(shortenAddress(address, 40).length).toBeLessThan(address.length);
	});
});

describe('where an address leads', () => {
	it.each([
		['https://login.example%2Fx@evil.example:8443/b', 'evil.example:8443'],
		[`https://${'a'.repeat(90)}.evil.example/b`, `…${'a'.repeat(8)}.evil.example`],
		['https://b\u00fccher.example/', 'xn--bcher-kva.example'],
		['mailto:somebody.else@evil.example?subject=contoso.com', '…ody.else@evil.example'],
	])('is its host or mail address, or the end of that: %s', (address, place) => {
		expect(placeOf(address, 22)).toBe(place);
	});

	it('stays in an address that is fitted into less than its host takes', () => {
		const address = `https://login.example.${'a'.repeat(90)}.evil.example/${long}`;
		expect(fitAddress(address, 40)).toBe(`https://…${'a'.repeat(17)}.evil.example…`);
		expect(fitAddress(address, 40)).toHaveLength(40);
		expect(fitAddress('https://a.example/b', 40)).toBe('https://a.example/b');
	});
});
