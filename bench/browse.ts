/** How fast the full-screen mailbox is: a key press to its finished frame, and the first paint of the list. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn as spawnPty } from '@lydell/node-pty';
import { median } from './figures.ts';

const columns = 120;
const rows = 40;
/** The mailbox shows this many messages at once, in two lines each. */
const messagesOnScreen = 19;
const loaded = 10_000;
const presses = 400;
/** Milliseconds. */
const limits = { median: 16, p99: 33 };
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
}

/** Measures with the environment of a bench that can reach a keychain; prints rows and says whether the limits were met. */
export async function benchBrowse(program: string, plainEnv: NodeJS.ProcessEnv, rounds: number): Promise<boolean> {
	const home = mkdtempSync(join(tmpdir(), 'graphctl-bench-'));
	const env: NodeJS.ProcessEnv = { ...plainEnv, GRAPHCTL_HOME: home };
	const graphctl = (...args: string[]): string[] => [process.execPath, program, ...args];
	const server = spawn(
		process.execPath,
		[program, 'sandbox', 'start', '--auto-approve', '--messages', '20000', '--device-code-interval', '1', '-o', 'json'],
		{ env, stdio: ['ignore', 'pipe', 'inherit'] },
	);
	try {
		await new Promise((resolve) => server.stdout.once('data', resolve));
		const [node = '', ...login] = graphctl(
			'login',
			'--flow',
			'device-code',
			'--scope',
			'User.Read',
			'--scope',
			'Mail.Read',
		);
		const { status } = spawnSync(node, login, { env, stdio: 'ignore' });
		if (status !== 0) throw new Error(`The login of the bench ended with ${status}.`);
		const paint = await measurePaint(graphctl, env, rounds);
		const keys = await measureKeys(graphctl('mail', 'browse'), env);
		return report(paint, keys);
	} finally {
		server.kill('SIGTERM');
		rmSync(home, { recursive: true, force: true, maxRetries: 3 });
	}
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

/** Milliseconds from each press to the end of the frame that shows it, with 10,000 messages in memory. */
async function measureKeys(command: readonly string[], env: NodeJS.ProcessEnv): Promise<readonly number[]> {
	const mailbox = open(command, env);
	await mailbox.until((written) => /1 of \d/.test(written));
	const pageDown = '\u001b[6~';
	for (let at = 1; at + messagesOnScreen < loaded; ) {
		at += messagesOnScreen;
		mailbox.write(pageDown);
		// Who goes on at once gives up the page that is on its way.
		await mailbox.quiet();
	}
	const samples: number[] = [];
	for (let press = 0; press < presses; press++) {
		// Down and up through loaded messages, a few of them each way, and a pause as between the keys of a person.
		mailbox.write(press % 20 < 10 ? 'k' : 'j');
		samples.push(await mailbox.until((written) => written.includes(frameEnd)));
		await new Promise((resolve) => setTimeout(resolve, 30));
	}
	mailbox.write('q');
	await mailbox.ended();
	return samples;
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
		ended: async () => {
			const code = await exit;
			if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}.`);
		},
	};
}

function report(paint: readonly number[], keys: readonly number[]): boolean {
	const sorted = [...keys].sort((a, b) => a - b);
	const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
	const line = (name: string, figure: string, limit: string, met: boolean): boolean => {
		console.log(
			`${name.padEnd(36)} ${figure.padStart(18)} ${''.padStart(16)}  at most ${limit}: ${met ? 'met' : 'MISSED'}`,
		);
		return met;
	};
	const middle = median(keys);
	const first = median(paint);
	const met = [
		line('mail browse: first paint', `${first.toFixed(2)} x`, `${paintLimit} x mail --top 50`, first <= paintLimit),
		line(
			'mail browse: key to frame, median',
			`${middle.toFixed(1)} ms`,
			`${limits.median} ms`,
			middle <= limits.median,
		),
		line('mail browse: key to frame, p99', `${p99.toFixed(1)} ms`, `${limits.p99} ms`, p99 <= limits.p99),
	];
	return met.every(Boolean);
}
