/** What the terminal allows: colours and questions. */
import type { OutputStream, Runtime } from '../runtime.js';

/** Whether a stream gets colours: `--no-color`, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal. */
export function wantsColor(env: Runtime['env'], stream: OutputStream, flag: boolean | undefined): boolean {
	if (flag === false || env['NO_COLOR']) return false;
	const force = env['FORCE_COLOR'];
	if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
	return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/** Whether a person is there to answer: standard input and error are terminals, and `--no-input` was not given. */
export function canAsk(
	runtime: Pick<Runtime, 'stdin' | 'stderr'>,
	args: { readonly input?: boolean | undefined },
): boolean {
	return args.input !== false && runtime.stdin.isTTY === true && runtime.stderr.isTTY === true;
}
