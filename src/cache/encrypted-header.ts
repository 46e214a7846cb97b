/** Header of an encrypted file: everything that is needed to decrypt except the passphrase. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Cost of scrypt: `n` is the exponent of N, a power of two. */
export interface ScryptCost {
	readonly n: number;
	readonly r: number;
	readonly p: number;
}

/** What a key is derived from, besides the passphrase. */
export interface KeyParameters {
	readonly cost: ScryptCost;
	/** 16 bytes. */
	readonly salt: Buffer;
}

export interface EncryptedHeader extends KeyParameters {
	/** 16 bytes by which a wrong passphrase is told apart from a damaged file. */
	readonly check: Buffer;
	/** 12 bytes, new for each save. */
	readonly nonce: Buffer;
}

// magic 8, version 1, n 1, r 1, p 1, salt 16, check 16, nonce 12, checksum 8
const magic = Buffer.from('GRAPHCTL');
const version = 1;
const checksumAt = 56;

/** Bytes before the ciphertext. */
export const headerLength = 64;

export function encodeHeader({ cost, salt, check, nonce }: EncryptedHeader): Buffer {
	const fixed = Buffer.concat([magic, Buffer.from([version, cost.n, cost.r, cost.p]), salt, check, nonce]);
	return Buffer.concat([fixed, checksum(fixed)]);
}

/** Undefined for a header that is incomplete, damaged, of another version, or that asks for an absurd amount of work. */
export function decodeHeader(bytes: Buffer): EncryptedHeader | undefined {
	if (bytes.length < headerLength || !bytes.subarray(0, 8).equals(magic) || bytes[8] !== version) return undefined;
	const fixed = bytes.subarray(0, checksumAt);
	if (!timingSafeEqual(checksum(fixed), bytes.subarray(checksumAt, headerLength))) return undefined;
	const [n = 0, r = 0, p = 0] = bytes.subarray(9, 12);
	// At most 1 GiB of memory: a file from elsewhere must not stop the machine.
	if (n < 10 || n > 20 || r < 1 || r > 8 || p < 1 || p > 8) return undefined;
	return {
		cost: { n, r, p },
		salt: fixed.subarray(12, 28),
		check: fixed.subarray(28, 44),
		nonce: fixed.subarray(44, 56),
	};
}

function checksum(fixed: Buffer): Buffer {
	return createHash('sha256').update(fixed).digest().subarray(0, 8);
}
