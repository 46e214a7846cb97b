/** Reads the text of a plain message: its lines as they were written, and how deep each is quoted. */
import type { MessageBlocks, TextBlock } from './message-text.js';

const longestText = 2_000_000;

/** Reads plain text; `>` at the beginning of lines (RFC 3676, 4.5) becomes the depth of a quote. */
export function readPlainText(text: string): MessageBlocks {
	const cut = text.length > longestText;
	const blocks: TextBlock[] = [];
	for (const line of text
		.slice(0, longestText)
		.trimEnd()
		.split(/\r\n|\r|\n|\u2028|\u2029/)) {
		const marks = /^(?:> ?)+/.exec(line)?.[0] ?? '';
		const depth = marks.length === 0 ? 0 : marks.replaceAll(' ', '').length;
		// A mark the words bring along themselves: >From is how old mailboxes write a line that begins with From.
		const isQuote = depth > 0 && !line.startsWith('>From ');
		const words = isQuote ? line.slice(marks.length) : line;
		blocks.push({
			kind: 'text',
			text: words,
			depth: isQuote ? depth : 0,
			first: '',
			rest: '',
			gap: false,
		});
	}
	return { blocks, links: [], cut };
}
