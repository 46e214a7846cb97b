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
	/** When the present wait was set. */
	let heldAt = 0;
	let busy = 0;
	let outage = 0;

	/** True when this is later than everybody waits already. */
	function hold(seconds: number): boolean {
		const now = clock.now();
		const end = now + seconds * 1000;
		// Requests that fail together ask for the same wait, give or take.
		const isNew = end > until + 1000 || now >= until;
		if (isNew) heldAt = now;
		until = Math.max(until, end);
		return isNew;
	}

	/** True when work that began at this time met what everybody waits out already: the four that fail together are one failure. */
	function isKnown(begun: number): boolean {
		return begun <= heldAt && clock.now() < until;
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
	function outwait(error: unknown, begun: number): boolean {
		if (!(error instanceof GraphctlError)) return false;
		if (error.code.startsWith('throttled.')) {
			const seconds = error.details.retryAfter ?? withoutWord;
			const known = isKnown(begun);
			if (seconds > longest || (busy >= mostBusy && !known)) return false;
			if (!known) busy += 1;
			if (hold(seconds)) {
				tell(`Graph is busy with this account. The export goes on in ${Math.ceil(seconds)} s.`);
			}
			return true;
		}
		if (!error.code.startsWith('network.') || passing.includes(error.code)) return false;
		if (isKnown(begun)) return true;
		const seconds = outages[outage];
		if (seconds === undefined) return false;
		outage += 1;
		hold(seconds);
		tell(`${error.message} Trying again in ${seconds} s.`);
		return true;
	}

	return {
		async run(work) {
			for (;;) {
				await wait();
				const begun = clock.now();
				try {
					const result = await work();
					busy = 0;
					outage = 0;
					return result;
				} catch (error) {
					if (!outwait(error, begun)) throw error;
				}
			}
		},
		onWait({ seconds, reason, status }) {
			if (status !== 429 && status !== 503) return;
			if (hold(seconds)) tell(`${reason} The export goes on in ${Math.ceil(seconds)} s.`);
		},
	};
}
