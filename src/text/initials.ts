/** Initials of a person. */
import { type SafeText, sanitizeLine } from './sanitize.js';
import { graphemes } from './width.js';

/** Up to two capital letters for a name ("Ana Souza" and "Souza, Ana" give AS) or an address; "?" when there is none. */
export function initials(name: SafeText): SafeText {
	const plain = name.replace(/\(.*?\)|\[.*?\]/g, ' ').replace(/@.*$/, ' ');
	const comma = plain.indexOf(',');
	const ordered = comma === -1 ? plain : `${plain.slice(comma + 1)} ${plain.slice(0, comma)}`;
	const words = ordered.split(/[\s._-]+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
	const first = words[0];
	const last = words.length > 1 ? words.at(-1) : undefined;
	const letters = [first, last].map((word) => (word === undefined ? '' : firstLetter(word))).join('');
	return sanitizeLine(letters === '' ? '?' : letters);
}

function firstLetter(word: string): string {
	for (const grapheme of graphemes(word)) {
		const upper = grapheme.toUpperCase();
		// "ß" becomes two letters; a badge has room for one.
		return [...graphemes(upper)].length === 1 ? upper : grapheme;
	}
	return '';
}
