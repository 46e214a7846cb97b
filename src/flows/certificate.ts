/** The certificate an app signs in with: a PEM or PFX file with certificate and private key, checked before anybody is asked. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { type ErrorCode, GraphctlError, isCancellation } from '../errors.js';
import { readPkcs12, WrongPassword } from './pkcs12.js';
import { UnsupportedFile } from './pkcs12-decrypt.js';
import { NoRegularFile, readStart } from './read-start.js';

/** A pair of certificate and key that fit. */
export interface ClientCertificate {
	/** SHA-256 of the certificate as 64 hexadecimal digits (`x5t#S256`). */
	readonly thumbprintSha256: string;
	/** PKCS#8 as PEM, decrypted. */
	readonly privateKey: string;
	/** Distinguished name, one line. Hostile: sanitize. */
	readonly subject: string;
	/** Milliseconds since the epoch. */
	readonly expiresAt: number;
}

/** What a file holds, before it is judged. */
interface Content {
	readonly keys: readonly KeyObject[];
	readonly certificates: readonly X509Certificate[];
}

/** In bytes. Real ones have a few kilobytes; the time to search a hostile one grows with the square. */
const largest = 131_072;

/**
 * Reads and checks the file.
 *
 * @param password of the file or of the key in it; undefined when there is none
 * @param now milliseconds since the epoch
 * @param signal ends the wait for a key derivation
 * @throws GraphctlError `config.certificate-file` `-format` `-key` `-kind` `-mismatch` `-expired`, and `config.certificate-password` with
 * a message that says whether one is missing or wrong; `cancelled.by-user`
 */
export async function readCertificate(
	path: string,
	password: string | undefined,
	now: number,
	signal?: AbortSignal,
): Promise<ClientCertificate> {
	const bytes = await readStart(path, { largest, regular: true, signal }).catch((error: unknown) => {
		if (isCancellation(error)) throw error;
		const code = error instanceof Error && 'code' in error ? error.code : undefined;
		const unfit = error instanceof NoRegularFile ? 'is not a regular file' : `cannot be read (${String(code)})`;
		const why = code === 'ENOENT' ? 'does not exist' : unfit;
		throw refuse('config.certificate-file', `The certificate file ${path} ${why}.`, 'Name it with --certificate FILE.');
	});
	const content = bytes.length > largest ? undefined : await readContent(bytes, path, password, signal);
	if (content === undefined || (content.certificates.length === 0 && content.keys.length === 0)) {
		throw refuse('config.certificate-format', `${path} is neither a PEM nor a PFX file with a certificate.`, howToMake);
	}
	if (content.keys.length === 0) {
		throw refuse(
			'config.certificate-key',
			`${path} holds a certificate, but not its private key.`,
			`Put both into one PEM file: cat cert.pem key.pem > app.pem && chmod 600 app.pem`,
		);
	}
	if (content.certificates.length === 0) {
		throw refuse(
			'config.certificate-format',
			`${path} holds a private key, but no certificate.`,
			`Put both into one PEM file: cat cert.pem key.pem > app.pem && chmod 600 app.pem`,
		);
	}
	const pairs = content.keys.flatMap((key) =>
		content.certificates.filter((one) => one.checkPrivateKey(key)).map((certificate) => ({ key, certificate })),
	);
	// A file may hold the old pair beside the one that replaces it, or a pair for something else.
	const pair = pairs.find((one) => isGood(one, now)) ?? pairs[0];
	if (pair === undefined) {
		throw refuse('config.certificate-mismatch', `The private key in ${path} does not belong to its certificate.`);
	}
	const { key, certificate } = pair;
	checkKind(key, path);
	checkTime(certificate, path, now);
	return {
		thumbprintSha256: certificate.fingerprint256.replaceAll(':', ''),
		privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
		subject: certificate.subject.replaceAll('\n', ', '),
		expiresAt: Date.parse(certificate.validTo),
	};
}

interface Pair {
	readonly key: KeyObject;
	readonly certificate: X509Certificate;
}

function isGood({ key, certificate }: Pair, now: number): boolean {
	const { validFrom, validTo } = certificate;
	return isFit(key) && Date.parse(validFrom) <= now && now <= Date.parse(validTo);
}

