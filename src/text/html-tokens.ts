/** HTML as a flat stream of tags and text, entities decoded, in one pass: no tree that could grow deep. */
import { Tokenizer } from 'htmlparser2';

/** Attributes that reading needs, by name in lower case. */
export type Attributes = ReadonlyMap<string, string>;

export interface HtmlHandler {
	/** Names are in lower case. */
	open(name: string, attributes: Attributes): void;
	close(name: string): void;
	text(text: string): void;
}

const wanted = new Set([
	'align',
	'alt',
	'class',
	'colspan',
	'height',
	'hidden',
	'href',
	'id',
	'role',
	'rowspan',
	'start',
	'style',
	'width',
]);
/** No honest attribute of these is longer. */
const longestValue = 16_384;

/**
 * Feeds the handler. Scripts, styles and comments have no words in it but stay between the tags they stand between. Time grows
 * with the length of the text and with nothing else (https://html.spec.whatwg.org/multipage/parsing.html#tokenization).
 */
export function readTokens(html: string, handler: HtmlHandler): void {
	let tag = '';
	let attribute = '';
	let value = '';
	let attributes = new Map<string, string>();
	const addToValue = (text: string): void => {
		if (wanted.has(attribute) && value.length < longestValue) value += text;
	};
	const tokenizer = new Tokenizer(
		{ decodeEntities: true },
		{
			onopentagname(start, end) {
				tag = html.slice(start, end).toLowerCase();
				attributes = new Map();
			},
			onattribname(start, end) {
				attribute = end - start > 20 ? '' : html.slice(start, end).toLowerCase();
				value = '';
			},
			onattribdata: (start, end) => addToValue(html.slice(start, Math.min(end, start + longestValue))),
			onattribentity: (code) => addToValue(String.fromCodePoint(code)),
			onattribend() {
				// The first of a name counts.
				if (wanted.has(attribute) && !attributes.has(attribute)) attributes.set(attribute, value);
			},
			onopentagend: () => handler.open(tag, attributes),
			onselfclosingtag: () => handler.open(tag, attributes),
			onclosetag: (start, end) => handler.close(html.slice(start, end).toLowerCase()),
			ontext: (start, end) => handler.text(html.slice(start, end)),
			ontextentity: (code) => handler.text(String.fromCodePoint(code)),
			oncomment() {},
			oncdata() {},
			ondeclaration() {},
			onprocessinginstruction() {},
			onend() {},
		},
	);
	tokenizer.write(html);
	tokenizer.end();
}
