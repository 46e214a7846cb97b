/** Runs another program in the foreground of this one. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { GraphctlError } from '../errors.js';

/** How long a child may take to end after it was told to. */
const graceMs = 1500;

/**
 * Runs a program on our own standard streams; resolves with its exit code, 128 + N after signal N. A stop of ours is
 * passed on: on a terminal Ctrl-C reaches the child by itself.
 * @throws GraphctlError `not-found.program`
 */
export function execute(
	command: readonly string[],
	env: Readonly<Record<string, string | undefined>>,
	signal: AbortSignal,
	onTerminal: boolean | undefined,
): Promise<number> {
	const [program = '', ...args] = command;
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, { stdio: 'inherit', env: { ...env } });
		let timer: NodeJS.Timeout | undefined;
		const stop = (): void => {
			if (onTerminal !== true) child.kill('SIGTERM');
			timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
		};
		const finish = (): void => {
			clearTimeout(timer);
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