const howToMake =
	'One for trying: openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=app -keyout key.pem -out cert.pem && cat cert.pem key.pem > app.pem && chmod 600 app.pem';

async function readContent(
	bytes: Buffer,
	path: string,
	password: string | undefined,
	signal: AbortSignal | undefined,
): Promise<Content | undefined> {
	const text = bytes.toString('latin1');
	if (text.includes('-----BEGIN ')) return readPem(text, path, password);
	const certificate = tryCertificate(bytes);
	if (certificate) return { keys: [], certificates: [certificate] };
	try {
		const { keys, certificates } = await readPkcs12(bytes, password, signal);
		return {
			keys: keys.map((der) => createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' })),
			certificates: certificates.map((der) => new X509Certificate(der)),
		};
	} catch (error) {
		if (isCancellation(error)) throw error;
		if (error instanceof WrongPassword) throw passwordError(path, password, error);
		if (error instanceof UnsupportedFile) {
			throw refuse(
				'config.certificate-format',
				`The PFX file ${path} ${error.message}.`,
				'Write it anew with a password and AES, or use PEM.',
			);
		}
		return undefined;
	}
}

function tryCertificate(bytes: Buffer | string): X509Certificate | undefined {
	try {
		return new X509Certificate(bytes);
	} catch {
		return undefined;
	}
}

function readPem(text: string, path: string, password: string | undefined): Content {
	const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g)];
	const keys = blocks
		.filter(([, label]) => label?.endsWith('PRIVATE KEY'))
		.map(([pem]) => readKey(pem, path, password));
	const certificates = blocks
		.filter(([, label]) => label === 'CERTIFICATE' || label === 'TRUSTED CERTIFICATE' || label === 'X509 CERTIFICATE')
		.map(([pem]) => tryCertificate(pem))
		.filter((certificate) => certificate !== undefined);
	return { keys, certificates };
}

function readKey(pem: string, path: string, password: string | undefined): KeyObject {
	const encrypted = /ENCRYPTED/.test(pem);
	if (encrypted && password === undefined) throw passwordError(path, undefined);
	try {
		return createPrivateKey({ key: pem, ...(encrypted && password !== undefined ? { passphrase: password } : {}) });
	} catch (error) {
		// OpenSSL says of a wrong password that it could not decrypt, or that what came out is no key.
		if (encrypted) throw passwordError(path, password, error);
		throw refuse('config.certificate-key', `The private key in ${path} cannot be read.`, howToMake, error);
	}
}

function passwordError(path: string, password: string | undefined, cause?: unknown): GraphctlError {
	return refuse(
		'config.certificate-password',
		password === undefined
			? `${path} is protected by a password, and none was given.`
			: `The password does not open ${path}.`,
		'Put the password into GRAPHCTL_CLIENT_CERTIFICATE_PASSWORD, or give it with --certificate-password-stdin.',
		cause,
	);
}

function isFit(key: KeyObject): boolean {
	return key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
}

/** Entra's assertions are signed with RSA (PS256), and keys under 2048 bits are refused. */
function checkKind(key: KeyObject, path: string): void {
	const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
	if (key.asymmetricKeyType !== 'rsa') {
		throw refuse(
			'config.certificate-kind',
			`The key in ${path} is of the kind ${key.asymmetricKeyType ?? 'unknown'}; an app signs in with an RSA key.`,
			howToMake,
		);
	}
	if (bits < 2048)
		throw refuse('config.certificate-kind', `The key in ${path} has ${bits} bits; 2048 are the least.`, howToMake);
}

function checkTime({ validFrom, validTo }: X509Certificate, path: string, now: number): void {
	if (now > Date.parse(validTo)) {
		throw refuse(
			'config.certificate-expired',
			`The certificate in ${path} expired on ${day(validTo)}.`,
			'Make a new one, and upload it under "Certificates & secrets" of the app registration.',
		);
	}
	if (now < Date.parse(validFrom)) {
		throw refuse(
			'config.certificate-expired',
			`The certificate in ${path} is not valid before ${day(validFrom)}.`,
			"Check this computer's clock.",
		);
	}
}

function day(text: string): string {
	return new Date(Date.parse(text)).toISOString().slice(0, 10);
}

function refuse(code: ErrorCode, message: string, hint?: string, cause?: unknown): GraphctlError {
	return new GraphctlError({ code, message, hint, cause });
}
