/** The claims of a token as a person reads them: a line each, times as local time, lists taken apart. */
import type { Clock } from '../runtime.js';
import { type SafeText, safeText, sanitizeLine } from '../text/sanitize.js';
import { formatTable } from '../text/table.js';
import { formatDistance, formatInstant } from '../text/time.js';
import { toJson } from './output.js';

type Claims = Readonly<Record<string, unknown>>;

/** Claims that are seconds since the epoch (RFC 7519 4.1, OpenID Connect Core 2, Microsoft's optional claims). */
const times = ['exp', 'nbf', 'iat', 'auth_time', 'xms_tcdt'];

/** Columns that the name of a claim may take. */
const widestName = 48;

/** Claims whose text is a list with blanks between its items. */
const lists = ['scp', 'scope'];

/** One table of aligned lines; with several parts each has its title. Everything in it is safe to show. */
export function claimsAsText(parts: Readonly<Record<string, Claims>>, clock: Pick<Clock, 'now' | 'timeZone'>): string {
	const titled = Object.keys(parts).length > 1;
	const rows = Object.entries(parts).flatMap(([title, claims], index): SafeText[][] => [
		...(titled && index > 0 ? [[safeText``]] : []),
		...(titled ? [[sanitizeLine(title)]] : []),
		...Object.entries(claims).flatMap(([name, value]) => claimRows(name, value, clock)),
	]);
	return formatTable(rows, { atMost: [widestName] });
}

function claimRows(name: string, value: unknown, clock: Pick<Clock, 'now' | 'timeZone'>): SafeText[][] {
	const items = itemsOf(name, value).map((item) => sanitizeLine(itemAsText(name, item, clock)));
	if (items.length === 0) return [[sanitizeLine(name)]];
	return items.map((item, index) => [index === 0 ? sanitizeLine(name) : safeText``, item]);
}

function itemsOf(name: string, value: unknown): readonly unknown[] {
	if (Array.isArray(value)) return value;
	if (typeof value === 'string' && lists.includes(name)) return value.split(' ').filter((item) => item !== '');
	return [value];
}

function itemAsText(name: string, item: unknown, { now, timeZone }: Pick<Clock, 'now' | 'timeZone'>): string {
	if (typeof item === 'string') return item;
	const at = times.includes(name) && typeof item === 'number' ? item * 1000 : Number.NaN;
	const instant = formatInstant(at, timeZone);
	return instant === '' ? toJson(item, 0) : `${instant} (${formatDistance(at, now())})`;
}
