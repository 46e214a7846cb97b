/** The refresh token of `login --flow refresh-token`: from standard input or typed unseen, never from the command line. */
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { askHidden } from './ask.js';
import type { GlobalArgs } from './options.js';
import { readAll } from './read-input.js';
import { canAsk } from './terminal.js';

/** Entra's are about 2 KB. */
const largest = 65_536;

/** Reads the token. @throws GraphctlError `usage.refresh-token`, `cancelled.by-user` */
export async function readRefreshToken(runtime: Runtime, args: GlobalArgs): Promise<string> {
	const { stdin } = runtime;
	if (stdin.isTTY === true && !canAsk(runtime, args)) throw refused('There is no refresh token on standard input.');
	const text = stdin.isTTY === true ? await askHidden(runtime, 'Refresh token: ') : await readAll(runtime);
	const token = text.trim();
	if (token === '') throw refused('There is no refresh token on standard input.');
	// What is not one word of visible ASCII is a whole document, or not a token at all (RFC 6749 A.17).
	if (token.length > largest || !/^[\x21-\x7e]+$/.test(token)) {
		throw refused('What came on standard input is not a refresh token: it must be the token alone.');
	}
	return token;
}

function refused(message: string): GraphctlError {
	return new GraphctlError({
		code: 'usage.refresh-token',
		message,
		hint: 'Give it like this: graphctl login --flow refresh-token < FILE',
	});
}
