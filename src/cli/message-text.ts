/** A message as text, for a terminal, a pager or a pipe. */
import type { FullMessage } from '../graph/mail-read.js';
import type { Runtime } from '../runtime.js';
import { layOut } from '../text/lay-out.js';
import { readBody } from '../text/render-message.js';
import { safeText, sanitizeBlock, sanitizeLine } from '../text/sanitize.js';
import type { OutputChoice } from './output.js';
import { textTarget } from './output.js';

/** Lines longer than this are hard to read, however wide the terminal. */
const widest = 100;

/**
 * Header block and readable text; where standard output is a terminal in colour, and with long addresses shortened unless they are wanted
 * `whole`.
 */
export async function renderMessage(
	runtime: Pick<Runtime, 'stdout' | 'clock' | 'env'>,
	message: FullMessage,
	choice: OutputChoice,
	whole: boolean,
): Promise<string> {
	const { terminal, color, columns: wide } = textTarget(runtime, choice);
	const columns = Math.min(wide, widest);
	const { headerLines, messageAsText } = await import('../ui/message-page.js');
	const header = headerLines(message, runtime.clock.timeZone);
	const text = layOut(await readBody(message.body), columns, terminal && !whole ? wide : undefined);
	if (!terminal) return messageAsText(header, text, columns);
	const { drawMessage } = await import('../ui/draw-message.js');
	return drawMessage(header, text, { columns, color, env: runtime.env });
}

/** The header lines a message travelled with, one a line. */
export function headersAsText({ internetMessageHeaders }: FullMessage): string {
	const lines = (internetMessageHeaders ?? []).map(
		({ name, value }) => `${safeText`${sanitizeLine(name ?? '')}: ${sanitizeLine(value ?? '')}`}\n`,
	);
	return lines.length > 0 ? lines.join('') : '(Graph has no header lines of this message; drafts have none.)\n';
}

/** The source of the text as it is, on a terminal without what would control it. */
export function htmlOf({ body }: FullMessage, terminal: boolean): string {
	const source = body?.content ?? '';
	return `${terminal ? sanitizeBlock(source) : source}\n`;
}
