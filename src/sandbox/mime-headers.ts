/** Header fields of mail: folding (RFC 5322, 2.2.3), encoded words (RFC 2047), parameters (RFC 2231). */
import type { Recipient } from './mail-model.js';
import { toBytes } from './mime-encode.js';

const foldAt = 78;
/** Nothing folds a single word, and longer lines are forbidden. */
const longestWord = 900;
/** Bytes in an encoded word of 75 characters: `=?utf-8?B?` and `?=` leave 63, which hold 45 bytes. */
const wordBytes = 45;

/** A field with free text, folded, with its CRLF. */
export function textField(name: string, text: string): string {
	return isPlain(text) ? foldWords(name, text) : `${name}: ${encodedWords(text).join('\r\n ')}\r\n`;
}

/** A field that goes out as it is, good or bad, except that line ends cannot break it; with its CRLF. */
export function rawField(name: string, value: string): string {
	return `${name}: ${value.replaceAll(/[\r\n]+/g, ' ')}\r\n`;
}

/** A field of addresses, one per line, with its CRLF; nothing when there is none. */
export function addressField(name: string, list: readonly Recipient[]): string {
	return list.length === 0 ? '' : `${name}: ${list.map(addressOf).join(',\r\n ')}\r\n`;
}

/** A field with a value and parameters, one per line, with its CRLF. */
export function parameterField(
	name: string,
	value: string,
	parameters: readonly (readonly [string, string])[],
): string {
	const parts = parameters.flatMap(([attribute, text]) => parametersOf(attribute, text));
	return `${name}: ${[value, ...parts].join(';\r\n\t')}\r\n`;
}

function addressOf({ name, address = '' }: Recipient): string {
	// What is no address must not become part of the header's grammar.
	const safe = address.replaceAll(/[^\x21-\x7e]|[<>,;"\\]/g, '');
	if (name === undefined || name === '') return `<${safe}>`;
	if (!isPlain(name)) return `${encodedWords(name).join('\r\n ')}\r\n <${safe}>`;
	return /^[A-Za-z0-9 '-]+$/.test(name) ? `${name} <${safe}>` : `"${name.replaceAll(/["\\]/g, '\\$&')}" <${safe}>`;
}

/** True for text that may stand in a header as it is: printable ASCII that cannot be taken for an encoded word. */
function isPlain(text: string): boolean {
	return /^[\x20-\x7e]*$/.test(text) && text === text.trim() && !text.includes('=?') && !hasLongWord(text);
}

function hasLongWord(text: string): boolean {
	return text.split(' ').some((word) => word.length > longestWord);
}

function foldWords(name: string, text: string): string {
	let out = `${name}:`;
	let width = out.length;
	for (const word of ` ${text}`.match(/ +[^ ]+/g) ?? [' ']) {
		if (width + word.length > foldAt && width > name.length + 1) {
			out += '\r\n';
			width = 0;
		}
		out += word;
		width += word.length;
	}
	return `${out}\r\n`;
}

/** Encoded words of at most 75 characters, cut between characters. */
function encodedWords(text: string): string[] {
	const words: string[] = [];
	let piece: Buffer[] = [];
	let length = 0;
	const flush = (): void => {
		if (length > 0) words.push(`=?utf-8?B?${Buffer.concat(piece).toString('base64')}?=`);
		piece = [];
		length = 0;
	};
	for (const character of text) {
		const bytes = toBytes(character);
		if (length + bytes.length > wordBytes) flush();
		piece.push(bytes);
		length += bytes.length;
	}
	flush();
	return words;
}

function parametersOf(attribute: string, text: string): string[] {
	if (/^[\x20-\x7e]{0,60}$/.test(text)) return [`${attribute}="${text.replaceAll(/["\\]/g, '\\$&')}"`];
	const encoded = [...toBytes(text)].map((byte) =>
		/[A-Za-z0-9._-]/.test(String.fromCharCode(byte))
			? String.fromCharCode(byte)
			: `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
	);
	const pieces: string[] = [];
	for (let at = 0; at < encoded.length; at += 18) pieces.push(encoded.slice(at, at + 18).join(''));
	if (pieces.length === 1) return [`${attribute}*=utf-8''${pieces[0] ?? ''}`];
	return pieces.map((piece, index) => `${attribute}*${index}*=${index === 0 ? "utf-8''" : ''}${piece}`);
}
