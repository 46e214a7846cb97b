/** The caller's token of `token --on-behalf-of`: from a file or standard input, never from the command line. */
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { decodeJwt } from '../text/decode-jwt.js';
import { readReason } from './file-reason.js';
import { readAll } from './read-input.js';

/** Largest token in bytes; one with hundreds of groups in it has some kilobytes. */
const largest = 65_536;

/**
 * Reads the token from the file, or from standard input for `-`.
 * @throws GraphctlError `usage.assertion`, `usage.file`, `cancelled.by-user`
 */
export async function readAssertion(runtime: Runtime, source: string): Promise<string> {
	const where = source === '-' ? 'standard input' : source;
	if (source === '-' && runtime.stdin.isTTY === true)
		throw refused('Standard input is the terminal, where nobody types a token.');
	const token = (source === '-' ? await readAll(runtime) : await readFrom(source, runtime.signal)).trim();
	if (token === '') throw refused(`There is no token: ${where} is empty.`);
	if (token.length > largest) throw refused(`What is in ${where} is too large for a token.`);
	if (/^bearer\s/i.test(token)) throw refused(`The token in ${where} must stand alone, without the word Bearer.`);
	if (decodeJwt(token) === undefined)
		throw refused(`What is in ${where} is no token that can be exchanged: those are signed JSON Web Tokens.`);
	return token;
}

async function readFrom(path: string, signal: AbortSignal): Promise<string> {
	const { readStart } = await import('../flows/read-start.js');
	try {
		return (await readStart(path, { largest, signal })).toString('utf8');
	} catch (error) {
		if (error instanceof GraphctlError) throw error;
		throw new GraphctlError({
			code: 'usage.file',
			message: `Cannot read ${path}: ${readReason(error)}.`,
			cause: error,
		});
	}
}

function refused(message: string): GraphctlError {
	return new GraphctlError({
		code: 'usage.assertion',
		message,
		hint: 'Give it like this: graphctl token --on-behalf-of FILE --scope SCOPE, or by a pipe with - in place of FILE.',
	});
}
