/** Values that `$search` compares rather than looks for: days, numbers, yes and no. */
import type { SearchOperator } from './search-tokens.js';

/** From (inclusive) to (exclusive), milliseconds or bytes. */
export interface Span {
	readonly from: number;
	readonly to: number;
}

const day = 24 * 3600 * 1000;

/** A day, a named stretch of days or a range `a..b`, in UTC; undefined when it is none. `now`: milliseconds since the epoch. */
export function parseDays(text: string, now: number): Span | undefined {
	const [first = '', second, ...more] = text.split('..');
	if (more.length > 0) return undefined;
	const from = parseDay(first, now);
	if (second === undefined || from === undefined) return from;
	const to = parseDay(second, now);
	return to === undefined ? undefined : { from: from.from, to: to.to };
}

function parseDay(text: string, now: number): Span | undefined {
	const today = Math.floor(now / day) * day;
	const weekday = new Date(today).getUTCDay();
	switch (text.toLowerCase()) {
		case 'today':
			return { from: today, to: today + day };
		case 'yesterday':
			return { from: today - day, to: today };
		case 'this week':
			return { from: today - weekday * day, to: today + (7 - weekday) * day };
		case 'last week':
			return { from: today - (weekday + 7) * day, to: today - weekday * day };
	}
	const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
	const iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
	const [year, month, date] = american ? [american[3], american[1], american[2]] : [iso?.[1], iso?.[2], iso?.[3]];
	const start = Date.UTC(Number(year), Number(month) - 1, Number(date));
	if (Number.isNaN(start) || new Date(start).getUTCDate() !== Number(date)) return undefined;
	return { from: start, to: start + day };
}

/** A whole number or a range `1..500000`. */
export function parseNumbers(text: string): Span | undefined {
	const found = /^(\d{1,15})(?:\.\.(\d{1,15}))?$/.exec(text);
	if (found === null) return undefined;
	return { from: Number(found[1]), to: Number(found[2] ?? found[1]) + 1 };
}

/** How a value relates to the span. */
export function isWithin(value: number, operator: SearchOperator, span: Span): boolean {
	switch (operator) {
		case '<':
			return value < span.from;
		case '<=':
			return value < span.to;
		case '>':
			return value >= span.to;
		case '>=':
			return value >= span.from;
		case '<>':
			return value < span.from || value >= span.to;
		default:
			return value >= span.from && value < span.to;
	}
}

/** True and false as people write them; undefined when it is neither. */
export function parseTruth(text: string): boolean | undefined {
	const lower = text.toLowerCase();
	if (['true', 'yes', '1'].includes(lower)) return true;
	return ['false', 'no', '0'].includes(lower) ? false : undefined;
}
