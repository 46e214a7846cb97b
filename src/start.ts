/** Builds the real Runtime, calls `run()`, sets the exit code; owns the process's signals. */
import { writeSync } from 'node:fs';
import { run } from './cli/run.js';
import type { CodeLoader } from './node/code-loader.js';
import { createNodeRuntime } from './node/node-runtime.js';

/** Code that was not run for long is forgotten by V8: what is kept later would lack what a start needs. */
const keepAfterMs = 1500;

/** Runs the command line of this process, and keeps the code that it took for the next start. */
export async function start(version: string, code: Pick<CodeLoader, 'keep'>): Promise<void> {
	const stop = stopOnSignals();
	const terminal = process.stdout.isTTY ? 'on a terminal' : 'in a pipe';
	let use: string | undefined;
	const keep = (): void => code.keep(use && `${use} ${terminal}`);
	setTimeout(keep, keepAfterMs).unref();
	let isDone = false;
	process.once('exit', (exitCode) => {
		// What failed did not do all of its work.
		if (exitCode !== 0 || !isDone) use = undefined;
		keep();
		if (isDone) return;
		process.exitCode = 1;
		writeSync(2, 'Error: the program ended before its work was done. This is a bug in graphctl; please report it.\n');
	});
	const exitCode = await run(process.argv.slice(2), createNodeRuntime(version, stop), (name) => {
		use = name;
	});
	isDone = true;
	process.exitCode = stop.name() === 'SIGTERM' ? 143 : stop.name() === 'SIGHUP' ? 129 : exitCode;
	stop.release();
}

interface Stop {
	readonly signal: AbortSignal;
	cancel(): void;
	name(): NodeJS.Signals | undefined;
	release(): void;
}

/** How long a second signal still counts as the first one, in milliseconds. */
const patienceMs = 400;

/** Aborts on the first signal; a second one, or work that does not end within three seconds, ends the process the hard way. */
function stopOnSignals(): Stop {
	const controller = new AbortController();
	let received: NodeJS.Signals | undefined;
	const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
	const release = (): void => {
		for (const name of names) process.removeAllListeners(name);
	};
	const end = (): void => {
		release();
		restoreTerminal();
		// Not process.exit(): it waits for a keychain call that blocks in native code.
		process.kill(process.pid, received ?? 'SIGINT');
	};
	let receivedAt = 0;
	const receive = (name: NodeJS.Signals): void => {
		if (received) {
			// A key that was held down is one wish: what is being tidied up may finish.
			if (performance.now() - receivedAt > patienceMs) end();
			return;
		}
		received = name;
		receivedAt = performance.now();
		controller.abort(new DOMException('Cancelled.', 'AbortError'));
		setTimeout(end, 3000).unref();
	};
	for (const name of names) process.on(name, receive);
	return { signal: controller.signal, cancel: () => receive('SIGINT'), name: () => received, release };
}

/** What a screen that could not close itself leaves behind: raw mode, a hidden cursor, bracketed paste, cut lines, the other screen. */
function restoreTerminal(): void {
	if (!process.stdin.isTTY || !process.stdin.isRaw) return;
	process.stdin.setRawMode(false);
	// At once: the process ends before a stream would get round to it.
	writeSync(2, '\u001b[?25h\u001b[?2004l\u001b[?7h\u001b[?1047l');
}
