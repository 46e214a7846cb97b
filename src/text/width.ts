/** How many terminal columns text takes. A table instead of a library: the library's emoji pattern costs 25 ms at start. */

/**
 * East Asian Wide and Fullwidth characters (UAX 11) that are not already wide as emoji: pairs of first and last code
 * point, ascending.
 */
const wideRanges = [
	0x1100, 0x115e, 0x2329, 0x232a, 0x2630, 0x2637, 0x268a, 0x268f, 0x2e80, 0x2e99, 0x2e9b, 0x2ef3, 0x2f00, 0x2fd5,
	0x2ff0, 0x3029, 0x302e, 0x303e, 0x3041, 0x3096, 0x309b, 0x30ff, 0x3105, 0x312f, 0x3131, 0x3163, 0x3165, 0x318e,
	0x3190, 0x31e5, 0x31ef, 0x321e, 0x3220, 0x3247, 0x3250, 0xa48c, 0xa490, 0xa4c6, 0xa960, 0xa97c, 0xac00, 0xd7a3,
	0xf900, 0xfaff, 0xfe10, 0xfe19, 0xfe30, 0xfe52, 0xfe54, 0xfe66, 0xfe68, 0xfe6b, 0xff01, 0xff60, 0xffe0, 0xffe6,
	0x16fe0, 0x16fe3, 0x16ff0, 0x16ff6, 0x17000, 0x18cda, 0x18cff, 0x18d20, 0x18d80, 0x18df2, 0x18e00, 0x19191, 0x191a0,
	0x191d2, 0x1aff0, 0x1aff3, 0x1aff5, 0x1affb, 0x1affd, 0x1affe, 0x1b000, 0x1b128, 0x1b132, 0x1b132, 0x1b150, 0x1b152,
	0x1b155, 0x1b155, 0x1b164, 0x1b168, 0x1b170, 0x1b2fb, 0x1d300, 0x1d356, 0x1d360, 0x1d376, 0x1f1ae, 0x1f1ae, 0x1f200,
	0x1f200, 0x1f202, 0x1f202, 0x1f210, 0x1f219, 0x1f21b, 0x1f22e, 0x1f230, 0x1f231, 0x1f237, 0x1f237, 0x1f23b, 0x1f23b,
	0x1f240, 0x1f248, 0x1f260, 0x1f265, 0x1f6d9, 0x1f6d9, 0x1f7da, 0x1f7da, 0x1fa8b, 0x1fa8d, 0x1facc, 0x1facc, 0x1fadd,
	0x1fadd, 0x1faeb, 0x1faeb, 0x1faf9, 0x1fafa, 0x20000, 0x2fffd, 0x30000, 0x3fffd,
];

const widthless = /[\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Cs}]/u;
const wideEmoji = /\p{Emoji_Presentation}/u;
const pictographs = /\p{Extended_Pictographic}/gu;
/**
 * What takes columns of its own behind the first character of a grapheme: spacing marks, half-width marks, and the letters
 * of a conjunct, which most terminals draw side by side. Too wide a guess leaves a gap, too narrow a one breaks the line.
 */
const beside = /[\p{Mc}\p{L}\uff00-\uffef]/u;
/** Keycaps, flags, emoji made wide by U+FE0F or a skin tone. */
const emojiSequence =
	/^(?:[0-9#*]\ufe0f?\u20e3|\p{Regional_Indicator}{2}|\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier}))/u;

/** Latin letters, punctuation and the marks that screens are drawn with: one column each, whatever stands beside them. */
const narrow = /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u203a\u2500-\u257f\u25cf]*$/;

let segmenter: Intl.Segmenter | undefined;
/** A screen measures the same line several times. */
const measured = new Map<string, number>();
const measuredAtMost = 500;

/** The characters as a reader counts them (UAX 29): what is never split. */
export function* graphemes(text: string): Generator<string> {
	if (/^[ -~]*$/.test(text)) {
		yield* text;
		return;
	}
	segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
	for (const { segment } of segmenter.segment(text)) yield segment;
}

/** Columns of one line of text; ambiguous characters count one. */
export function displayWidth(text: string): number {
	if (narrow.test(text)) return text.length;
	const known = measured.get(text);
	if (known !== undefined) return known;
	let width = 0;
	for (const grapheme of graphemes(text)) width += graphemeWidth(grapheme);
	if (measured.size >= measuredAtMost) measured.clear();
	measured.set(text, width);
	return width;
}

/** Columns of one grapheme. */
export function graphemeWidth(grapheme: string): number {
	if (grapheme.length === 1 && grapheme >= ' ' && grapheme <= '~') return 1;
	if (emojiSequence.test(grapheme) && isLone(grapheme)) return 2;
	if (grapheme.includes('\u200d') && (grapheme.match(pictographs)?.length ?? 0) > 1) return 2;
	let width = 0;
	let previous = 0;
	for (const character of grapheme) {
		if (widthless.test(character)) continue;
		const code = character.codePointAt(0) ?? 0;
		if (previous === 0) width = characterWidth(character, code);
		// Hangul: a vowel behind a leading consonant, and a final behind both, share the syllable's two columns.
		else if (isJamo(code) || isJamo(previous))
			width += isJamo(code) && code > 0x115f ? 0 : characterWidth(character, code);
		else if (beside.test(character)) width += characterWidth(character, code);
		previous = code;
	}
	return width;
}

/** False for an emoji with a joiner behind it, which counts by its parts. */
function isLone(grapheme: string): boolean {
	return !grapheme.includes('\u200d');
}

function characterWidth(character: string, code: number): number {
	if (code >= 0x1f1e6 && code <= 0x1f1ff) return 1;
	return wideEmoji.test(character) || isWide(code) ? 2 : 1;
}

function isJamo(code: number): boolean {
	return (code >= 0x1100 && code <= 0x11ff) || (code >= 0xa960 && code <= 0xa97c) || (code >= 0xd7b0 && code <= 0xd7fb);
}

function isWide(code: number): boolean {
	if (code < 0x1100) return false;
	let low = 0;
	let high = wideRanges.length / 2 - 1;
	while (low <= high) {
		const middle = (low + high) >> 1;
		if (code < (wideRanges[middle * 2] ?? 0)) high = middle - 1;
		else if (code > (wideRanges[middle * 2 + 1] ?? 0)) low = middle + 1;
		else return true;
	}
	return false;
}
