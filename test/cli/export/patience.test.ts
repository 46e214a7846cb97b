/** The patience of an export, with a clock that the test moves. */
import { describe, expect, it } from 'vitest';
import { createPatience, type Patience } from '../../../src/cli/export/patience.js';
import { GraphctlError } from '../../../src/errors.js';

const refused = new GraphctlError({ code: 'network.refused', message: 'Nobody is there.' });
const busy = (retryAfter: number): GraphctlError =>
	new GraphctlError({ code: 'throttled.retries', message: 'Busy.', details: { retryAfter } });

interface Waiting {
	readonly patience: Patience;
	/** What the person was told, with the second in which it was. */
	readonly told: string[];
	/** Moves the clock to this second. */
	go(second: number): Promise<void>;
}

function waiting(): Waiting {
	let now = 0;
	const sleepers = new Set<{ readonly at: number; wake(): void }>();
	const told: string[] = [];
	const clock = {
		now: () => now,
		sleep: (ms: number) =>
			new Promise<void>((resolve) => {
				const sleeper = { at: now + ms, wake: resolve };
				sleepers.add(sleeper);
			}),
	};
	const go = async (second: number): Promise<void> => {
		now = second * 1000;
		for (const sleeper of sleepers) {
			if (sleeper.at > now) continue;
			sleepers.delete(sleeper);
			sleeper.wake();
		}
		// Whoever woke goes as far as it can.
		for (let turn = 0; turn < 20; turn++) await Promise.resolve();
	};
	const tell = (text: string): void => void told.push(`${now / 1000}: ${text}`);
	return { patience: createPatience({ clock, signal: new AbortController().signal, tell }), told, go };
}

/** Four at work, each of which fails this many seconds after it began, as long as `isGone`. */
function fourAtWork(patience: Patience, go: { at(second: number): Promise<void> }, isGone: () => boolean) {
	return [0.1, 0.4, 0.7, 0.9].map((after) =>
		patience.run(async () => {
			await go.at(after);
			if (isGone()) throw refused;
			return 'done';
		}),
	);
}

describe('patience', () => {
	it('takes four requests that fail together for one failure, each time', async () => {
		const { patience, told, go } = waiting();
		let start = 0;
		const dues: { readonly at: number; due(): void }[] = [];
		const at = (after: number): Promise<void> => new Promise((due) => void dues.push({ at: start + after, due }));
		let gone = true;
		const all = Promise.all(fourAtWork(patience, { at }, () => gone));
		await go(0);
		for (const again of [2.1, 7.2, 17.3]) {
			for (const { at: second, due } of dues.splice(0).sort((a, b) => a.at - b.at)) {
				await go(second);
				due();
				await go(second);
			}
			start = again;
			await go(again);
			gone = again < 17;
		}
		for (const { due } of dues) due();
		expect(await all).toEqual(['done', 'done', 'done', 'done']);
		expect(told).toEqual([
			'0.1: Nobody is there. Trying again in 2 s.',
			'2.2: Nobody is there. Trying again in 5 s.',
			'7.3: Nobody is there. Trying again in 10 s.',
		]);
	});

	it.each([
		[5, 30, ['in 5 s', 'in 30 s']],
		[30, 5, ['in 30 s']],
	])(
		'waits as long as the longest answer asks of %i s and %i s, and says when that is longer',
		async (one, other, said) => {
			const { patience, told, go } = waiting();
			const answers = [[busy(one)], [busy(other)]];
			let ended = 0;
			const all = Promise.all(
				answers.map((failures) =>
					patience.run(async () => {
						const failure = failures.shift();
						if (failure) throw failure;
						ended += 1;
						return 'done';
					}),
				),
			);
			await go(0);
			await go(5);
			expect(ended).toBe(0);
			await go(30);
			expect(await all).toEqual(['done', 'done']);
			expect(told.map((text) => /in \d+ s/.exec(text)?.[0])).toEqual(said);
		},
	);

	it.each([
		['an answer that asks for too long', busy(901)],
		['a failure of one answer', new GraphctlError({ code: 'network.reset', message: 'Cut.' })],
		['what waiting does not mend', new GraphctlError({ code: 'permission.missing', message: 'No.' })],
		['a bug', new TypeError('bug')],
	])('is not for %s', async (_what, error) => {
		const { patience, told } = waiting();
		await expect(patience.run(() => Promise.reject(error))).rejects.toBe(error);
		expect(told).toEqual([]);
	});

	it.each<[string, GraphctlError, number]>([
		['a Graph that stays busy', busy(1), 12],
		['a network that stays away', refused, 5],
	])('ends with %s', async (_what, error, waits) => {
		const { patience, told, go } = waiting();
		let ended: unknown;
		const run = patience
			.run(() => Promise.reject(error))
			.catch((reason: unknown) => {
				ended = reason;
			});
		for (let second = 0; second < 1000 && !ended; second++) await go(second);
		await run;
		expect(ended).toBe(error);
		expect(told).toHaveLength(waits);
	});
});
