/** The one way from a message's body to lines that a terminal may show. */
import { layOut } from './lay-out.js';
import type { MessageBlocks, MessageText } from './message-text.js';
import { readPlainText } from './plain-mail.js';

/** Graph's `body` of a message. */
export interface MessageBody {
	/** `html` or `text`. */
	readonly contentType?: string | null | undefined;
	readonly content?: string | null | undefined;
}

/** Reads a body once; `layOut` gives its lines at any width. HTML is read by a parser that is loaded only then. */
export async function readBody(body: MessageBody | null | undefined): Promise<MessageBlocks> {
	const content = body?.content ?? '';
	if (body?.contentType?.toLowerCase() !== 'html') return readPlainText(content);
	const { readHtml } = await import('./html-reader.js');
	return readHtml(content);
}

/** The readable text of HTML at a width in columns: links numbered, nothing fetched, nothing that acts on a terminal. */
export async function renderHtml(html: string, { width }: { readonly width: number }): Promise<MessageText> {
	return layOut(await readBody({ contentType: 'html', content: html }), width);
}
