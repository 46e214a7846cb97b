/** Content transfer encodings of MIME (RFC 2045, 6.7 and 6.8). */

/** Content of this many bytes fills whole base64 lines, so that it can be encoded piece by piece. */
export const base64Piece = 57 * 1024;
const lineLength = 76;

/** UTF-8; half a surrogate pair becomes the three bytes that no decoder should accept (WTF-8), so that it stays as odd as it was. */
export function toBytes(text: string): Buffer {
	if (!/\p{Surrogate}/u.test(text)) return Buffer.from(text, 'utf8');
	const parts = text.split(/(\p{Surrogate})/u).map((part) => {
		const unit = part.length === 1 ? part.charCodeAt(0) : 0;
		return unit >= 0xd800 && unit <= 0xdfff
			? Buffer.from([0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)])
			: Buffer.from(part, 'utf8');
	});
	return Buffer.concat(parts);
}

/** Base64 in lines of 76 characters, each ended by CRLF. `bytes`: the end of the content, or a multiple of 57 bytes. */
export function encodeBase64Lines(bytes: Buffer): string {
	const text = bytes.toString('base64');
	const lines: string[] = [];
	for (let at = 0; at < text.length; at += lineLength) lines.push(text.slice(at, at + lineLength));
	return lines.length === 0 ? '' : `${lines.join('\r\n')}\r\n`;
}

/** Quoted-printable. CRLF is a line end; CR or LF alone is content and is encoded. */
export function encodeQuotedPrintable(text: string): string {
	return text.split('\r\n').map(quoteLine).join('\r\n');
}

function quoteLine(line: string): string {
	const bytes = toBytes(line);
	const out: string[] = [];
	let width = 0;
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at] ?? 0;
		const last = at === bytes.length - 1;
		const blank = byte === 0x20 || byte === 0x09;
		const plain = (byte > 0x20 && byte < 0x7f && byte !== 0x3d) || (blank && !last);
		// A dot or "From " at the start of a line is safe from mail transfer and mbox when it is encoded.
		const guarded =
			width === 0 && (byte === 0x2e || (byte === 0x46 && bytes.toString('latin1', at, at + 5) === 'From '));
		const token =
			plain && !guarded ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
		if (width + token.length > lineLength - (last ? 0 : 1)) {
			out.push('=\r\n');
			width = 0;
			at--;
			continue;
		}
		out.push(token);
		width += token.length;
	}
	return out.join('');
}
