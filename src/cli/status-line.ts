/** A line about long work that renews itself on standard error, on a terminal only, and gives way to notes and sign-ins. */
import type { Runtime } from '../runtime.js';
import type { Interaction } from '../session/session.js';
import { sanitizeLine } from '../text/sanitize.js';
import { truncate } from '../text/truncate.js';
import type { SessionScreen } from './open.js';
import { note } from './report.js';

/** For `openSession`, so that its notes and sign-ins find the terminal free. */
export interface StatusLine extends SessionScreen {
	/** False without a terminal, on one that cannot erase a line, where every change is read aloud, and beside the lines of `--verbose`. */
	readonly visible: boolean;
	/** Shows what `line` says at each moment, until the function that is returned is called; that may be called again. */
	show(line: () => string): () => void;
}

const drawMs = 200;
/** Rates are those of the last moments, in milliseconds. */
const span = 10_000;

export function createStatusLine(runtime: Pick<Runtime, 'stderr' | 'clock' | 'env' | 'log'>): StatusLine {
	const { stderr, clock, env, log } = runtime;
	const readAloud = env['INK_SCREEN_READER'] === 'true';
	const visible = stderr.isTTY === true && env['TERM'] !== 'dumb' && !readAloud && log.onScreen !== true;
	let drawn = false;
	let signIns = 0;
	const erase = (): void => {
		if (drawn) stderr.write('\r\u001b[K');
		drawn = false;
	};
	const say = (text: string): void => {
		erase();
		note(runtime, text);
	};
	return {
		visible,
		note: say,
		show(line) {
			if (!visible) return () => {};
			const stop = clock.every(drawMs, () => {
				if (signIns > 0) return;
				const columns = Math.max(20, stderr.columns || 80);
				stderr.write(`\r\u001b[K${truncate(sanitizeLine(line()), columns - 1)}`);
				drawn = true;
			});
			return () => {
				stop();
				erase();
			};
		},
		interaction: (usual): Interaction => ({
			flow: usual.flow,
			async start(reason, own) {
				signIns += 1;
				erase();
				let open = true;
				const end = (): void => {
					if (open) signIns -= 1;
					open = false;
				};
				const screen = await usual.start(reason, own).catch((error: unknown) => {
					end();
					throw error;
				});
				return { ...screen, close: (outcome) => screen.close(outcome).finally(end) };
			},
		}),
	};
}

/** Tells how fast numbers grow, each in units a second, from what they are at each moment of asking. */
export function createRates(
	clock: Pick<Runtime['clock'], 'now'>,
	start: readonly number[],
): (...numbers: readonly number[]) => number[] {
	const samples = [{ at: clock.now(), numbers: start }];
	return (...numbers) => {
		const at = clock.now();
		samples.push({ at, numbers });
		while (samples.length > 2 && (samples[1]?.at ?? 0) < at - span) samples.shift();
		const [first = { at, numbers }] = samples;
		const seconds = Math.max(0.001, (at - first.at) / 1000);
		return numbers.map((number, index) => Math.max(0, (number - (first.numbers[index] ?? 0)) / seconds));
	};
}
