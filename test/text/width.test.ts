import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { sanitizeLine } from '../../src/text/sanitize.js';
import { displayWidth, graphemes } from '../../src/text/width.js';
import { honestTexts, hostileTexts } from '../helpers/hostile-text.js';
import { createScreen } from '../helpers/screen.js';

/** Two consonants in one grapheme: string-width counts the first, we count both. */
const conjunct = /[\u094d\u0dca]/;

describe('displayWidth', () => {
	it('agrees with string-width on every single character', () => {
		const wrong: string[] = [];
		for (let code = 0x20; code <= 0x10ffff; code++) {
			if (code >= 0xd800 && code <= 0xdfff) continue;
			const text = String.fromCodePoint(code);
			// Most of Unicode's million is unassigned or private, alike in long rows: every hundredth is enough there.
			if (code % 100 !== 0 && /[\p{Cn}\p{Co}]/u.test(text)) continue;
			if (displayWidth(text) !== stringWidth(text))
				wrong.push(`U+${code.toString(16)}: ${displayWidth(text)} not ${stringWidth(text)}`);
		}
		expect(wrong.slice(0, 20)).toEqual([]);
	});

	it.each(
		[...honestTexts, ...hostileTexts.map(({ text }) => text)]
			.map((text) => sanitizeLine(text))
			.filter((text) => !conjunct.test(text)),
	)('agrees with string-width on %s', (text) => {
		expect(displayWidth(text)).toBe(stringWidth(text));
	});

	it('counts every consonant of a conjunct', () => {
		expect(displayWidth('क्ष')).toBe(2);
	});

	it.each(['👩‍👩‍👧‍👦', '👍🏽', '❤️', '1️⃣', '🇩🇪', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '☺︎', '각', 'ｶﾞ', '한글', 'e\u0301'])(
		'counts %s as a terminal shows it',
		async (text) => {
			const screen = createScreen();
			await screen.write(text);
			expect(screen.cursor().column).toBe(displayWidth(text));
		},
	);
});

describe('graphemes', () => {
	it('keeps families, flags and marked letters whole', () => {
		expect([...graphemes('👩‍👩‍👧‍👦🇩🇪e\u0301x')]).toEqual(['👩‍👩‍👧‍👦', '🇩🇪', 'e\u0301', 'x']);
	});
});
