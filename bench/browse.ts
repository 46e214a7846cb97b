/** How fast the full-screen mailbox is: a key press to its finished frame, and the first paint of the list. */
import { spawn as spawnPty } from '@lydell/node-pty';
import { median, quantile } from './figures.ts';
import type { Place } from './long-list.ts';

const columns = 120;
const rows = 40;
/** The mailbox shows this many messages at once, in two lines each. */
const messagesOnScreen = 19;
const loaded = 10_000;
/** Rounds of presses, and one more before them, in which the compiler finds out what is often run. */
const keyRounds = 5;
const presses = 120;
/** Milliseconds. */
const limits = { median: 16, p99: 33 };
/** As long as a person's next key takes, and as a look at the message that the key came to; milliseconds. */
const pauses = { key: 30, look: 250 };
/**
 * What the machine itself takes: a plain program that computes for as long as a frame does and writes as much. Where others
 * use the processors too, its slowest answers are as late as ours.
 */
const plainProgram = `process.stdin.setRawMode(true);
process.stdout.write('ready');
process.stdin.on('data', () => {
	const end = performance.now() + 5;
	while (performance.now() < end);
	process.stdout.write('x'.repeat(500) + '\u001b[?2026l');
});`;
const paintLimit = 1.4;
/** A page of the sandbox is there and drawn within less; milliseconds. */
const quietTime = 30;
/** Ends every frame that Ink draws (synchronized output). */
const frameEnd = '\u001b[?2026l';

interface Pty {
	write(keys: string): void;
	/** Milliseconds until the program wrote what the condition asks for, from now on. */
	until(condition: (written: string) => boolean): Promise<number>;
	/** Resolves when the program has written nothing for a while. */
	quiet(): Promise<void>;
	ended(): Promise<void>;
	kill(): void;
}

/** Measures in a sandbox whose inbox holds more than 10,000 messages; says in rows of text whether the limits were met. */
export async function measureBrowse(
	{ env, program }: Place,
	rounds: number,
): Promise<{ readonly text: string; readonly met: boolean }> {
	const graphctl = (...args: string[]): string[] => [...program, ...args];
	const paint = await measurePaint(graphctl, env, rounds);
	return report(paint, await measureKeys(graphctl('mail', 'browse'), env));
}

/** First list on the screen over the whole of `mail --top 50`, round by round. */
async function measurePaint(
	graphctl: (...args: string[]) => string[],
	env: NodeJS.ProcessEnv,
	rounds: number,
): Promise<readonly number[]> {
	const ratios: number[] = [];
	for (let round = -2; round < rounds; round++) {
		const started = performance.now();
		await open(graphctl('mail', '--top', '50'), env).ended();
		const base = performance.now() - started;
		const mailbox = open(graphctl('mail', 'browse'), env);
		const first = await mailbox.until((written) => /\b1 of \d|\d+ min ago|just now/.test(written));
		mailbox.write('q');
		await mailbox.ended();
		if (round >= 0) ratios.push(first / base);
	}
	return ratios;
}

interface KeyTimes {
	/** Milliseconds from each press to the end of the frame that shows it, round by round. */
	readonly mailbox: number[][];
	/** The same of the plain program, whose turn is after each press. */
	readonly plain: number[][];
}

/** With 10,000 messages in memory. */
async function measureKeys(command: readonly string[], env: NodeJS.ProcessEnv): Promise<KeyTimes> {
	const plain = open([process.execPath, '-e', plainProgram], env);
	await plain.until((written) => written.includes('ready'));
	const mailbox = open(command, env);
	await mailbox.until((written) => /1 of \d/.test(written));
	const pageDown = '\u001b[6~';
	for (let at = 1; at + messagesOnScreen < loaded; ) {
		at += messagesOnScreen;
		mailbox.write(pageDown);
		// Who goes on at once gives up the page that is on its way.
		await mailbox.quiet();
	}
	const times: KeyTimes = { mailbox: [], plain: [] };
	for (let round = -1; round < keyRounds; round++) {
		const samples: { mailbox: number[]; plain: number[] } = { mailbox: [], plain: [] };
		for (let press = 0; press < presses; press++) {
			// Up and down through loaded messages, a few of them each way.
			samples.mailbox.push(await pressKey(mailbox, press % 20 < 10 ? 'k' : 'j'));
			samples.plain.push(await pressKey(plain, 'x'));
			await new Promise((resolve) => setTimeout(resolve, press % 20 === 19 ? pauses.look : pauses.key));
		}
		if (round < 0) continue;
		times.mailbox.push(samples.mailbox);
		times.plain.push(samples.plain);
	}
	plain.kill();
	mailbox.write('q');
	await mailbox.ended();
	return times;
}

async function pressKey(pty: Pty, key: string): Promise<number> {
	pty.write(key);
	return pty.until((written) => written.includes(frameEnd));
}

function open([file = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Pty {
	const started = performance.now();
	const pty = spawnPty(file, args, {
		cols: columns,
		rows,
		env: Object.fromEntries(Object.entries(env).map(([key, value]) => [key, value ?? ''])),
	});
	let written = '';
	let from = started;
	let look = (): void => {};
	let failed = (_error: Error): void => {};
	pty.onData((data) => {
		written += data;
		look();
	});
	const exit = new Promise<number>((resolve) => {
		pty.onExit(({ exitCode }) => {
			resolve(exitCode);
			failed(new Error(`${args.join(' ')} ended with ${exitCode}.`));
		});
	});
	return {
		write: (keys) => {
			written = '';
			from = performance.now();
			pty.write(keys);
		},
		until: (condition) =>
			new Promise((resolve, reject) => {
				failed = reject;
				look = () => {
					if (condition(written)) resolve(performance.now() - from);
				};
				look();
			}),
		quiet: () =>
			new Promise((resolve) => {
				const rest = (): NodeJS.Timeout => setTimeout(resolve, quietTime);
				let timer = rest();
				look = () => {
					clearTimeout(timer);
					timer = rest();
				};
			}),
		kill: () => {
			failed = () => {};
			pty.kill();
		},
		ended: async () => {
			const code = await exit;
			if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}.`);
		},
	};
}

function report(paint: readonly number[], keys: KeyTimes): { readonly text: string; readonly met: boolean } {
	const slowest = (rounds: readonly number[][]): number => quantile(rounds.flat(), 0.99);
	const figures = [
		{ name: 'mail browse: first paint', value: median(paint), unit: 'x mail --top 50', limit: paintLimit },
		{ name: 'mail browse: key to frame', value: median(keys.mailbox.flat()), unit: 'ms', limit: limits.median },
		{ name: 'mail browse: the slowest in 100', value: slowest(keys.mailbox), unit: 'ms', limit: limits.p99 },
	];
	const lines = figures.map(({ name, value, unit, limit }) => {
		const verdict = `at most ${limit}: ${value <= limit ? 'met' : 'MISSED'}`;
		return `${name.padEnd(36)} ${`${value.toFixed(value < 3 ? 2 : 1)} ${unit}`.padStart(35)}  ${verdict}`;
	});
	const plain = `${slowest(keys.plain).toFixed(1)} ms`;
	lines.push(`${'  a plain program beside it'.padEnd(36)} ${plain.padStart(35)}`);
	return { text: lines.join('\n'), met: figures.every(({ value, limit }) => value <= limit) };
}
