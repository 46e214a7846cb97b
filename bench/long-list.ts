/** How `api --paginate -o jsonl` does with very many messages: its peak memory, and its speed beside a plain loop. */
import { join } from 'node:path';
import { type Measured, measured } from './figures.ts';
import { type Counted, runCounting } from './run-counting.ts';

/** A sandbox in which somebody is signed in. */
export interface Place {
	/** Command line of the program. */
	readonly program: readonly string[];
	readonly graphOrigin: string;
	readonly caFile: string;
	/** For `Mail.Read`. */
	readonly token: string;
	readonly env: NodeJS.ProcessEnv;
}

/** Messages in the mailbox. */
export const manyMessages = 100_000;
const fewMessages = 10_000;

/** Messages a page: the most that Graph gives, and a hundred, where there are ten times as many requests. */
const pageSizes = [1000, 100];

interface Round {
	readonly few: Counted;
	readonly many: Counted;
	readonly loop: Counted;
}

/** The rows of both page sizes. A round takes half a minute on an idle machine. */
export async function measureLongList(place: Place, rounds: number): Promise<Measured[]> {
	const samples = new Map<number, Round[]>(pageSizes.map((size) => [size, []]));
	for (let round = 0; round < rounds; round++) {
		for (const size of pageSizes) samples.get(size)?.push(await runRound(place, size));
	}
	return [...samples].flatMap(([size, taken]) => rowsOf(size, taken));
}

async function runRound({ program, env, ...place }: Place, size: number): Promise<Round> {
	const path = `/me/messages?$top=${size}`;
	const api = (query: string, lines: number): Promise<Counted> =>
		runCounting([...program, 'api', path + query, '--paginate', '-o', 'jsonl'], env, lines);
	// The last messages of the same mailbox, so that few and many are of one kind.
	const few = await api(`&$skip=${manyMessages - fewMessages}`, fewMessages);
	const script = join(import.meta.dirname, 'pages-floor.mjs');
	const url = `${place.graphOrigin}/v1.0${path}`;
	const loop = await runCounting([process.execPath, script, url, place.token, place.caFile], env, manyMessages);
	return { few, loop, many: await api('', manyMessages) };
}

function rowsOf(size: number, rounds: readonly Round[]): Measured[] {
	const ms = (of: keyof Round): number[] => rounds.map((round) => round[of].ms);
	const peak = (of: keyof Round): number[] => rounds.map((round) => round[of].peakBytes / 1e6);
	const name = (what: string, count: number): string => `${what} ${count / 1000}k, $top=${size}`;
	return [
		measured({ name: name('loop over', manyMessages), unit: 'ms' }, ms('loop')),
		measured(
			{ name: name('api --paginate over', manyMessages), unit: 'ms', limit: { atLeast: 0.8 } },
			ms('many'),
			ms('loop'),
			// Throughput, where more is better.
			(own, loop) => loop / own,
		),
		measured({ name: name('peak memory of', fewMessages), unit: 'MB' }, peak('few')),
		measured(
			{ name: name('peak memory of', manyMessages), unit: 'MB', limit: { atMost: 1.3 } },
			peak('many'),
			peak('few'),
		),
	];
}
