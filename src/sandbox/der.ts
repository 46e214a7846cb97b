/** The few ASN.1 types (X.690, DER) that certificates and PKCS #12 files are written in. */

/** One encoded value. */
export type Der = Uint8Array;

function encode(tag: number, content: Uint8Array): Der {
	const size = content.length;
	const head = size < 128 ? [tag, size] : size < 256 ? [tag, 0x81, size] : [tag, 0x82, size >> 8, size & 0xff];
	return Buffer.concat([Uint8Array.from(head), content]);
}

/** SEQUENCE of values. */
export function sequence(...items: readonly Der[]): Der {
	return encode(0x30, Buffer.concat(items));
}

/** SET with one value. */
export function set(item: Der): Der {
	return encode(0x31, item);
}

/** Non-negative INTEGER from big-endian bytes. */
export function integer(bytes: Uint8Array): Der {
	const start = bytes.findIndex((byte) => byte !== 0);
	const trimmed = start < 0 ? Uint8Array.of(0) : bytes.subarray(start);
	return encode(0x02, (trimmed[0] ?? 0) >= 0x80 ? Buffer.concat([Uint8Array.of(0), trimmed]) : trimmed);
}

export function boolean(value: boolean): Der {
	return encode(0x01, Uint8Array.of(value ? 0xff : 0));
}

/** NULL. */
export function nothing(): Der {
	return encode(0x05, new Uint8Array());
}

/** OBJECT IDENTIFIER from dotted text, e.g. `2.5.29.17`. */
export function objectId(dotted: string): Der {
	const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
	const bytes = [first * 40 + second];
	for (const arc of rest) {
		const septets = [arc & 0x7f];
		for (let left = arc >>> 7; left > 0; left >>>= 7) septets.unshift((left & 0x7f) | 0x80);
		bytes.push(...septets);
	}
	return encode(0x06, Uint8Array.from(bytes));
}

export function utf8String(text: string): Der {
	return encode(0x0c, Buffer.from(text, 'utf8'));
}

export function octetString(bytes: Uint8Array): Der {
	return encode(0x04, bytes);
}

/** BIT STRING whose last byte has `unused` bits that do not count. */
export function bitString(bytes: Uint8Array, unused = 0): Der {
	return encode(0x03, Buffer.concat([Uint8Array.of(unused), bytes]));
}

/** UTCTime (years 1950 to 2049) of milliseconds since the epoch. */
export function utcTime(time: number): Der {
	const text = `${new Date(time).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`;
	return encode(0x17, Buffer.from(text, 'latin1'));
}

/** Context-specific value `[number]`; primitive unless `constructed`. */
export function tagged(number: number, content: Uint8Array, constructed = false): Der {
	return encode((constructed ? 0xa0 : 0x80) | number, content);
}
