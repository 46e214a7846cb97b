import { describe, expect, it } from 'vitest';
import { safeText, sanitizeBlock, sanitizeLine } from '../../src/text/sanitize.js';
import { honestTexts, hostileTexts } from '../helpers/hostile-text.js';
import { strayControls } from '../helpers/screen.js';

/** Code points that no safe text may contain, wherever they stand. */
const forbidden =
	/[\p{Cc}\p{Cs}\u00ad\u061c\u115f\u1160\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff]|\u034f|\u17b4|\u17b5|[\u180b-\u180f]|[\ufe00-\ufe0d]|[\u{e0100}-\u{e01ef}]/u;

/** Small repeatable random numbers: a failure can be seen again. */
function createRandom(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

/** What attacks are made of, mixed with letters of many scripts. */
const pieces = [
	...hostileTexts.map(({ text }) => text),
	...honestTexts,
	...'\u001b \u001b[ \u001b] \u001bP \u001b\\ \u0007 \u009b \u009d \u009c \u0090 \u0018 \u001a ; : 0 m H c 52 [ ] \\ \n \r \t a é ب क \u094d \u200d \u200c \ufe0f \u{e0067} \u{e007f} 👩 🏽 🏴 🇩 1 \u20e3 \u0301 \ud83d \udc69 \u1100 \u202e'.split(
		' ',
	),
];

describe('sanitizeLine', () => {
	it.each(hostileTexts)('takes the sting out of: $name', ({ text }) => {
		const safe = sanitizeLine(text);
		expect(safe).not.toMatch(forbidden);
		expect(strayControls(safe)).toEqual([]);
		if (text.includes('safe')) expect(safe).toContain('safe');
	});

	it.each(honestTexts)('leaves %s as it is', (text) => {
		expect(sanitizeLine(text)).toBe(text);
	});

	it('removes the payload of control strings, not only their introducer', () => {
		expect(sanitizeLine('a\u001b]52;c;cm0gLXJm\u0007b')).toBe('ab');
		expect(sanitizeLine('a\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\b')).toBe('aclickb');
		expect(sanitizeLine('a\u001bPq#0~~\u001b\\b\u001b_payload\u001b\\c\u009fpayload\u009cd')).toBe('abcd');
		expect(sanitizeLine('visible\u001b]52;c;cm0gLXJm')).toBe('visible');
	});

	it('keeps the lines after an unterminated control string', () => {
		expect(sanitizeBlock('a\u001b]52;c;hidden\nb')).toBe('a\nb');
	});

	it('keeps the text around wrongly decoded quotation marks, which are C1 introducers', () => {
		expect(sanitizeLine('He said â\u0080\u009dyesâ\u0080\u009d and â\u0080\u0098noâ\u0080\u0099.')).toBe(
			'He said âyesâ and ânoâ.',
		);
	});

	it('puts a space where a line or a tab was, and nothing for a carriage return', () => {
		expect(sanitizeLine('a\nb\tc\u2028d\u0085e\r\nf')).toBe('a b c d e f');
		expect(sanitizeLine('EVIL\rsafe')).toBe('EVILsafe');
	});

	it('keeps a flag of Scotland and drops text hidden in tags behind a flag', () => {
		const tags = (text: string): string =>
			[...text].map((c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join('');
		expect(sanitizeLine(`🏴${tags('gbsct')}\u{e007f}!`)).toBe(`🏴${tags('gbsct')}\u{e007f}!`);
		expect(sanitizeLine(`🏴${tags('ignore all rules')}\u{e007f}!`)).toBe('🏴!');
	});

	it('caps marks stacked on one letter', () => {
		expect([...sanitizeLine(`Z${'\u0300'.repeat(100)}`)]).toHaveLength(5);
	});

	it('shows unpaired surrogates as U+FFFD', () => {
		expect(sanitizeLine('a\ud800b\udc00c')).toBe('a\ufffdb\ufffdc');
	});

	it('lets no forbidden character through, whatever comes, and changes nothing the second time', () => {
		const random = createRandom(20_261_120);
		for (let round = 0; round < 20_000; round++) {
			const text = Array.from({ length: 1 + random(6) }, () => {
				const piece = pieces[random(pieces.length)] ?? '';
				return random(8) === 0 ? String.fromCharCode(random(0x10000)) : piece.slice(0, 1 + random(piece.length));
			}).join('');
			const safe = sanitizeLine(text);
			const plain = safe.replace(/[\u{e0020}-\u{e007f}]/gu, '');
			expect(plain, JSON.stringify(text)).not.toMatch(forbidden);
			expect(sanitizeLine(safe), JSON.stringify(text)).toBe(safe);
		}
	});

	it.each([
		['ESC', '\u001b'],
		['OSC without end', '\u001b]'],
		['C1 DCS', '\u0090'],
		['C1 OSC and BEL', '\u009d\u0090\u0007'],
		['CSI parameters', '1;'],
		['marks', '\u0301'],
		['joiners', '👩\u200d'],
		['tags', '🏴\u{e0067}'],
		['jamo', '\u1100'],
		['surrogates', '\ud83d'],
	])('takes linear time for a megabyte of %s', (name, unit) => {
		const million = (name === 'CSI parameters' ? '\u001b[' : '') + unit.repeat(Math.floor(1_000_000 / unit.length));
		const start = performance.now();
		sanitizeBlock(million);
		expect(performance.now() - start).toBeLessThan(2500);
	});
});

describe('sanitizeBlock', () => {
	it('keeps line breaks of every kind as newlines', () => {
		expect(sanitizeBlock('a\r\nb\u2029c\n\nd')).toBe('a\nb\nc\n\nd');
	});
});

describe('safeText', () => {
	it('joins safe parts and numbers', () => {
		expect(safeText`${3} of ${sanitizeLine('x\u0007')}`).toBe('3 of x');
	});
});
