/** How far an export is: a line that renews itself on a terminal, a line now and then in the log of `--verbose` elsewhere. */
import type { Runtime } from '../../runtime.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { formatSize } from '../../text/size.js';
import { formatTimeLeft } from '../../text/time.js';
import { truncate } from '../../text/truncate.js';
import { note } from '../report.js';
import { doneOf, type ExportTally } from './export-messages.js';

export interface Progress {
	/** True when somebody sees it. */
	readonly visible: boolean;
	/** Says something in between. */
	tell(text: string): void;
	/** Takes the line away. */
	stop(): void;
}

const drawMs = 200;
const logMs = 5000;
/** Rates are those of the last moments, in milliseconds. */
const span = 10_000;

/** Shows what the tally says until it is stopped. */
export function showProgress(
	runtime: Pick<Runtime, 'stderr' | 'clock' | 'log'>,
	tally: ExportTally,
	{ verbose }: { readonly verbose: boolean },
): Progress {
	const { stderr, clock } = runtime;
	const terminal = stderr.isTTY === true;
	const line = createLine(clock, tally);
	let shown = false;
	const erase = (): void => {
		if (shown) stderr.write('\r\u001b[K');
		shown = false;
	};
	const draw = (): void => {
		const columns = Math.max(20, stderr.columns || 80);
		stderr.write(`\r\u001b[K${truncate(sanitizeLine(line()), columns - 1)}`);
		shown = true;
	};
	const stop = terminal ? clock.every(drawMs, draw) : clock.every(logMs, () => runtime.log.info(line()));
	return {
		visible: terminal || verbose,
		tell(text) {
			erase();
			note(runtime, text);
		},
		stop() {
			stop();
			erase();
		},
	};
}

/** The line at each moment it is asked for. */
function createLine(clock: Pick<Runtime['clock'], 'now'>, tally: ExportTally): () => string {
	const samples = [{ at: clock.now(), exported: 0, bytes: 0 }];
	return () => {
		const now = { at: clock.now(), exported: tally.exported, bytes: tally.bytes };
		samples.push(now);
		while (samples.length > 2 && (samples[1]?.at ?? 0) < now.at - span) samples.shift();
		const [start = now] = samples;
		const seconds = Math.max(0.001, (now.at - start.at) / 1000);
		const rate = (now.exported - start.exported) / seconds;
		const done = doneOf(tally);
		const { total } = tally;
		const left = total === undefined ? undefined : Math.max(0, total - done);
		const percent = total ? ` (${Math.min(100, Math.floor((done / total) * 100))}%)` : '';
		return [
			total === undefined ? `Exported ${done}` : `Exported ${done} of ${Math.max(total, done)}${percent}`,
			...(rate > 0 ? [`${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`] : []),
			...(rate > 0 ? [`${formatSize((now.bytes - start.bytes) / seconds)}/s`] : []),
			...(rate > 0 && left !== undefined ? [`${formatTimeLeft((left / rate) * 1000)} left`] : []),
		].join(', ');
	};
}
