/** Medians, spreads and the table that the benchmark prints. */

/** What a ratio must keep to. */
export type Limit = { readonly atMost: number } | { readonly atLeast: number };

export interface Measured {
	readonly name: string;
	readonly median: number;
	readonly spread: number;
	readonly unit: 'ms' | 'MB';
	/** To the base, round by round; undefined for a base itself. */
	readonly ratio?: number | undefined;
	readonly spreadRatio?: number | undefined;
	readonly limit?: Limit | undefined;
}

export function median(values: readonly number[]): number {
	return quantile(values, 0.5);
}

/** Half the distance between the quartiles. */
export function spread(values: readonly number[]): number {
	return (quantile(values, 0.75) - quantile(values, 0.25)) / 2;
}

/** The value below which this part of the others lies. */
export function quantile(values: readonly number[], at: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	const place = (sorted.length - 1) * at;
	const low = sorted[Math.floor(place)] ?? Number.NaN;
	const high = sorted[Math.ceil(place)] ?? Number.NaN;
	return low + (high - low) * (place - Math.floor(place));
}

/** A row of what was measured, and of the base of the same rounds, which `per` makes a ratio of. */
export function measured(
	row: Pick<Measured, 'name' | 'unit' | 'limit'>,
	own: readonly number[],
	base?: readonly number[],
	per: (own: number, base: number) => number = (value, other) => value / other,
): Measured {
	const ratios = base && own.map((value, round) => per(value, base[round] ?? Number.NaN));
	return {
		...row,
		median: median(own),
		spread: spread(own),
		ratio: ratios && median(ratios),
		spreadRatio: ratios && spread(ratios),
	};
}

/** True when there is no limit, or it is kept. */
export function isMet({ ratio, limit }: Pick<Measured, 'ratio' | 'limit'>): boolean {
	if (limit === undefined) return true;
	// What could not be measured is not met.
	if (ratio === undefined) return false;
	return 'atMost' in limit ? ratio <= limit.atMost : ratio >= limit.atLeast;
}

/** The figures as aligned text. */
export function formatTable(rows: readonly Measured[]): string {
	const lines = rows.map((row) => {
		const { name, unit, ratio, limit } = row;
		const value = `${row.median.toFixed(1)} ± ${row.spread.toFixed(1)} ${unit}`;
		const times = ratio === undefined ? '' : `${ratio.toFixed(2)} ± ${(row.spreadRatio ?? 0).toFixed(2)} x`;
		const bound = limit && ('atMost' in limit ? `at most ${limit.atMost}` : `at least ${limit.atLeast}`);
		return formatRow(name, value, times, bound === undefined ? '' : `${bound}: ${isMet(row) ? 'met' : 'MISSED'}`);
	});
	return [formatRow('case', 'median ± spread', 'ratio', ''), ...lines].join('\n');
}

/** Bytes that an installation may take at most. */
export const largestSize = 15_000_000;

/** Packages that an installation may name at most as its dependencies. */
export const mostDependencies = 3;

/** The size of an installation as a row below the table. */
export function formatSize(bytes: number): string {
	const verdict = `at most ${largestSize / 1e6}: ${bytes <= largestSize ? 'met' : 'MISSED'}`;
	return formatRow('installed size', `${(bytes / 1e6).toFixed(1)} MB`, '', verdict);
}

/** The number of runtime dependencies as a row below the table. */
export function formatDependencies(count: number): string {
	const verdict = `at most ${mostDependencies}: ${count <= mostDependencies ? 'met' : 'MISSED'}`;
	return formatRow('runtime dependencies', String(count), '', verdict);
}

function formatRow(name: string, value: string, ratio: string, verdict: string): string {
	return `${name.padEnd(36)} ${value.padStart(18)} ${ratio.padStart(16)}  ${verdict}`.trimEnd();
}
