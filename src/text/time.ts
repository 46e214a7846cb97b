/** Times as a reader of mail wants them. */

interface LocalTime {
	readonly year: string;
	readonly month: string;
	readonly monthName: string;
	readonly day: string;
	readonly weekday: string;
	readonly hour: string;
	readonly minute: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * When something arrived, seen from `now` (both milliseconds since the epoch): "just now", "5 min ago", "14:05" today,
 * "Mon 14:05" within six days, "12 Nov" this year, "2025-11-12" otherwise; at most 10 columns in English. Empty for a
 * time that is not a number.
 */
export function formatReceived(at: number, now: number, timeZone: string, locale = 'en-GB'): string {
	if (!isTime(at)) return '';
	const age = now - at;
	if (age >= 0 && age < 60_000) return 'just now';
	if (age >= 60_000 && age < 3_600_000) return `${Math.floor(age / 60_000)} min ago`;
	const then = localTime(at, timeZone, locale);
	const today = localTime(now, timeZone, locale);
	const time = `${then.hour}:${then.minute}`;
	const days = dayNumber(today) - dayNumber(then);
	if (days === 0) return time;
	if (days > 0 && days < 7) return `${then.weekday} ${time}`;
	if (then.year === today.year) return `${Number(then.day)} ${then.monthName}`;
	return `${then.year}-${then.month}-${then.day}`;
}

/** Time left, e.g. "14m 39s", "42s"; never negative. */
export function formatTimeLeft(ms: number): string {
	const seconds = Math.max(0, Math.ceil(ms / 1000));
	if (seconds < 60) return `${seconds}s`;
	if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, '0')}s`;
	return `${Math.floor(seconds / 3600)}h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')}m`;
}

/** A point in time as local ISO 8601 with its offset, e.g. "2026-11-21T04:05:06+01:00"; empty for what is no time. */
export function formatInstant(ms: number, timeZone: string): string {
	if (!isTime(ms)) return '';
	const seconds = Math.floor(ms / 1000) * 1000;
	const local = new Map(
		new Intl.DateTimeFormat('en-GB', {
			timeZone,
			hourCycle: 'h23',
			year: 'numeric',
			month: '2-digit',
			day: '2-digit',
			hour: '2-digit',
			minute: '2-digit',
			second: '2-digit',
			timeZoneName: 'longOffset',
		})
			.formatToParts(seconds)
			.map((part) => [part.type, part.value]),
	);
	const of = (name: Intl.DateTimeFormatPartTypes): string => local.get(name) ?? '';
	const offset = of('timeZoneName').replace(/^(GMT|UTC)/, '') || '+00:00';
	return `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}:${of('second')}${offset}`;
}

/** How far a time is from `now` (both milliseconds since the epoch): "in 55 min", "3 h ago", "now". */
export function formatDistance(at: number, now: number): string {
	const seconds = Math.round(Math.abs(at - now) / 1000);
	if (seconds === 0) return 'now';
	const [, size, unit] = units.find(([from]) => seconds >= from) ?? [0, 1, 's'];
	const amount = `${Math.floor(seconds / size)} ${unit}`;
	return at > now ? `in ${amount}` : `${amount} ago`;
}

/** From how many seconds a unit is used, its own seconds, its name. */
const units: readonly (readonly [number, number, string])[] = [
	[2 * 86_400, 86_400, 'days'],
	[2 * 3600, 3600, 'h'],
	[60, 60, 'min'],
];

/** Largest time value of ECMAScript; Intl throws beyond it. */
function isTime(ms: number): boolean {
	return Math.abs(ms) <= 8.64e15;
}

function dayNumber(time: LocalTime): number {
	return Date.UTC(Number(time.year), Number(time.month) - 1, Number(time.day)) / 86_400_000;
}

function localTime(ms: number, timeZone: string, locale: string): LocalTime {
	const numeric = parts(ms, timeZone, 'en-GB', {
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
	});
	const names = parts(ms, timeZone, locale, { month: 'short', weekday: 'short' });
	const of = (from: Map<string, string>, name: string): string => from.get(name) ?? '';
	return {
		year: of(numeric, 'year'),
		month: of(numeric, 'month'),
		monthName: of(names, 'month').slice(0, 3),
		day: of(numeric, 'day'),
		weekday: of(names, 'weekday'),
		hour: of(numeric, 'hour'),
		minute: of(numeric, 'minute'),
	};
}

function parts(ms: number, timeZone: string, locale: string, options: Intl.DateTimeFormatOptions): Map<string, string> {
	// Making a format costs a millisecond; a list of mail needs the same two again and again.
	const key = `${timeZone} ${locale} ${'hour' in options}`;
	const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone, hourCycle: 'h23' });
	formats.set(key, format);
	return new Map(format.formatToParts(ms).map((part) => [part.type, part.value]));
}
