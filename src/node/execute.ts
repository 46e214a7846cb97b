/** Runs another program in the foreground of this one. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { cancelled, GraphctlError } from '../errors.js';

/** How long a child may take to end after it was told to. */
const graceMs = 1500;

/**
 * Runs a program on our own standard streams; resolves with its exit code, 128 + N after signal N. A stop of ours is
 * passed on. On a terminal Ctrl-C reaches the child by itself, and what it means there is the child's to say: a shell goes on.
 * @throws GraphctlError `not-found.program`, `cancelled.by-user` when the stop came before the start
 */
export function execute(
	command: readonly string[],
	env: Readonly<Record<string, string | undefined>>,
	signal: AbortSignal,
	onTerminal: boolean | undefined,
): Promise<number> {
	const [program = '', ...args] = command;
	return new Promise((resolve, reject) => {
		if (signal.aborted) return reject(cancelled());
		const child = spawn(program, args, { stdio: 'inherit', env: { ...env } });
		const resume = onTerminal === true ? ignoreCtrlC() : (): void => {};
		let timer: NodeJS.Timeout | undefined;
		const stop = (): void => {
			child.kill('SIGTERM');
			timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
		};
		const finish = (): void => {
			clearTimeout(timer);
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
		child.once('exit', (code, name) => {
			finish();
			resolve(code ?? 128 + (name === null ? 0 : constants.signals[name]));
		});
	});
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
