/** Points in time as people write them. */
import { GraphctlError } from '../errors.js';
import type { Clock } from '../runtime.js';

const units: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const day = 86_400_000;

/**
 * Milliseconds since the epoch for `2026-01-31`, `2026-01-31T08:30` (local time, or with `Z` or an offset), `12h`, `7d`, `2w`
 * (back from now), `today` and `yesterday` (midnight, local time). `option` is named in the error. @throws GraphctlError `usage.value`
 */
export function parseSince(text: string, clock: Pick<Clock, 'now' | 'timeZone'>, option = '--since'): number {
	const word = text.trim().toLowerCase();
	const now = clock.now();
	const back = /^(\d{1,5})([hdw])$/.exec(word);
	if (back) return now - Number(back[1]) * (units[back[2] ?? ''] ?? day);
	if (word === 'today' || word === 'yesterday') {
		const [year = 0, month = 1, date = 1] = localFields(now, clock.timeZone);
		return localTime([year, month, date - (word === 'today' ? 0 : 1), 0, 0, 0], clock.timeZone);
	}
	const written = /^(\d{4})-(\d\d)-(\d\d)(?:[t ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(z|[+-]\d\d:?\d\d)?)?$/.exec(word);
	if (!written) throw notATime(text, option);
	const fields = written.slice(1, 7).map((part: string | undefined) => Number(part ?? 0));
	const [year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0] = fields;
	const plain = new Date(Date.UTC(year, month - 1, date, hour, minute, second));
	// A 31st of April would silently become the 1st of May.
	const same = plain.getUTCMonth() === month - 1 && plain.getUTCDate() === date && plain.getUTCHours() === hour;
	if (!same || minute > 59 || second > 59) throw notATime(text, option);
	const zone = written[7];
	return zone === undefined ? localTime(fields, clock.timeZone) : plain.getTime() - offsetOf(zone);
}

function offsetOf(zone: string): number {
	if (zone === 'z') return 0;
	const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
	return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** The instant at which the clocks of that zone show these fields; in the gap of a clock change, the hour after it. */
function localTime(fields: readonly number[], timeZone: string): number {
	const [year = 0, month = 1, date = 1, hour = 0, minute = 0, second = 0] = fields;
	const wanted = Date.UTC(year, month - 1, date, hour, minute, second);
	// The offset depends on the instant that is sought: two looks settle it on both sides of a clock change.
	const guess = wanted - offsetAt(wanted, timeZone);
	return wanted - offsetAt(guess, timeZone);
}

function offsetAt(instant: number, timeZone: string): number {
	const [year = 0, month = 1, date = 1, hour = 0, minute = 0, second = 0] = localFields(instant, timeZone);
	return Date.UTC(year, month - 1, date, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

function localFields(instant: number, timeZone: string): number[] {
	const format = new Intl.DateTimeFormat('en-US', {
		timeZone,
		calendar: 'gregory',
		numberingSystem: 'latn',
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	});
	const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
	return (['year', 'month', 'day', 'hour', 'minute', 'second'] as const).map((type) => parts.get(type) ?? 0);
}

function notATime(text: string, option: string): GraphctlError {
	return new GraphctlError({
		code: 'usage.value',
		message: `${option} does not understand "${text}".`,
		hint: 'Examples: 2026-01-31, 2026-01-31T08:30, 12h, 7d, 2w, today, yesterday.',
	});
}
