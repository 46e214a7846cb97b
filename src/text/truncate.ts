/** Cuts text to a number of columns. */
import { type SafeText, sanitizeLine } from './sanitize.js';
import { displayWidth, graphemes, graphemeWidth } from './width.js';

/** The text when it fits `width` columns, else its beginning and the ellipsis; no grapheme is split. */
export function truncate(text: SafeText, width: number, ellipsis = '…'): SafeText {
	if (displayWidth(text) <= width) return text;
	const room = width - displayWidth(ellipsis);
	if (room < 0) return sanitizeLine('');
	let kept = '';
	let used = 0;
	for (const grapheme of graphemes(text)) {
		used += graphemeWidth(grapheme);
		if (used > room) break;
		kept += grapheme;
	}
	return sanitizeLine(kept.trimEnd() + ellipsis);
}

/** The text filled with spaces to `width` columns, or truncated to it. */
export function fitWidth(text: SafeText, width: number, ellipsis?: string): SafeText {
	const cut = truncate(text, width, ellipsis);
	return sanitizeLine(cut + ' '.repeat(Math.max(0, width - displayWidth(cut))));
}
