/** How far the download of one file is: bytes, rate and remaining time on a line of the terminal. */
import type { BodyTaker, Runtime } from '../runtime.js';
import type { SafeText } from '../text/sanitize.js';
import { formatSize } from '../text/size.js';
import { formatTimeLeft } from '../text/time.js';
import { createRates, type StatusLine } from './status-line.js';

/** What is downloaded. */
export interface DownloadFacts {
	readonly name: SafeText;
	/** Bytes, about; undefined where nobody knows. */
	readonly size: number | undefined;
	/** Which of several it is, from 1. */
	readonly number: number;
	readonly count: number;
}

export interface DownloadProgress {
	/** The same taker, whose bytes are counted, from nothing each time it is asked for anew. */
	counting(begin: () => BodyTaker): () => BodyTaker;
	/** Takes the line away. */
	stop(): void;
}

/** Shows the line until it is stopped; what is quick is never seen. */
export function showDownload(
	clock: Pick<Runtime['clock'], 'now'>,
	status: StatusLine,
	{ name, size, number, count }: DownloadFacts,
): DownloadProgress {
	let bytes = 0;
	const rates = createRates(clock, [0]);
	const which = count > 1 ? `${number} of ${count}, ` : '';
	const stop = status.show(() => {
		const [rate = 0] = rates(bytes);
		const total = size === undefined ? undefined : Math.max(size, bytes);
		return `Saving ${which}${[
			total
				? `${formatSize(bytes)} of ${formatSize(total)} (${Math.floor((bytes / total) * 100)}%)`
				: formatSize(bytes),
			...(rate > 0 ? [`${formatSize(rate)}/s`] : []),
			...(rate > 0 && total ? [`${formatTimeLeft(((total - bytes) / rate) * 1000)} left`] : []),
		].join(', ')}: ${name}`;
	});
	return {
		stop,
		counting: (begin) => () => {
			const take = begin();
			bytes = 0;
			return async (piece) => {
				await take(piece);
				bytes += piece.length;
			};
		},
	};
}
