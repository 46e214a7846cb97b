/** Reads ASN.1 as DER and BER write it (X.690), as far as key and certificate files need it. */

/** One value: its tag byte, its content, and the whole of it with tag and length. */
export interface DerValue {
	readonly tag: number;
	readonly content: Uint8Array;
	readonly whole: Uint8Array;
}

/** Tag bytes of the universal types that these files use; constructed where they always are. */
export const tags = { integer: 0x02, octets: 0x04, oid: 0x06, sequence: 0x30, explicit0: 0xa0 } as const;

/** Deepest nesting that is followed: a file is not trusted to end. */
const deepest = 32;

/** The values that stand one behind another in these bytes. @throws RangeError when they are cut off or are no ASN.1 */
export function readDer(bytes: Uint8Array): DerValue[] {
	const values: DerValue[] = [];
	for (let at = 0; at < bytes.length; ) {
		const value = readAt(bytes, at, 0);
		values.push(value);
		at += value.whole.length;
	}
	return values;
}

/** The values in a constructed value. @throws RangeError when it is none */
export function partsOf(value: DerValue | undefined, tag: number = tags.sequence): DerValue[] {
	return readDer(contentOf(value, tag));
}

/** The content of a value that must have this tag. @throws RangeError */
export function contentOf(value: DerValue | undefined, tag: number): Uint8Array {
	if (value?.tag !== tag) throw new RangeError('Unexpected ASN.1 value.');
	return value.content;
}

/** The bytes of an OCTET STRING, also of one written in pieces; `tag` is another one where it is tagged implicitly. */
export function octetsOf(value: DerValue | undefined, tag: number = tags.octets): Uint8Array {
	if (value?.tag === tag && (tag & 0x20) === 0) return value.content;
	if (value === undefined || (value.tag & 0xdf) !== (tag & 0xdf)) throw new RangeError('Unexpected ASN.1 value.');
	if ((value.tag & 0x20) === 0) return value.content;
	return Buffer.concat(readDer(value.content).map((piece) => octetsOf(piece)));
}

/** A small non-negative INTEGER. @throws RangeError */
export function numberOf(value: DerValue | undefined): number {
	const content = contentOf(value, tags.integer);
	if (content.length === 0 || content.length > 5) throw new RangeError('Unexpected ASN.1 number.');
	return content.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** An OBJECT IDENTIFIER with dots. @throws RangeError */
export function oidOf(value: DerValue | undefined): string {
	const arcs: number[] = [];
	let arc = 0;
	for (const byte of contentOf(value, tags.oid)) {
		arc = arc * 128 + (byte & 0x7f);
		if (byte & 0x80) continue;
		if (arcs.length === 0) arcs.push(Math.min(2, Math.floor(arc / 40)), arc - 40 * Math.min(2, Math.floor(arc / 40)));
		else arcs.push(arc);
		arc = 0;
	}
	return arcs.join('.');
}

function readAt(bytes: Uint8Array, at: number, depth: number): DerValue {
	const tag = byteAt(bytes, at);
	// No file of this kind has tags of several bytes.
	if ((tag & 0x1f) === 0x1f || depth > deepest) throw new RangeError('Unexpected ASN.1 tag.');
	const first = byteAt(bytes, at + 1);
	if (first === 0x80) return readIndefinite(bytes, at, depth);
	const extra = first < 0x80 ? 0 : first & 0x7f;
	if (extra > 4) throw new RangeError('Unexpected ASN.1 length.');
	let length = extra === 0 ? first : 0;
	for (let i = 0; i < extra; i++) length = length * 256 + byteAt(bytes, at + 2 + i);
	const start = at + 2 + extra;
	const end = start + length;
	if (end > bytes.length) throw new RangeError('The ASN.1 value is cut off.');
	return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end) };
}

/** BER's form without a length, which ends with two zero bytes. */
function readIndefinite(bytes: Uint8Array, at: number, depth: number): DerValue {
	const start = at + 2;
	let end = start;
	while (byteAt(bytes, end) !== 0 || byteAt(bytes, end + 1) !== 0) {
		end += readAt(bytes, end, depth + 1).whole.length;
	}
	return { tag: byteAt(bytes, at), content: bytes.subarray(start, end), whole: bytes.subarray(at, end + 2) };
}

function byteAt(bytes: Uint8Array, at: number): number {
	const byte = bytes[at];
	if (byte === undefined) throw new RangeError('The ASN.1 value is cut off.');
	return byte;
}
