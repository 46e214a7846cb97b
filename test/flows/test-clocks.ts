/** Clocks for tests: the real one, one that jumps, one that stands still. */
import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Clock } from '../../src/runtime.js';

/** The real clock. */
export const realClock: Clock = {
	now: () => Date.now(),
	sleep: (ms, signal) => sleepFor(ms, undefined, signal ? { signal } : {}),
	every(ms, tick) {
		const timer = setInterval(tick, ms);
		return () => clearInterval(timer);
	},
	timeZone: 'UTC',
};

export interface JumpingClock extends Clock {
	/** Every sleep that was asked for, in milliseconds. */
	readonly slept: readonly number[];
}

/** A clock whose sleeps take no time and move it forward. */
export function createJumpingClock(): JumpingClock {
	let now = Date.now();
	const slept: number[] = [];
	return {
		slept,
		now: () => now,
		async sleep(ms, signal) {
			slept.push(ms);
			await new Promise((resolve) => setImmediate(resolve));
			signal?.throwIfAborted();
			now += ms;
		},
		every: () => () => undefined,
		timeZone: 'UTC',
	};
}

export interface ManualClock extends Clock {
	/** Sleeps that have not ended. */
	pending(): number;
	advance(ms: number): void;
}

/** A clock that stands still until a test moves it. */
export function createManualClock(): ManualClock {
	let now = Date.now();
	const sleepers = new Set<{ readonly due: number; wake(): void }>();
	return {
		now: () => now,
		pending: () => sleepers.size,
		advance(ms) {
			now += ms;
			for (const sleeper of [...sleepers]) if (sleeper.due <= now) sleeper.wake();
		},
		sleep: (ms, signal) =>
			new Promise<void>((resolve, reject) => {
				if (signal?.aborted) return reject(signal.reason);
				const stop = (): void => {
					sleepers.delete(sleeper);
					reject(signal?.reason);
				};
				const sleeper = {
					due: now + ms,
					wake: () => {
						sleepers.delete(sleeper);
						signal?.removeEventListener('abort', stop);
						resolve();
					},
				};
				signal?.addEventListener('abort', stop, { once: true });
				sleepers.add(sleeper);
			}),
		every: () => () => undefined,
		timeZone: 'UTC',
	};
}
