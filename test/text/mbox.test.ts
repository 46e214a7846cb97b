import { describe, expect, it } from 'vitest';
import { createMboxQuoter, mboxFromLine } from '../../src/text/mbox.js';

/** The message as it stands in the file, whole or cut into pieces of a size. */
function quoted(text: string, size = text.length || 1): string {
	const quoter = createMboxQuoter();
	const bytes = Buffer.from(text, 'latin1');
	let out = '';
	for (let at = 0; at < bytes.length; at += size) out += quoter.quote(bytes.subarray(at, at + size)).toString('latin1');
	return out + quoter.end().toString('latin1');
}

describe('a message in an mbox', () => {
	it.each([
		['an ordinary one', 'A: b\r\n\r\ntext\r\n', 'A: b\n\ntext\n\n'],
		['a line that begins with From', 'a\r\nFrom me\r\n', 'a\n>From me\n\n'],
		['its very first line', 'From me\r\nFrom you\r\n', '>From me\n>From you\n\n'],
		['quoted ones, at every depth', '>From a\r\n>>>From b\r\n', '>>From a\n>>>>From b\n\n'],
		[
			'words that only look like it',
			'Fromage\r\n From x\r\n> From y\r\nfrom z\r\n',
			'Fromage\n From x\n> From y\nfrom z\n\n',
		],
		['no line break at the end', 'text', 'text\n\n'],
		['half a From at the end', 'x\r\nFro', 'x\nFro\n\n'],
		['marks alone at the end', 'x\n>>', 'x\n>>\n\n'],
		['a CR at the end', 'text\r', 'text\n\n'],
		['a CR within a line', 'a\rb\r\r\nc\r\n', 'a\rb\r\nc\n\n'],
		['LF alone', 'a\nFrom b\n', 'a\n>From b\n\n'],
		['empty lines', '\r\n\r\nFrom \r\n', '\n\n>From \n\n'],
		['nothing', '', '\n'],
		['bytes that are no text', '\u0080\u00ff\r\nFrom \u00fe\r\n', '\u0080\u00ff\n>From \u00fe\n\n'],
	])('keeps %s, however it is cut', (_name, text, expected) => {
		for (let size = Math.max(1, text.length); size > 0; size--) expect(quoted(text, size)).toBe(expected);
	});

	it('of nothing but From lines has room', () => {
		expect(quoted('From \n'.repeat(10_000))).toBe(`${'>From \n'.repeat(10_000)}\n`);
	});

	it('begins with sender and time as asctime writes it', () => {
		expect(mboxFromLine('a@b.example', Date.UTC(2026, 10, 3, 4, 5, 6))).toBe(
			'From a@b.example Tue Nov  3 04:05:06 2026\n',
		);
	});

	it.each([null, undefined, '', 'a b@c', 'a@b\nFrom x', '\u001b[2J', 'é@b'])(
		'does not believe the sender %j',
		(address) => {
			expect(mboxFromLine(address, 0)).toBe('From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n');
		},
	);
});
