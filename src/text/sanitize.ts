/** The one door from foreign text to a terminal: `SafeText` is made here and nowhere else. */
import { skipEscape } from './escape-sequences.js';
import { createCharacterFilter } from './visible-characters.js';

declare const safe: unique symbol;

/** Text that moves no cursor, hides nothing and reorders nothing when a terminal shows it. */
export type SafeText = string & { readonly [safe]: true };

/** Printable ASCII and common letters that need no look at their neighbours; a run of them is taken at once. */
const plainRun = /[ -~\u00a1-\u00a8\u00aa-\u00ac\u00af-\u02ff\u0400-\u0482\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]+/y;

/** One line: newlines and tabs become a space. */
export function sanitizeLine(text: string): SafeText {
	return sanitize(text, ' ', ' ');
}

/** Several lines: newlines stay, tabs become four spaces. */
export function sanitizeBlock(text: string): SafeText {
	return sanitize(text, '\n', '    ');
}

/** Template tag for the program's own words around safe values: `` safeText`${count} of ${name}` ``. */
export function safeText(words: TemplateStringsArray, ...values: readonly (SafeText | number)[]): SafeText {
	return String.raw({ raw: words }, ...values) as SafeText;
}

function sanitize(text: string, newline: string, tab: string): SafeText {
	if (/^[ -~]*$/.test(text)) return text as SafeText;
	const out: string[] = [];
	const filter = createCharacterFilter(text);
	let at = 0;
	while (at < text.length) {
		plainRun.lastIndex = at;
		if (plainRun.test(text)) {
			const end = plainRun.lastIndex;
			out.push(text.slice(at, end));
			at = end;
			filter.passed(at);
			continue;
		}
		const code = text.codePointAt(at) ?? 0;
		const size = code > 0xffff ? 2 : 1;
		if (code === 0x1b || (code >= 0x80 && code <= 0x9f && code !== 0x85)) {
			at = skipEscape(text, at);
			continue;
		}
		at += size;
		const blank = blankFor(code, newline, tab);
		if (blank !== undefined) {
			out.push(blank);
			filter.broke();
			continue;
		}
		const next = filter.take(code, at);
		out.push(next.text);
		at = next.at;
	}
	return out.join('') as SafeText;
}

/** What stands for a character that moves to another line or column; undefined for every other character. */
function blankFor(code: number, newline: string, tab: string): string | undefined {
	if (code === 0x09) return tab;
	const isLineEnd =
		code === 0x0a || code === 0x0b || code === 0x0c || code === 0x85 || code === 0x2028 || code === 0x2029;
	return isLineEnd ? newline : undefined;
}
