/** The sandbox's own certificate authority and its one server certificate, both made at start (RFC 5280). */
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
	bitString,
	boolean,
	type Der,
	integer,
	nothing,
	objectId,
	octetString,
	sequence,
	set,
	tagged,
	utcTime,
	utf8String,
} from './der.js';

/** PEM texts; the authority's private key is thrown away, so nothing else can ever be signed by it. */
export interface Certificates {
	/** The certificate authority, to be trusted by clients. */
	readonly authority: string;
	/** The server certificate for `localhost`, `127.0.0.1`, `::1` and the names that were asked for. */
	readonly certificate: string;
	readonly privateKey: string;
}

const day = 86_400_000;
/** Days a sandbox may run before its certificates expire. */
const lifetimeDays = 90;

const ecdsaWithSha256 = sequence(objectId('1.2.840.10045.4.3.2'));
const rsaWithSha256 = sequence(objectId('1.2.840.113549.1.1.11'), nothing());
const loopback4 = Uint8Array.of(127, 0, 0, 1);
const loopback6 = Uint8Array.from({ length: 16 }, (_, index) => (index === 15 ? 1 : 0));
const dnsName = (name: string): Der => tagged(2, Buffer.from(name, 'latin1'));
const ipAddress = (bytes: Uint8Array): Der => tagged(7, bytes);
const allOnes = (size: number): Uint8Array => new Uint8Array(size).fill(0xff);

/**
 * Makes an authority that, by its name constraints (RFC 5280 4.2.1.10), can vouch for loopback only: someone who
 * trusts `ca.pem` and forgets it gives nothing away.
 * @param names further host names, e.g. of a tenant that clients reach through a proxy
 */
export function issueCertificates(
	now: number,
	randomBytes: (count: number) => Uint8Array,
	names: readonly string[] = [],
): Certificates {
	const authorityKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const serverKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const authorityName = name(`graphctl sandbox CA ${Buffer.from(randomBytes(4)).toString('hex')}`);
	const keyId = tagged(0, octetId(authorityKeys.publicKey));
	const validity = sequence(utcTime(now - day), utcTime(now + lifetimeDays * day));
	const authority = issue({
		serial: randomBytes(16),
		issuer: authorityName,
		subject: authorityName,
		validity,
		publicKey: authorityKeys.publicKey,
		signer: authorityKeys.privateKey,
		extensions: [
			extension('2.5.29.19', true, sequence(boolean(true), integer(Uint8Array.of(0)))),
			// keyCertSign and cRLSign.
			extension('2.5.29.15', true, bitString(Uint8Array.of(0b0000_0110), 1)),
			extension('2.5.29.14', false, octetString(octetId(authorityKeys.publicKey))),
			extension('2.5.29.30', true, nameConstraints(names)),
		],
	});
	const certificate = issue({
		serial: randomBytes(16),
		issuer: authorityName,
		subject: name('localhost'),
		validity,
		publicKey: serverKeys.publicKey,
		signer: authorityKeys.privateKey,
		extensions: [
			extension('2.5.29.19', true, sequence()),
			// digitalSignature.
			extension('2.5.29.15', true, bitString(Uint8Array.of(0b1000_0000), 7)),
			// serverAuth.
			extension('2.5.29.37', false, sequence(objectId('1.3.6.1.5.5.7.3.1'))),
			extension(
				'2.5.29.17',
				false,
				sequence(...['localhost', ...names].map(dnsName), ipAddress(loopback4), ipAddress(loopback6)),
			),
			extension('2.5.29.35', false, sequence(keyId)),
		],
	});
	const privateKey = serverKeys.privateKey.export({ type: 'pkcs8', format: 'pem' });
	return { authority, certificate, privateKey: privateKey.toString() };
}

/** An app's self-signed certificate (RSA, SHA-256) for `privateKey`, as `openssl req -x509` would make it; PEM text. */
export function issueAppCertificate(
	commonName: string,
	privateKey: KeyObject,
	now: number,
	randomBytes: (count: number) => Uint8Array,
): string {
	return issue({
		serial: randomBytes(16),
		issuer: name(commonName),
		subject: name(commonName),
		validity: sequence(utcTime(now - day), utcTime(now + lifetimeDays * day)),
		publicKey: createPublicKey(privateKey),
		signer: privateKey,
		extensions: [
			extension('2.5.29.19', true, sequence()),
			// digitalSignature.
			extension('2.5.29.15', true, bitString(Uint8Array.of(0b1000_0000), 7)),
		],
	});
}

interface CertificateParts {
	readonly serial: Uint8Array;
	readonly issuer: Der;
	readonly subject: Der;
	readonly validity: Der;
	readonly publicKey: KeyObject;
	readonly signer: KeyObject;
	readonly extensions: readonly Der[];
}

function issue(parts: CertificateParts): string {
	const algorithm = parts.signer.asymmetricKeyType === 'rsa' ? rsaWithSha256 : ecdsaWithSha256;
	const body = sequence(
		tagged(0, integer(Uint8Array.of(2)), true),
		integer(parts.serial),
		algorithm,
		parts.issuer,
		parts.validity,
		parts.subject,
		parts.publicKey.export({ type: 'spki', format: 'der' }),
		tagged(3, sequence(...parts.extensions), true),
	);
	const signature = sign('sha256', body, parts.signer);
	return pem(sequence(body, algorithm, bitString(signature)));
}

function pem(der: Der): string {
	const lines =
		Buffer.from(der)
			.toString('base64')
			.match(/.{1,64}/g) ?? [];
	return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function name(commonName: string): Der {
	return sequence(set(sequence(objectId('2.5.4.3'), utf8String(commonName))));
}

function extension(id: string, critical: boolean, value: Der): Der {
	return critical
		? sequence(objectId(id), boolean(true), octetString(value))
		: sequence(objectId(id), octetString(value));
}

/** permittedSubtrees: exactly the three loopback names and those that were asked for. */
function nameConstraints(names: readonly string[]): Der {
	const subtrees = [
		dnsName('localhost'),
		...names.map(dnsName),
		ipAddress(Buffer.concat([loopback4, allOnes(4)])),
		ipAddress(Buffer.concat([loopback6, allOnes(16)])),
	];
	return sequence(tagged(0, Buffer.concat(subtrees.map((base) => sequence(base))), true));
}

/** Key identifier: the public point's first 20 bytes would do; any stable bytes may be used (RFC 5280 4.2.1.2). */
function octetId(key: KeyObject): Uint8Array {
	return key.export({ type: 'spki', format: 'der' }).subarray(-20);
}
