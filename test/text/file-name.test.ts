import { describe, expect, it } from 'vitest';
import { numberedName, safeFileName } from '../../src/text/file-name.js';
import { hostileTexts } from '../helpers/hostile-text.js';

describe('safeFileName', () => {
	it.each([
		['report.pdf', 'report.pdf'],
		['Übersicht – №2.csv', 'Übersicht – №2.csv'],
		['../../etc/passwd', 'passwd'],
		['..\\..\\hosts', 'hosts'],
		['C:\\Users\\evil.bat', 'evil.bat'],
		['stream.txt:evil.exe', 'stream.txt_evil.exe'],
		['..', 'x'],
		['.', 'x'],
		['', 'x'],
		['  ', 'x'],
		['a/', 'a'],
		['.bashrc', 'bashrc'],
		['...hidden', 'hidden'],
		['file.txt. . .', 'file.txt'],
		['-rf', '_rf'],
		['~', '_'],
		['CON', '_CON'],
		['con.txt', '_con.txt'],
		['nul .tar.gz', '_nul .tar.gz'],
		['COM\u00b9.log', '_COM\u00b9.log'],
		['console.log', 'console.log'],
		['photo\u202egnp.exe', 'photognp.exe'],
		['two\r\nlines.txt', 'two lines.txt'],
		['nul\u0000byte.txt', 'nulbyte.txt'],
		['cafe\u0301.txt', 'caf\u00e9.txt'],
		['a\ud83db.txt', 'a_b.txt'],
		['\u001b[2J\u001b]0;owned\u0007red.txt', 'red.txt'],
		['a<b>|"c"?*.txt', 'a_b___c___.txt'],
	])('makes of %j %j', (name, safe) => {
		expect(safeFileName(name, 'x')).toBe(safe);
	});

	it('keeps the ending of a name that is too long, and cuts no character in two', () => {
		const long = safeFileName(`${'長'.repeat(120)}.tar.gz`, 'x');
		expect(Buffer.byteLength(long)).toBeLessThanOrEqual(200);
		expect(long).toMatch(/^長+\.tar\.gz$/);
		const family = safeFileName(`${'👩‍👩‍👧‍👦'.repeat(30)}.txt`, 'x');
		expect(family.replaceAll('👩‍👩‍👧‍👦', '')).toBe('.txt');
		expect(Buffer.byteLength(safeFileName(`a.${'b'.repeat(5000)}`, 'x'))).toBeLessThanOrEqual(200);
	});

	it.each(hostileTexts)('leaves nothing that leaves the folder or acts on a terminal: $name', ({ text }) => {
		const safe = safeFileName(`${text}/${text}.txt`, 'x');
		expect(safe).not.toMatch(/[\p{Cc}\\/:*?"<>|\u202a-\u202e\u2066-\u2069]/u);
		expect(safe).not.toMatch(/^[. -]|[. ]$/);
		expect(safe).not.toBe('');
	});

	it('adds an ending where it is missing', () => {
		expect(safeFileName('Board meeting', 'x', '.ics')).toBe('Board meeting.ics');
		expect(safeFileName('mail.EML', 'x', '.eml')).toBe('mail.EML');
	});
});

describe('numberedName', () => {
	it('puts the number before the ending', () => {
		expect(numberedName('a.pdf', 0)).toBe('a.pdf');
		expect(numberedName('a.pdf', 1)).toBe('a (1).pdf');
		expect(numberedName('a.tar.gz', 12)).toBe('a (12).tar.gz');
		expect(numberedName('README', 2)).toBe('README (2)');
	});
});
