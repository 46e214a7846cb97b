/** Durations on the command line. */

/** Milliseconds of `90`, `90s`, `15m` or `1h`; undefined when it is none. A bare number is seconds. */
export function parseDuration(text: string): number | undefined {
	const match = /^(\d{1,6})(s|m|h)?$/.exec(text.trim());
	if (!match) return undefined;
	const unit = { s: 1000, m: 60_000, h: 3_600_000 }[match[2] ?? 's'] ?? 1000;
	return Number(match[1]) * unit;
}
