import { describe, expect, it } from 'vitest';
import { type MailSearch, searchRequest } from '../../src/graph/mail-search.js';
import { systemClock } from '../helpers/sandbox.js';

const clock = { ...systemClock, now: () => Date.parse('2026-11-21T12:00:00Z'), timeZone: 'UTC' };
const searchOf = (search: MailSearch): unknown => searchRequest(search, clock).query['$search'];
const words = (search: MailSearch): string =>
	String(searchOf(search))
		.slice(1, -1)
		.replaceAll(/\\(["\\])/g, '$1');

describe('a search', () => {
	it('sends a query as it is, with its quotes escaped for OData', () => {
		expect(searchOf({ query: 'subject:"two words" \\ x' })).toBe('"subject:\\"two words\\" \\\\ x"');
	});

	it('joins query and conditions so that neither changes the other', () => {
		expect(words({ query: 'a OR b', from: 'Bob Smith', to: 'x@y.z', subject: 's', hasAttachment: true })).toBe(
			'(a OR b) AND from:"Bob Smith" AND to:"x@y.z" AND subject:"s" AND hasAttachments:true',
		);
	});

	it('asks for a day more on each side of a span and keeps what lies within it', () => {
		const { query, keep } = searchRequest({ since: '2026-03-01', until: '2026-03-02' }, clock);
		expect(query['$search']).toBe('"received>=02/28/2026 AND received<=03/03/2026"');
		// Some are sorted out, which is not to cost another request.
		expect(query['$top']).toBe(50);
		expect(keep).toEqual({ since: Date.parse('2026-03-01T00:00:00Z'), until: Date.parse('2026-03-02T23:59:59.999Z') });
	});

	it.each([
		['x" OR from:"boss', 'from:"x OR from: boss"'],
		['a:b (c) AND NOT d', 'from:"a:b (c) AND NOT d"'],
		['tail\\', 'from:"tail"'],
		['\u201cx\u201d OR y', 'from:"x OR y"'],
		['two\nlines\u0000', 'from:"two lines"'],
	])('lets %j in an option be no more than words', (from, kql) => {
		expect(words({ from })).toBe(kql);
	});

	it.each(['a) OR (b', '"open', '(open', 'close)', ')(', '\u201copen'])(
		'refuses to add conditions to %j, which would reach beyond its parentheses',
		(query) => {
			expect(() => searchOf({ query, from: 'bob' })).toThrow(/not balanced/);
		},
	);

	it('sends a query as it is, but says itself that a quote is not closed', () => {
		expect(words({ query: 'a) OR (b' })).toBe('a) OR (b');
		expect(() => searchOf({ query: 'subject:"open' })).toThrow(/quote .* not closed/);
	});

	it('takes parentheses within quotes for words', () => {
		expect(words({ query: '"a) OR (b"', from: 'bob' })).toBe('("a) OR (b") AND from:"bob"');
	});

	it.each([{}, { query: ' ' }, { from: '"' }, { subject: '\\' }])('refuses %j, which says nothing', (search) => {
		expect(() => searchOf(search)).toThrow(expect.objectContaining({ exitCode: 2 }));
	});

	it('names the option whose time it does not understand', () => {
		expect(() => searchOf({ until: 'soon' })).toThrow('--until does not understand "soon".');
	});
});
