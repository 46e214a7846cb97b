import { describe, expect, it } from 'vitest';
import { messageFileName } from '../../src/text/message-file-name.js';
import { shellWord } from '../../src/text/shell-word.js';
import { hostileTexts } from '../helpers/hostile-text.js';

const received = Date.UTC(2026, 10, 20, 14, 5, 33);
const nameOf = (subject: string): string => messageFileName(received, subject, '0123456789ab');

describe('the file name of a message', () => {
	it('is time, subject and mark', () => {
		expect(nameOf('Quarterly report')).toBe('2026-11-20-140533 Quarterly report 0123456789ab.eml');
	});

	it.each([
		['a folder upwards', '../../etc/passwd', '2026-11-20-140533 _.._etc_passwd 0123456789ab.eml'],
		['a drive', 'C:\\Windows', '2026-11-20-140533 C__Windows 0123456789ab.eml'],
		['nothing', '', '2026-11-20-140533 no subject 0123456789ab.eml'],
		['a device', 'NUL', '2026-11-20-140533 _NUL 0123456789ab.eml'],
	])('of %s stays within its folder', (_what, subject, expected) => {
		expect(nameOf(subject)).toBe(expected);
	});

	it.each(hostileTexts)('holds no control of: $name', ({ text }) => {
		const name = nameOf(text);
		expect(name).toMatch(/^2026-11-20-140533 [^/\\\p{Cc}\u202a-\u202e\u2066-\u2069]+ 0123456789ab\.eml$/u);
	});

	it.each(['x'.repeat(5000), '東'.repeat(5000), '👩‍👩‍👧‍👦'.repeat(500), `a${'\u0301'.repeat(5000)}`])(
		'fits a file system',
		(subject) => {
			const name = nameOf(subject);
			expect(Buffer.byteLength(name)).toBeLessThanOrEqual(160);
			expect(name).toMatch(/ 0123456789ab\.eml$/);
			expect(name).not.toContain('\ufffd');
		},
	);

	it('does without a time', () => {
		expect(messageFileName(Number.NaN, 'x', 'ab')).toBe('0000-00-00-000000 x ab.eml');
	});
});

describe('a word for a shell', () => {
	it.each([
		['plain/path.mbox', 'plain/path.mbox'],
		['two words', "'two words'"],
		["it's $(rm)", String.raw`'it'\''s $(rm)'`],
		['', "''"],
	])('%j', (word, expected) => {
		expect(shellWord(word)).toBe(expected);
	});
});
