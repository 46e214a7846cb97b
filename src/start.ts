/** Builds the real Runtime, calls `run()`, sets the exit code; owns the process's signals. */
import { writeSync } from 'node:fs';
import { run } from './cli/run.js';
import { commandWords } from './cli/tree.js';
import type { CodeLoader } from './node/code-loader.js';
import { createNodeRuntime } from './node/node-runtime.js';

/** Runs the command line of this process, and keeps the code that it took for the next start. */
export async function start(version: string, code: Pick<CodeLoader, 'keep'>): Promise<void> {
	const argv = process.argv.slice(2);
	const stop = stopOnSignals();
	process.once('exit', (exitCode) => {
		const use = [...commandWords(argv), process.stdout.isTTY ? 'on a terminal' : 'in a pipe'].join(' ');
		// What failed did not do all of its work.
		code.keep(exitCode === 0 ? use : undefined);
	});
	const exitCode = await run(argv, createNodeRuntime(version, stop));
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
