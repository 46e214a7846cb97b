/** How `mail export` does with twenty thousand messages: its speed beside a plain loop with as many requests in flight, and its peak memory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measured, measured } from './figures.ts';
import type { Place } from './long-list.ts';
import { type Counted, runCounting } from './run-counting.ts';

/** Messages in the mailbox; a little more than twenty thousand of them lie in the inbox. */
export const exportMailbox = 36_000;

interface Round {
	readonly loop: Counted;
	readonly eml: Counted;
	readonly mbox: Counted;
	/** A tenth of the messages. */
	readonly few: Counted;
}

/** The rows. A round takes two minutes on an idle machine. */
export async function measureExport(place: Place, rounds: number): Promise<Measured[]> {
	const taken: Round[] = [];
	for (let round = 0; round < rounds; round++) taken.push(await runRound(place));
	const ms = (of: keyof Round): number[] => taken.map((round) => round[of].ms);
	const peak = (of: keyof Round): number[] => taken.map((round) => round[of].peakBytes / 1e6);
	const beside = (name: string, of: keyof Round): Measured =>
		// Throughput, where more is better.
		measured({ name, unit: 'ms', limit: { atLeast: 0.8 } }, ms(of), ms('loop'), (own, loop) => loop / own);
	return [
		measured({ name: 'loop over 20k messages', unit: 'ms' }, ms('loop')),
		beside('mail export of 20k, .eml', 'eml'),
		beside('mail export of 20k, mbox', 'mbox'),
		measured({ name: 'peak memory of 2k', unit: 'MB' }, peak('few')),
		measured({ name: 'peak memory of 20k', unit: 'MB', limit: { atMost: 1.3 } }, peak('eml'), peak('few')),
	];
}

async function runRound({ program, env, graphOrigin, caFile, token }: Place): Promise<Round> {
	const folder = mkdtempSync(join(tmpdir(), 'graphctl-bench-export-'));
	// Each says one line when it is done.
	const run = (...command: readonly string[]): Promise<Counted> => runCounting(command, env, 1);
	const script = join(import.meta.dirname, 'export-floor.mjs');
	try {
		return {
			loop: await run(process.execPath, script, graphOrigin, 'inbox', token, caFile, join(folder, 'loop')),
			eml: await run(...program, 'mail', 'export', '--to', join(folder, 'eml')),
			mbox: await run(...program, 'mail', 'export', '--to', join(folder, 'in.mbox')),
			few: await run(...program, 'mail', 'export', '--since', '36d', '--to', join(folder, 'few')),
		};
	} finally {
		rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
	}
}
