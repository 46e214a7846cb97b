/** A PKCS #12 file (RFC 7292) with one private key and its certificate, as `openssl pkcs12 -export` writes it today. */
import { createCipheriv, createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { type Der, integer, nothing, objectId, octetString, sequence, set, tagged } from './der.js';

const oid = {
	data: '1.2.840.113549.1.7.1',
	encryptedData: '1.2.840.113549.1.7.6',
	shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
	certificateBag: '1.2.840.113549.1.12.10.1.3',
	x509: '1.2.840.113549.1.9.22.1',
	localKeyId: '1.2.840.113549.1.9.21',
	pbes2: '1.2.840.113549.1.5.13',
	pbkdf2: '1.2.840.113549.1.5.12',
	hmacSha256: '1.2.840.113549.2.9',
	aes256Cbc: '2.16.840.1.101.3.4.1.42',
	sha256: '2.16.840.1.101.3.4.2.1',
} as const;

/** Rounds of the key derivation; OpenSSL's number. */
const rounds = 2048;

interface Contents {
	/** PKCS #8, DER. */
	readonly key: Uint8Array;
	/** X.509, DER. */
	readonly certificate: Uint8Array;
}

/** Encrypts both parts with AES-256-CBC (PBES2, RFC 8018) and seals the file with an HMAC-SHA256. */
export function createPkcs12(
	contents: Contents,
	password: string,
	randomBytes: (count: number) => Uint8Array,
): Uint8Array {
	const keyId = createHash('sha1').update(contents.certificate).digest();
	const attributes = set(sequence(objectId(oid.localKeyId), set(octetString(keyId))));
	const hidden = encrypt(contents.key, password, randomBytes);
	const keyBag = sequence(
		objectId(oid.shroudedKeyBag),
		tagged(0, sequence(hidden.algorithm, octetString(hidden.bytes)), true),
		attributes,
	);
	const certificateBag = sequence(
		objectId(oid.certificateBag),
		tagged(0, sequence(objectId(oid.x509), tagged(0, octetString(contents.certificate), true)), true),
		attributes,
	);
	const certificates = encrypt(sequence(certificateBag), password, randomBytes);
	const safe = sequence(
		sequence(
			objectId(oid.encryptedData),
			tagged(
				0,
				sequence(
					integer(Uint8Array.of(0)),
					sequence(objectId(oid.data), certificates.algorithm, tagged(0, certificates.bytes)),
				),
				true,
			),
		),
		wrap(sequence(keyBag)),
	);
	const salt = randomBytes(8);
	const seal = createHmac('sha256', deriveMacKey(password, salt)).update(safe).digest();
	return sequence(
		integer(Uint8Array.of(3)),
		wrap(safe),
		sequence(
			sequence(sequence(objectId(oid.sha256), nothing()), octetString(seal)),
			octetString(salt),
			integer(Uint8Array.of(rounds >> 8, rounds & 0xff)),
		),
	);
}

/** ContentInfo of type `data`. */
function wrap(content: Der): Der {
	return sequence(objectId(oid.data), tagged(0, octetString(content), true));
}

function encrypt(
	plain: Uint8Array,
	password: string,
	randomBytes: (count: number) => Uint8Array,
): { readonly algorithm: Der; readonly bytes: Uint8Array } {
	const salt = randomBytes(16);
	const iv = randomBytes(16);
	const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync(password, salt, rounds, 32, 'sha256'), iv);
	const algorithm = sequence(
		objectId(oid.pbes2),
		sequence(
			sequence(
				objectId(oid.pbkdf2),
				sequence(
					octetString(salt),
					integer(Uint8Array.of(rounds >> 8, rounds & 0xff)),
					sequence(objectId(oid.hmacSha256), nothing()),
				),
			),
			sequence(objectId(oid.aes256Cbc), octetString(iv)),
		),
	);
	return { algorithm, bytes: Buffer.concat([cipher.update(plain), cipher.final()]) };
}

/** Key of the seal by RFC 7292 appendix B (ID 3). One block of SHA-256 is enough, so nothing is ever added to the input. */
function deriveMacKey(password: string, salt: Uint8Array): Uint8Array {
	const block = 64;
	const letters = Buffer.from(`${password}\0`, 'utf16le').swap16();
	const repeat = (bytes: Uint8Array): Buffer => Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes);
	let key = createHash('sha256').update(Buffer.alloc(block, 3)).update(repeat(salt)).update(repeat(letters)).digest();
	for (let round = 1; round < rounds; round += 1) key = createHash('sha256').update(key).digest();
	return key;
}
