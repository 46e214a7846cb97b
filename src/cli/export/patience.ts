/** Waits out a busy Graph and a network that is gone for a while, for all requests of an export at once. */
import { cancelled, GraphctlError } from '../../errors.js';
import type { WaitInfo } from '../../graph/client.js';
import type { Clock } from '../../runtime.js';

export interface PatienceOptions {
	readonly clock: Pick<Clock, 'now' | 'sleep'>;
	/** Ends every wait. */
	readonly signal: AbortSignal;
	/** Tells the person why and how long nothing happens. */
	readonly tell: (text: string) => void;
}

export interface Patience {
	/** Runs the work when nobody has to wait, and again after a busy Graph or a gap in the network. @throws what more waiting will not mend */
	run<T>(work: () => Promise<T>): Promise<T>;
	/** Makes all that begins now wait as well; for the `onWait` of a request. */
	onWait(info: WaitInfo): void;
}

/** Longest wait in seconds that Graph may ask for; its limits are counted over ten minutes. */
const longest = 900;
const withoutWord = 60;
/** Waits without a single answer between them, after which an export gives up. */
const mostBusy = 12;
/** Seconds between looks for a network that is gone. */
const outages = [2, 5, 10, 30, 60];

/** Failures of the network that are not about one answer. */
const passing = ['network.reset', 'network.truncated', 'network.encoding', 'network.too-large'];

/** Makes it for one export. */
export function createPatience({ clock, signal, tell }: PatienceOptions): Patience {
	let until = 0;
	let busy = 0;
	let outage = 0;

	/** True when this is later than everybody waits already. */
	function hold(seconds: number): boolean {
		const end = clock.now() + seconds * 1000;
		// Requests that fail together ask for the same wait, give or take.
		const isNew = end > until + 1000 || clock.now() >= until;
		until = Math.max(until, end);
		return isNew;
	}

	async function wait(): Promise<void> {
		while (!signal.aborted && clock.now() < until) {
			await clock.sleep(until - clock.now(), signal).catch((error: unknown) => {
				if (!signal.aborted) throw error;
			});
		}
		if (signal.aborted) throw signal.reason instanceof GraphctlError ? signal.reason : cancelled();
	}

	/** False when it is no use. */
	function outwait(error: unknown): boolean {
		if (!(error instanceof GraphctlError)) return false;
		if (error.code.startsWith('throttled.')) {
			const seconds = error.details.retryAfter ?? withoutWord;
			if (seconds > longest || busy >= mostBusy) return false;
			if (hold(seconds)) {
				busy += 1;
				tell(`Graph is busy with this account. The export goes on in ${Math.ceil(seconds)} s.`);
			}
			return true;
		}
		if (!error.code.startsWith('network.') || passing.includes(error.code)) return false;
		const seconds = outages[outage];
		if (seconds === undefined) return false;
		if (hold(seconds)) {
			outage += 1;
			tell(`${error.message} Trying again in ${seconds} s.`);
		}
		return true;
	}

	return {
		async run(work) {
			for (;;) {
				await wait();
				try {
					const result = await work();
					busy = 0;
					outage = 0;
					return result;
				} catch (error) {
					if (!outwait(error)) throw error;
				}
			}
		},
		onWait({ seconds, reason, status }) {
			if (status !== 429 && status !== 503) return;
			if (hold(seconds)) tell(`${reason} The export goes on in ${Math.ceil(seconds)} s.`);
		},
	};
}
