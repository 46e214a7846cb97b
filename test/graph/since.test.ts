import { describe, expect, it } from 'vitest';
import { parseSince } from '../../src/graph/since.js';

const berlin = { now: () => Date.UTC(2026, 10, 20, 12), timeZone: 'Europe/Berlin' };

describe('a point in time', () => {
	it.each([
		['2026-01-31', '2026-01-30T23:00:00.000Z'],
		['2026-07-01', '2026-06-30T22:00:00.000Z'],
		['2026-01-31T08:30', '2026-01-31T07:30:00.000Z'],
		['2026-01-31 08:30:15', '2026-01-31T07:30:15.000Z'],
		['2026-01-31T08:30Z', '2026-01-31T08:30:00.000Z'],
		['2026-01-31T08:30:00.123+05:30', '2026-01-31T03:00:00.000Z'],
		['2026-01-31T08:30-0800', '2026-01-31T16:30:00.000Z'],
		['today', '2026-11-19T23:00:00.000Z'],
		['Yesterday', '2026-11-18T23:00:00.000Z'],
		['7d', '2026-11-13T12:00:00.000Z'],
		['2w', '2026-11-06T12:00:00.000Z'],
		['12h', '2026-11-20T00:00:00.000Z'],
		['2026-03-29', '2026-03-28T23:00:00.000Z'],
		['2026-03-30', '2026-03-29T22:00:00.000Z'],
		['2026-10-26', '2026-10-25T23:00:00.000Z'],
	])('written %s is %s in Berlin', (text, expected) => {
		expect(new Date(parseSince(text, berlin)).toISOString()).toBe(expected);
	});

	it('follows the local day on the other side of the world', () => {
		const kiritimati = { ...berlin, timeZone: 'Pacific/Kiritimati' };
		expect(new Date(parseSince('today', kiritimati)).toISOString()).toBe('2026-11-20T10:00:00.000Z');
	});

	it.each([
		'',
		'soon',
		'31.01.2026',
		'2026-02-30',
		'2026-13-01',
		'2026-01-31T25:00',
		'2026-1-1',
		'7',
		'-7d',
		"2026-01-01' or 1",
	])('written %j is refused', (text) => {
		expect(() => parseSince(text, berlin)).toThrow('--since does not understand');
	});
});
