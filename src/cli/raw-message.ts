/** `graphctl mail read --raw`: a message as MIME, byte for byte, as it arrives. */
import { GraphctlError } from '../errors.js';
import { readMime } from '../graph/mail-read.js';
import type { Runtime } from '../runtime.js';
import { sanitizeBlock } from '../text/sanitize.js';
import type { OpenedSession } from './open.js';
import { writeOut } from './output.js';
import { writePaged } from './pager.js';
import { note } from './report.js';

/** A terminal is shown no more than this of a message. */
const mostShown = 8 * 1024 * 1024;

/**
 * Writes the bytes as they come; on a terminal, which they could control, as readable text, and says so.
 * @throws GraphctlError `network.truncated` when the connection broke after the first bytes were written
 */
export async function writeRaw(
	runtime: Runtime,
	session: Pick<OpenedSession, 'graph'>,
	id: string,
	pager: boolean | undefined,
): Promise<void> {
	if (runtime.stdout.isTTY === true) return showRaw(runtime, session, id, pager);
	let begun = false;
	await readMime(session.graph, id, () => {
		if (begun) throw brokenOff();
		return async (piece) => {
			begun = true;
			await writeOut(runtime, piece);
		};
	});
}

async function showRaw(
	runtime: Runtime,
	session: Pick<OpenedSession, 'graph'>,
	id: string,
	pager: boolean | undefined,
): Promise<void> {
	let pieces: Uint8Array[] = [];
	let size = 0;
	await readMime(session.graph, id, () => {
		pieces = [];
		size = 0;
		return async (piece) => {
			size += piece.length;
			if (size <= mostShown) pieces.push(piece);
		};
	});
	const text = new TextDecoder().decode(Buffer.concat(pieces)).replaceAll('\r\n', '\n');
	const rest = size > mostShown ? ' Only the beginning is shown.' : '';
	note(runtime, `Shown readably.${rest} For the exact bytes, write them to a file: --raw > message.eml`);
	await writePaged(runtime, pager, `${sanitizeBlock(text).trimEnd()}\n`);
}

function brokenOff(): GraphctlError {
	return new GraphctlError({
		code: 'network.truncated',
		message: 'The connection broke off in the middle of the message; what was written is incomplete.',
		hint: 'Run the command again.',
	});
}
