/** Password-based decryption of PKCS#12 (RFC 7292, RFC 8018): PBES2, and the older schemes with SHA-1 and 3DES or RC2. */
import { createDecipheriv, createHash, pbkdf2 } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { cancelled } from '../errors.js';
import { contentOf, type DerValue, numberOf, octetsOf, oidOf, partsOf, tags } from './der.js';
import { raceAbort } from './race-abort.js';
import { decryptRc2 } from './rc2.js';

/** A file that this program has no means for; the message ends "It ...". */
export class UnsupportedFile extends Error {
	override readonly name = 'UnsupportedFile';
}

/**
 * More rounds than any program writes, and than the advice for passwords that are stored (OWASP: 600 000 to 1 300 000), would only keep
 * somebody waiting: these are a second or two.
 */
const mostRounds = 2_000_000;

/** Of a whole file, in which each bag may ask for as many again. */
const mostInAll = 8_000_000;

/** Rounds between two looks at the signal: some milliseconds. */
const step = 16_384;

/** The opening of one file. */
export interface Opening {
	readonly password: string;
	readonly signal: AbortSignal | undefined;
	/** Rounds that the file may still ask for. */
	left: number;
}

/** Begins one. */
export function openingOf(password: string, signal: AbortSignal | undefined): Opening {
	return { password, signal, left: mostInAll };
}

/** @throws UnsupportedFile for a file that asks for too much in all */
function spend(opening: Opening, rounds: number): void {
	opening.left -= rounds;
	if (opening.left < 0) throw new UnsupportedFile(`asks for more than ${mostInAll} rounds of key derivation in all`);
}

const pkcs12Schemes: Readonly<Record<string, { readonly cipher: 'des-ede3-cbc' | 'rc2'; readonly bytes: number }>> = {
	'1.2.840.113549.1.12.1.3': { cipher: 'des-ede3-cbc', bytes: 24 },
	'1.2.840.113549.1.12.1.4': { cipher: 'des-ede3-cbc', bytes: 16 },
	'1.2.840.113549.1.12.1.5': { cipher: 'rc2', bytes: 16 },
	'1.2.840.113549.1.12.1.6': { cipher: 'rc2', bytes: 5 },
};

const ciphers: Readonly<Record<string, { readonly name: string; readonly bytes: number }>> = {
	'2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', bytes: 16 },
	'2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', bytes: 24 },
	'2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', bytes: 32 },
	'1.2.840.113549.3.7': { name: 'des-ede3-cbc', bytes: 24 },
};

const hashes: Readonly<Record<string, string>> = {
	'1.2.840.113549.2.7': 'sha1',
	'1.2.840.113549.2.9': 'sha256',
	'1.2.840.113549.2.10': 'sha384',
	'1.2.840.113549.2.11': 'sha512',
	'1.3.14.3.2.26': 'sha1',
	'2.16.840.1.101.3.4.2.1': 'sha256',
	'2.16.840.1.101.3.4.2.2': 'sha384',
	'2.16.840.1.101.3.4.2.3': 'sha512',
};

/** Node's name of a hash, or of the HMAC made with it. @throws UnsupportedFile */
export function hashName(oid: string): string {
	const name = hashes[oid];
	if (name === undefined) throw new UnsupportedFile(`uses the hash ${oid}, which is not known here`);
	return name;
}

/** Rounds of one key derivation. @throws UnsupportedFile for too many */
export function roundsOf(value: DerValue | undefined): number {
	const rounds = numberOf(value);
	if (rounds < 1 || rounds > mostRounds) throw new UnsupportedFile(`asks for ${rounds} rounds of key derivation`);
	return rounds;
}

/**
 * Decrypts with the scheme that an AlgorithmIdentifier names.
 * @throws UnsupportedFile for another scheme, `cancelled.by-user`; any other error when the password is wrong
 */
export async function decrypt(
	algorithm: DerValue | undefined,
	data: Uint8Array,
	opening: Opening,
): Promise<Uint8Array> {
	const [oid, parameters] = partsOf(algorithm);
	const scheme = oidOf(oid);
	if (scheme === '1.2.840.113549.1.5.13') return decryptPbes2(parameters, data, opening);
	const known = pkcs12Schemes[scheme];
	if (!known) throw new UnsupportedFile(`is encrypted with ${scheme}, which is not known here`);
	const [salt, rounds] = partsOf(parameters);
	const { password } = opening;
	const derive = (id: 1 | 2, bytes: number): Promise<Buffer> =>
		deriveKey({ opening, hash: 'sha1', id, password, salt: octetsOf(salt), rounds: roundsOf(rounds), bytes });
	const key = await derive(1, known.bytes);
	const iv = await derive(2, 8);
	if (known.cipher === 'rc2') return decryptRc2(key, iv, data);
	// Two keys of 3DES are three of which the last is the first again.
	return decipher('des-ede3-cbc', key.length === 16 ? Buffer.concat([key, key.subarray(0, 8)]) : key, iv, data);
}

