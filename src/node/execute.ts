/** Runs another program in the foreground of this one. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { cancelled, GraphctlError } from '../errors.js';
import { isGroupAlive, signalGroup } from './process-group.js';

/** How long a program and what it started may take to end after they were told to. */
const graceMs = 1500;
/** How often a group whose first process has ended is asked whether anybody is left. */
const lookMs = 10;
/** After this time another signal is no echo of the first: it ends us the hard way, and nothing may outlive us then. */
const echoMs = 300;

/**
 * Runs a program on our own standard streams; resolves with its exit code, 128 + N after signal N. A stop of ours is
 * passed on. On a terminal Ctrl-C reaches the program and its descendants by itself, and what it means there is theirs to
 * say: a shell goes on. Off a terminal nobody but us reaches them, so the program leads a process group of its own, which is
 * told to stop as a whole. `input` becomes its standard input.
 * @throws GraphctlError `not-found.program`, `cancelled.by-user` when the stop came before the start
 */
export function execute(
	command: readonly string[],
	env: Readonly<Record<string, string | undefined>>,
	signal: AbortSignal,
	onTerminal: boolean | undefined,
	input?: string,
): Promise<number> {
	const [program = '', ...args] = command;
	return new Promise((resolve, reject) => {
		if (signal.aborted) return reject(cancelled());
		const grouped = canGroup(onTerminal);
		const child = spawn(program, args, {
			stdio: [input === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit'],
			env: { ...env },
			detached: grouped,
		});
		// A pager that is quit has not read everything.
		child.stdin?.on('error', () => {});
		child.stdin?.end(input);
		const send = (name: NodeJS.Signals): unknown => (grouped ? signalGroup(child.pid, name) : child.kill(name));
		const resume = onTerminal === true ? ignoreCtrlC() : (): void => {};
		let timer: NodeJS.Timeout | undefined;
		let killed = false;
		let watch = (): void => {};
		const kill = (): void => {
			killed = true;
			send('SIGKILL');
		};
		const stop = (): void => {
			send('SIGTERM');
			timer = setTimeout(kill, graceMs);
			watch = onSecondSignal(kill);
		};
		const finish = (): void => {
			clearTimeout(timer);
			watch();
			resume();
			signal.removeEventListener('abort', stop);
		};
		signal.addEventListener('abort', stop, { once: true });
		child.once('error', (error) => {
			finish();
			reject(
				new GraphctlError({
					code: 'not-found.program',
					message: `Cannot run ${program}: ${'code' in error && error.code === 'ENOENT' ? 'there is no such program' : error.message}.`,
					cause: error,
				}),
			);
		});
		child.once('exit', async (code, name) => {
			// The program is gone; what it started may still be tidying up, until the grace is over.
			while (grouped && signal.aborted && !killed && isGroupAlive(child.pid)) await pause(lookMs);
			finish();
			resolve(code ?? 128 + (name === null ? 0 : constants.signals[name]));
		});
	});
}

/**
 * Whether the program may lead a group of its own. Such a group has no terminal, so one stream on a terminal is enough to
 * say no: Ctrl-Z, the window's size and /dev/tty would be lost. Windows has no process groups.
 */
function canGroup(onTerminal: boolean | undefined): boolean {
	const onScreen = process.stdout.isTTY === true || process.stderr.isTTY === true;
	return process.platform !== 'win32' && onTerminal !== true && !onScreen;
}

function pause(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Calls `kill` before whoever else hears the next signal can end the process; the returned function stops listening. */
function onSecondSignal(kill: () => void): () => void {
	const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
	const started = performance.now();
	const listen = (): void => {
		if (performance.now() - started > echoMs) kill();
	};
	for (const name of names) process.prependListener(name, listen);
	return () => {
		for (const name of names) process.off(name, listen);
	};
}

/** Sets the listeners of Ctrl-C aside; the returned function brings them back. */
function ignoreCtrlC(): () => void {
	const ignore = (): void => {};
	const listeners = process.listeners('SIGINT');
	process.on('SIGINT', ignore);
	for (const listener of listeners) process.off('SIGINT', listener);
	return () => {
		for (const listener of listeners) process.on('SIGINT', listener);
		process.off('SIGINT', ignore);
	};
}
