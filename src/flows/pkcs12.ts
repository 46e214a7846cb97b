/** Reads a PFX (PKCS#12, RFC 7292) file: its private keys and its certificates. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { isCancellation } from '../errors.js';
import { contentOf, type DerValue, octetsOf, oidOf, partsOf, readDer, tags } from './der.js';
import { decrypt, deriveKey, hashName, type Opening, openingOf, roundsOf, UnsupportedFile } from './pkcs12-decrypt.js';

/** What is in the file, as DER. */
export interface Pkcs12Content {
	/** PKCS#8, decrypted. */
	readonly keys: readonly Uint8Array[];
	readonly certificates: readonly Uint8Array[];
}

/** The password does not open the file; without one, it needs one. */
export class WrongPassword extends Error {
	override readonly name = 'WrongPassword';
}

const data = '1.2.840.113549.1.7.1';
const encryptedData = '1.2.840.113549.1.7.6';
const keyBag = '1.2.840.113549.1.12.10.1.1';
const shroudedKeyBag = '1.2.840.113549.1.12.10.1.2';
const certificateBag = '1.2.840.113549.1.12.10.1.3';
const x509Certificate = '1.2.840.113549.1.9.22.1';

/** Checks the MAC, then decrypts. @throws WrongPassword, UnsupportedFile, `cancelled.by-user`; RangeError for what is no PFX */
export async function readPkcs12(file: Uint8Array, password = '', signal?: AbortSignal): Promise<Pkcs12Content> {
	const opening = openingOf(password, signal);
	const [, authSafe, mac] = partsOf(readDer(file)[0]);
	const [type, content] = partsOf(authSafe);
	if (oidOf(type) !== data) throw new UnsupportedFile('is signed with a certificate instead of a password');
	const safe = octetsOf(partsOf(content, tags.explicit0)[0]);
	if (mac) await checkMac(mac, safe, opening);
	const keys: Uint8Array[] = [];
	const certificates: Uint8Array[] = [];
	const bags: DerValue[] = [];
	for (const info of readDer(safe).flatMap((all) => partsOf(all))) bags.push(...(await bagsOf(info, opening)));
	for (const bag of bags) {
		const [id, wrapped] = partsOf(bag);
		const value = partsOf(wrapped, tags.explicit0)[0];
		const kind = oidOf(id);
		if (kind === keyBag && value) keys.push(value.whole);
		if (kind === shroudedKeyBag) {
			const [algorithm, encrypted] = partsOf(value);
			keys.push(await open(algorithm, octetsOf(encrypted), opening));
		}
		if (kind !== certificateBag) continue;
		const [format, certificate] = partsOf(value);
		if (oidOf(format) === x509Certificate) certificates.push(octetsOf(partsOf(certificate, tags.explicit0)[0]));
	}
	return { keys, certificates };
}

async function bagsOf(info: DerValue, opening: Opening): Promise<DerValue[]> {
	const [type, content] = partsOf(info);
	const [value] = partsOf(content, tags.explicit0);
	if (oidOf(type) === data) return readDer(octetsOf(value)).flatMap((all) => partsOf(all));
	if (oidOf(type) !== encryptedData) throw new UnsupportedFile('is encrypted for a certificate instead of a password');
	const [, encrypted] = partsOf(value);
	const [, algorithm, secret] = partsOf(encrypted);
	// The content is an OCTET STRING under the tag [0], in one piece or in several.
	const plain = await open(algorithm, octetsOf(secret, 0x80), opening);
	return readDer(plain).flatMap((all) => partsOf(all));
}

/** What cannot be read after it was decrypted was decrypted with the wrong key. */
async function open(algorithm: DerValue | undefined, secret: Uint8Array, opening: Opening): Promise<Uint8Array> {
	try {
		const plain = await decrypt(algorithm, secret, opening);
		partsOf(readDer(plain)[0]);
		return plain;
	} catch (error) {
		throw error instanceof UnsupportedFile || isCancellation(error)
			? error
			: new WrongPassword('The password is wrong.', { cause: error });
	}
}

async function checkMac(mac: DerValue, safe: Uint8Array, opening: Opening): Promise<void> {
	const [info, salt, rounds] = partsOf(mac);
	const [algorithm, expected] = partsOf(info);
	const oid = oidOf(partsOf(algorithm)[0]);
	// PBMAC1 (RFC 9579) says no more than the decryption will.
	if (oid === '1.2.840.113549.1.5.14') return;
	const hash = hashName(oid);
	const digest = contentOf(expected, tags.octets);
	// As long a key is derived below, and a file that is not trusted could ask for a long one.
	if (digest.length > 64) throw new UnsupportedFile('has a MAC that no known hash makes');
	const matches = async (secret: string | undefined): Promise<boolean> => {
		const settings = { opening, hash, id: 3, password: secret, salt: octetsOf(salt), bytes: digest.length } as const;
		const key = await deriveKey({ ...settings, rounds: rounds === undefined ? 1 : roundsOf(rounds) });
		const own = createHmac(hash, key).update(safe).digest();
		return own.length === digest.length && timingSafeEqual(own, digest);
	};
	// Some programs write an empty password as no password.
	const { password } = opening;
	if (!(await matches(password)) && !(password === '' && (await matches(undefined))))
		throw new WrongPassword('The password is wrong.');
}