async function decryptPbes2(parameters: DerValue | undefined, data: Uint8Array, opening: Opening): Promise<Uint8Array> {
	const [derivation, encryption] = partsOf(parameters);
	const [kdf, settings] = partsOf(derivation);
	if (oidOf(kdf) !== '1.2.840.113549.1.5.12')
		throw new UnsupportedFile('derives its key otherwise than with PBKDF2, which is not known here');
	const [salt, rounds, ...more] = partsOf(settings);
	const prf = more.find(({ tag }) => tag === tags.sequence);
	const hash = prf === undefined ? 'sha1' : hashName(oidOf(partsOf(prf)[0]));
	const [cipherOid, iv] = partsOf(encryption);
	const cipher = ciphers[oidOf(cipherOid)];
	if (!cipher) throw new UnsupportedFile(`is encrypted with ${oidOf(cipherOid)}, which is not known here`);
	const count = roundsOf(rounds);
	spend(opening, count);
	const { password, signal } = opening;
	const key = await raceAbort(promisify(pbkdf2)(password, octetsOf(salt), count, cipher.bytes, hash), signal);
	return decipher(cipher.name, key, contentOf(iv, tags.octets), data);
}

function decipher(name: string, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Buffer {
	const stream = createDecipheriv(name, key, iv);
	return Buffer.concat([stream.update(data), stream.final()]);
}

export interface Derivation {
	readonly opening: Opening;
	readonly hash: string;
	/** 1 makes a key, 2 an IV, 3 the key of the MAC. */
	readonly id: 1 | 2 | 3;
	/** Undefined is no password at all, which differs from an empty one. */
	readonly password: string | undefined;
	readonly salt: Uint8Array;
	readonly rounds: number;
	/** Wanted length. */
	readonly bytes: number;
}

/** The key derivation of PKCS#12 (RFC 7292 B.2), in steps. @throws UnsupportedFile, `cancelled.by-user` */
export async function deriveKey({ opening, hash, id, password, salt, rounds, bytes }: Derivation): Promise<Buffer> {
	const block = hash === 'sha1' || hash === 'sha256' ? 64 : 128;
	const state = Buffer.concat([stretch(salt, block), stretch(bmpString(password), block)]);
	const purpose = Buffer.alloc(block, id);
	const parts: Buffer[] = [];
	for (let made = 0; made < bytes; ) {
		let digest = createHash(hash).update(purpose).update(state).digest();
		spend(opening, rounds);
		for (let round = 1; round < rounds; round++) {
			digest = createHash(hash).update(digest).digest();
			if (round % step !== 0) continue;
			await setImmediate();
			if (opening.signal?.aborted) throw cancelled();
		}
		parts.push(digest);
		made += digest.length;
		const addend = stretch(digest, block).subarray(0, block);
		for (let at = 0; at < state.length; at += block) addPlusOne(state.subarray(at, at + block), addend);
	}
	return Buffer.concat(parts).subarray(0, bytes);
}

/** Repeated up to whole blocks; nothing stays nothing. */
function stretch(bytes: Uint8Array, block: number): Buffer {
	const length = block * Math.ceil(bytes.length / block);
	return length === 0 ? Buffer.alloc(0) : Buffer.alloc(length, bytes);
}

/** UTF-16, big end first, with two zero bytes behind it. */
function bmpString(password: string | undefined): Buffer {
	return password === undefined ? Buffer.alloc(0) : Buffer.from(`${password}\0`, 'utf16le').swap16();
}

/** `target = target + addend + 1`, as one large number. */
function addPlusOne(target: Buffer, addend: Buffer): void {
	let carry = 1;
	for (let i = target.length - 1; i >= 0; i--) {
		const sum = target.readUInt8(i) + addend.readUInt8(i) + carry;
		target.writeUInt8(sum & 0xff, i);
		carry = sum >> 8;
	}
}
