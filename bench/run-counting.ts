/** Runs one program and looks at it from outside: its time, its peak memory, and the lines that it wrote into a pipe. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';

export interface Counted {
	readonly ms: number;
	/** The most that was ever resident. */
	readonly peakBytes: number;
}

/** How often the peak is read, in milliseconds. What was reached in the last moments of the process is missed. */
const glance = 10;

/** No case takes as long as this, in milliseconds. */
const patience = 240_000;

/** @throws Error when the program fails, hangs, or wrote another number of lines */
export async function runCounting(
	[file = '', ...args]: readonly string[],
	env: NodeJS.ProcessEnv,
	lines: number,
): Promise<Counted> {
	const counter = spawn('wc', ['-l'], { stdio: ['pipe', 'pipe', 'inherit'] });
	const counted = text(counter.stdout);
	const started = process.hrtime.bigint();
	const child = spawn(file, args, { env, stdio: ['ignore', counter.stdin, 'pipe'], timeout: patience });
	counter.stdin.destroy();
	const complaint = child.stderr === null ? '' : text(child.stderr);
	let peakBytes = 0;
	const watch = setInterval(() => {
		peakBytes = Math.max(peakBytes, readPeak(child.pid));
	}, glance);
	const [code] = await once(child, 'exit').finally(() => clearInterval(watch));
	const ms = Number(process.hrtime.bigint() - started) / 1e6;
	const written = Number(await counted);
	if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${await complaint}`);
	if (written !== lines) throw new Error(`${args.join(' ')} wrote ${written} lines, not ${lines}.`);
	if (peakBytes === 0) throw new Error('The peak memory of a process cannot be read here (/proc/PID/status).');
	return { ms, peakBytes };
}

/** The kernel's own mark of the peak (proc_pid_status(5), VmHWM); 0 when the process is gone. */
function readPeak(pid: number | undefined): number {
	try {
		const [, kib = '0'] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
		return Number(kib) * 1024;
	} catch {
		return 0;
	}
}
