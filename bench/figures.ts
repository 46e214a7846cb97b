/** Medians, spreads and the table that the benchmark prints. */

export interface Measured {
	readonly name: string;
	readonly ms: number;
	readonly spreadMs: number;
	readonly ratio: number | undefined;
	readonly spreadRatio: number | undefined;
	readonly atMost: number | undefined;
}

export function median(values: readonly number[]): number {
	return quantile(values, 0.5);
}

/** Half the distance between the quartiles. */
export function spread(values: readonly number[]): number {
	return (quantile(values, 0.75) - quantile(values, 0.25)) / 2;
}

function quantile(values: readonly number[], at: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	const place = (sorted.length - 1) * at;
	const low = sorted[Math.floor(place)] ?? Number.NaN;
	const high = sorted[Math.ceil(place)] ?? Number.NaN;
	return low + (high - low) * (place - Math.floor(place));
}

/** The figures as aligned text. */
export function formatTable(rows: readonly Measured[]): string {
	const lines = rows.map(({ name, ms, spreadMs, ratio, spreadRatio, atMost }) => {
		const time = `${ms.toFixed(1)} ± ${spreadMs.toFixed(1)} ms`;
		const times = ratio === undefined ? '' : `${ratio.toFixed(2)} ± ${(spreadRatio ?? 0).toFixed(2)} x`;
		const verdict =
			ratio === undefined || atMost === undefined ? '' : `at most ${atMost}: ${ratio <= atMost ? 'met' : 'MISSED'}`;
		return `${name.padEnd(36)} ${time.padStart(18)} ${times.padStart(16)}  ${verdict}`.trimEnd();
	});
	return `${'case'.padEnd(36)} ${'median ± spread'.padStart(18)} ${'ratio'.padStart(16)}\n${lines.join('\n')}`;
}

/** Bytes that an installation may take at most. */
export const largestSize = 15_000_000;

/** The size of an installation as a row below the table. */
export function formatSize(bytes: number): string {
	const megabytes = `${(bytes / 1e6).toFixed(1)} MB`;
	const verdict = `at most ${largestSize / 1e6}: ${bytes <= largestSize ? 'met' : 'MISSED'}`;
	return `${'installed size'.padEnd(36)} ${megabytes.padStart(18)} ${''.padStart(16)}  ${verdict}`;
}
