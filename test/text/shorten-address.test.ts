import { describe, expect, it } from 'vitest';
import { shortenAddress } from '../../src/text/shorten-address.js';

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
