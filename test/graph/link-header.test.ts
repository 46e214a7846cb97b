/** Which of the links of a header is the next page (RFC 8288). */
import { describe, expect, it } from 'vitest';
import { nextLink } from '../../src/graph/link-header.js';

describe('the next page of a Link header', () => {
	it.each([
		['</2>; rel="next"'],
		['</2>;rel=next'],
		['</2> ; REL = "Next"'],
		['</2>; rel="last next"'],
		['</2>; title="a, b"; rel="next"'],
		['</2>; title="a \\" <x>; b"; rel="next"'],
		['</2>; flag; rel=next; x'],
		['< /2 >; rel=next'],
		[', ,</9>; rel=last,</2>; rel=next, </3>; rel=next'],
		['</9>; title="</8>; rel=next", </2>; rel=next'],
		['</9>; rel=last junk, </2>; rel=next'],
		['</2>; rel=next; rel=last'],
	])('is /2 in %s', (header) => {
		expect(nextLink(header)).toBe('/2');
	});

	it('is found in the second of two headers', () => {
		expect(nextLink(['</1>; rel="prev"', '</2>; rel="next"'])).toBe('/2');
	});

	it('may hold commas and semicolons in its address', () => {
		expect(nextLink('</2?a=1,2;b>; rel=next')).toBe('/2?a=1,2;b');
	});

	it.each([
		[undefined],
		[''],
		['</2>'],
		['</2>; rel=nextish'],
		['</2>; rel="prev-next"'],
		['</2>; rel=last; rel=next'],
		['</2>; title="rel=next"'],
		['</2>; xrel=next'],
		['</2>; title="; rel=next'],
		['</2>; rel=next; anchor="/elsewhere"'],
		['/2; rel=next'],
		['</2; rel=next'],
	])('is not named by %s', (header) => {
		expect(nextLink(header)).toBeUndefined();
	});

	it.each([
		['<'.repeat(200_000)],
		['</9>,'.repeat(50_000)],
		[`</9>${'; '.repeat(100_000)}`],
		[`</9>; a="${'\\'.repeat(200_001)}`],
		[`</9>; a="${'\\"'.repeat(100_000)}`],
		[' '.repeat(200_000)],
		[`</9>${' '.repeat(200_000)}x`],
	])('is looked for no longer than a header is long', (header) => {
		const started = performance.now();
		expect(nextLink(header)).toBeUndefined();
		expect(performance.now() - started).toBeLessThan(500);
	});
});
