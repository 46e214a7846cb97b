/** RC2 in CBC mode (RFC 2268), which OpenSSL 3 no longer brings: certificates in older PFX files are encrypted with it. */

/** Digits of pi, the permutation that the key is expanded with (RFC 2268 2). */
const pi = Buffer.from(
	[
		'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2',
		'179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82',
		'54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626',
		'6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7',
		'08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec',
		'c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731',
		'2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9',
		'0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad',
	].join(''),
	'hex',
);

/** Decrypts and takes the padding off. The effective key has as many bits as the key. @throws RangeError for what was encrypted otherwise */
export function decryptRc2(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Buffer {
	if (data.length === 0 || data.length % 8 !== 0) throw new RangeError('Not whole blocks.');
	const expanded = expandKey(key);
	const plain = Buffer.alloc(data.length);
	let previous = Buffer.from(iv);
	for (let at = 0; at < data.length; at += 8) {
		const block = Buffer.from(data.subarray(at, at + 8));
		const opened = decryptBlock(expanded, block);
		for (let i = 0; i < 8; i++) plain.writeUInt8(opened.readUInt8(i) ^ previous.readUInt8(i), at + i);
		previous = block;
	}
	const padding = plain.readUInt8(plain.length - 1);
	const tail = plain.subarray(plain.length - padding);
	if (padding < 1 || padding > 8 || !tail.every((byte) => byte === padding)) throw new RangeError('Wrong padding.');
	return plain.subarray(0, plain.length - padding);
}

/** 64 words of 16 bits (RFC 2268 2). */
function expandKey(key: Uint8Array): Uint16Array {
	const bytes = Buffer.alloc(128);
	bytes.set(key);
	const at = (index: number): number => bytes.readUInt8(index);
	for (let i = key.length; i < 128; i++) bytes.writeUInt8(pi.readUInt8((at(i - 1) + at(i - key.length)) & 0xff), i);
	bytes.writeUInt8(pi.readUInt8(at(128 - key.length)), 128 - key.length);
	for (let i = 127 - key.length; i >= 0; i--) bytes.writeUInt8(pi.readUInt8(at(i + 1) ^ at(i + key.length)), i);
	return Uint16Array.from({ length: 64 }, (_, i) => bytes.readUInt16LE(2 * i));
}

/** Left rotations of the four words (RFC 2268 3.1). */
const shifts = [1, 2, 3, 5];

function decryptBlock(key: Uint16Array, block: Buffer): Buffer {
	const words = [0, 2, 4, 6].map((offset) => block.readUInt16LE(offset));
	const word = (index: number): number => words[index & 3] ?? 0;
	for (let j = 63; j >= 0; j--) {
		const i = j & 3;
		const shift = shifts[i] ?? 0;
		const turned = ((word(i) >> shift) | (word(i) << (16 - shift))) & 0xffff;
		words[i] = (turned - (key[j] ?? 0) - (word(i - 1) & word(i - 2)) - (~word(i - 1) & word(i - 3))) & 0xffff;
		// Between the rounds of mixing there are two of mashing (RFC 2268 4.3).
		if (j === 44 || j === 20) for (let m = 3; m >= 0; m--) words[m] = (word(m) - (key[word(m - 1) & 63] ?? 0)) & 0xffff;
	}
	const plain = Buffer.alloc(8);
	words.forEach((value, index) => void plain.writeUInt16LE(value, 2 * index));
	return plain;
}
