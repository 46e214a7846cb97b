/** How far an export is: a line that renews itself on a terminal, a line now and then in the log of `--verbose` elsewhere. */
import type { Runtime } from '../../runtime.js';
import { formatSize } from '../../text/size.js';
import { formatTimeLeft } from '../../text/time.js';
import { createRates, type StatusLine } from '../status-line.js';
import { doneOf, type ExportTally } from './export-messages.js';

const logMs = 5000;

/** Shows what the tally says until the function that is returned is called. */
export function showProgress(
	runtime: Pick<Runtime, 'clock' | 'log'>,
	status: StatusLine,
	tally: ExportTally,
): () => void {
	const line = createLine(runtime.clock, tally);
	if (status.visible) return status.show(line);
	return runtime.clock.every(logMs, () => runtime.log.info(line()));
}

/** The line at each moment it is asked for. */
function createLine(clock: Pick<Runtime['clock'], 'now'>, tally: ExportTally): () => string {
	const rates = createRates(clock, [tally.exported, tally.bytes]);
	return () => {
		const [rate = 0, speed = 0] = rates(tally.exported, tally.bytes);
		const done = doneOf(tally);
		const { total } = tally;
		const left = total === undefined ? undefined : Math.max(0, total - done);
		const percent = total ? ` (${Math.min(100, Math.floor((done / total) * 100))}%)` : '';
		return [
			total === undefined ? `Exported ${done}` : `Exported ${done} of ${Math.max(total, done)}${percent}`,
			...(rate > 0 ? [`${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`, `${formatSize(speed)}/s`] : []),
			...(rate > 0 && left !== undefined ? [`${formatTimeLeft((left / rate) * 1000)} left`] : []),
		].join(', ');
	};
}
