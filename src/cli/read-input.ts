/** Standard input as a secret: read whole, or typed unseen; secrets never come from the command line. */
import { cancelled, GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { askHidden } from './ask.js';
import type { GlobalArgs } from './options.js';
import { canAsk } from './terminal.js';

/** Largest secret in characters; Entra's own are far shorter. */
const largest = 65_536;

/** What comes on standard input until its end, or until it is far too much. @throws GraphctlError `cancelled.by-user` */
export async function readAll({ stdin, signal }: Runtime): Promise<string> {
	const stop = (): void => void stdin.destroy(cancelled());
	if (signal.aborted) throw cancelled();
	signal.addEventListener('abort', stop, { once: true });
	let text = '';
	try {
		for await (const chunk of stdin) {
			text += String(chunk);
			if (text.length > 2 * largest) break;
		}
		return text;
	} finally {
		signal.removeEventListener('abort', stop);
	}
}

/**
 * One line of standard input; at a terminal it is asked for, unseen.
 * @param name what it is, e.g. `client secret`
 * @param tidy takes away what does not belong to it
 * @throws GraphctlError `usage.secret`, `cancelled.by-user`
 */
export async function readSecret(
	runtime: Runtime,
	args: GlobalArgs,
	name: string,
	tidy: (text: string) => string = (text) => text,
): Promise<string> {
	const isTerminal = runtime.stdin.isTTY === true;
	if (isTerminal && !canAsk(runtime, args)) throw refused(`There is no ${name} on standard input.`);
	const text = isTerminal ? await askHidden(runtime, `${name.charAt(0).toUpperCase()}${name.slice(1)}: `) : '';
	// A file that was edited by hand may end in empty lines.
	const secret = tidy((isTerminal ? text : await readAll(runtime)).replace(/[\r\n]+$/, ''));
	if (secret === '') throw refused(isTerminal ? `No ${name} was given.` : `There is no ${name} on standard input.`);
	if (secret.length > largest || /[\u0000-\u001f\u007f]/.test(secret))
		throw refused(`What came on standard input cannot be a ${name}, which is one line of text.`);
	return secret;
}

function refused(message: string): GraphctlError {
	return new GraphctlError({
		code: 'usage.secret',
		message,
		hint: 'Give it by a pipe or a file, e.g. < FILE; a command line is seen by everybody on this computer.',
	});
}
