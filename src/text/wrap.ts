/** Breaks text into lines of a number of columns. */
import { type SafeText, sanitizeLine } from './sanitize.js';
import { displayWidth, graphemes, graphemeWidth } from './width.js';

/**
 * Lines of at most `width` columns; existing line breaks stay. Breaks at spaces and between wide characters; a longer
 * word is cut between graphemes.
 */
export function wrap(text: SafeText, width: number): SafeText[] {
	return text.split('\n').flatMap((line) => wrapLine(line, Math.max(2, width)));
}

function wrapLine(text: string, width: number): SafeText[] {
	if (displayWidth(text) <= width) return [sanitizeLine(text)];
	const lines: SafeText[] = [];
	let line = '';
	let used = 0;
	const end = (): void => {
		lines.push(sanitizeLine(line.trimEnd()));
		line = '';
		used = 0;
	};
	for (const chunk of chunks(text)) {
		const chunkWidth = displayWidth(chunk);
		if (chunk === ' ' && (used === 0 ? lines.length > 0 : used >= width)) continue;
		if (used > 0 && used + chunkWidth > width && chunk !== ' ') end();
		if (chunkWidth <= width) {
			line += chunk;
			used += chunkWidth;
			continue;
		}
		for (const grapheme of graphemes(chunk)) {
			const graphemeColumns = graphemeWidth(grapheme);
			if (used > 0 && used + graphemeColumns > width) end();
			line += grapheme;
			used += graphemeColumns;
		}
	}
	if (line.trimEnd() !== '' || lines.length === 0) end();
	return lines;
}

/** Words, single spaces and single wide characters: the parts a line may break between. */
function* chunks(text: string): Generator<string> {
	let word = '';
	for (const grapheme of graphemes(text)) {
		if (grapheme !== ' ' && graphemeWidth(grapheme) < 2) {
			word += grapheme;
			continue;
		}
		if (word !== '') yield word;
		word = '';
		yield grapheme;
	}
	if (word !== '') yield word;
}
