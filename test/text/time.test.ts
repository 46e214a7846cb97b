import { describe, expect, it } from 'vitest';
import { formatReceived, formatTimeLeft } from '../../src/text/time.js';

const now = Date.parse('2026-11-20T15:00:00Z');
const berlin = (at: string): string => formatReceived(Date.parse(at), now, 'Europe/Berlin');

describe('formatReceived', () => {
	it.each([
		['2026-11-20T14:59:30Z', 'just now'],
		['2026-11-20T14:55:00Z', '5 min ago'],
		['2026-11-20T14:00:01Z', '59 min ago'],
		['2026-11-20T14:00:00Z', '15:00'],
		['2026-11-19T23:30:00Z', '00:30'],
		['2026-11-19T22:30:00Z', 'Thu 23:30'],
		['2026-11-14T12:00:00Z', 'Sat 13:00'],
		['2026-11-13T12:00:00Z', '13 Nov'],
		['2026-09-01T12:00:00Z', '1 Sep'],
		['2025-12-31T23:30:00Z', '1 Jan'],
		['2025-11-12T12:00:00Z', '2025-11-12'],
	])('shows %s as %s in Berlin', (at, shown) => {
		expect(berlin(at)).toBe(shown);
	});

	it('shows a time of the near future as a time, not as "ago"', () => {
		expect(berlin('2026-11-20T15:05:00Z')).toBe('16:05');
		expect(berlin('2027-01-02T12:00:00Z')).toBe('2027-01-02');
	});

	it('shows nothing for what is no time', () => {
		expect(formatReceived(Number.NaN, now, 'UTC')).toBe('');
		expect(formatReceived(9e15, now, 'UTC')).toBe('');
	});

	it('names months and weekdays in the language asked for', () => {
		expect(formatReceived(Date.parse('2026-11-16T12:00:00Z'), now, 'UTC', 'de-DE')).toBe('Mo 12:00');
	});

	it('needs at most ten columns at any time of the year', () => {
		for (let days = 0; days < 800; days++) {
			expect(formatReceived(now - days * 86_400_000 - 7_000_000, now, 'Asia/Kolkata').length).toBeLessThanOrEqual(10);
		}
	});
});

describe('formatTimeLeft', () => {
	it.each([
		[879_000, '14m 39s'],
		[900_000, '15m 00s'],
		[42_000, '42s'],
		[0, '0s'],
		[-5000, '0s'],
		[3_900_000, '1h 05m'],
	])('shows %d ms as %s', (ms, shown) => {
		expect(formatTimeLeft(ms)).toBe(shown);
	});
});
