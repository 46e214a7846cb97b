/** A certificate authority for tests, and server certificates of every kind of wrong. */
import type { webcrypto } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Extension, X509Certificate } from '@peculiar/x509';

// The package's dependency container asks for this polyfill when it loads, though nothing here is injected.
Object.assign(Reflect, { getMetadata: () => undefined, getOwnMetadata: () => undefined, defineMetadata: () => {} });
const x509 = await import('@peculiar/x509');

const day = 86_400_000;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** PEM texts of a server's certificate chain and key. */
export interface ServerCertificate {
	readonly cert: string;
	readonly key: string;
}

export interface TestCertificates {
	/** PEM file of the authority. */
	readonly caFile: string;
	readonly caPem: string;
	/** Valid for localhost and 127.0.0.1. */
	readonly good: ServerCertificate;
	readonly expired: ServerCertificate;
	readonly notYetValid: ServerCertificate;
	readonly otherHost: ServerCertificate;
	readonly selfSigned: ServerCertificate;
	/** The good one, sent together with its self-signed root. */
	readonly withRoot: ServerCertificate;
	readonly folder: string;
	/** A valid one for these names; `*.` stands for one label. */
	issueFor(...hosts: readonly string[]): Promise<ServerCertificate>;
	remove(): Promise<void>;
}

export async function createTestCertificates(): Promise<TestCertificates> {
	const folder = await mkdtemp(join(tmpdir(), 'graphctl-certs-'));
	const caKeys = await newKeys();
	const ca = await issue({
		subject: 'CN=Test Authority',
		issuer: 'CN=Test Authority',
		from: -day,
		to: 30 * day,
		signer: caKeys.privateKey,
		subjectKey: caKeys.publicKey,
		extensions: [
			new x509.BasicConstraintsExtension(true, undefined, true),
			new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
		],
	});
	const caPem = ca.toString('pem');
	const leaf = async (hosts: string | readonly string[], from: number, to: number): Promise<ServerCertificate> => {
		const [host = '', ...others] = [hosts].flat();
		const keys = await newKeys();
		const certificate = await issue({
			subject: `CN=${host}`,
			issuer: ca.subject,
			from,
			to,
			signer: caKeys.privateKey,
			subjectKey: keys.publicKey,
			extensions: [names(host, others)],
		});
		return { cert: certificate.toString('pem'), key: await toPem(keys.privateKey) };
	};
	const own = await newKeys();
	const selfSigned = await issue({
		subject: 'CN=localhost',
		issuer: 'CN=localhost',
		from: -day,
		to: day,
		signer: own.privateKey,
		subjectKey: own.publicKey,
		extensions: [names('localhost')],
	});
	const good = await leaf('localhost', -day, day);
	const caFile = join(folder, 'ca.pem');
	await writeFile(caFile, caPem);
	return {
		caFile,
		caPem,
		good,
		expired: await leaf('localhost', -3 * day, -day),
		notYetValid: await leaf('localhost', day, 2 * day),
		otherHost: await leaf('mail.example.com', -day, day),
		selfSigned: { cert: selfSigned.toString('pem'), key: await toPem(own.privateKey) },
		withRoot: { ...good, cert: `${good.cert}\n${caPem}` },
		folder,
		issueFor: (...hosts) => leaf(hosts, -day, day),
		remove: () => rm(folder, { recursive: true, force: true }),
	};
}

function names(host: string, others: readonly string[] = []): Extension {
	const alternatives = [host, ...others].map((value) => ({ type: 'dns' as const, value }));
	return new x509.SubjectAlternativeNameExtension(
		host === 'localhost' ? [...alternatives, { type: 'ip', value: '127.0.0.1' }] : alternatives,
	);
}

interface IssueOptions {
	readonly subject: string;
	readonly issuer: string;
	/** Milliseconds from now. */
	readonly from: number;
	readonly to: number;
	readonly signer: webcrypto.CryptoKey;
	readonly subjectKey: webcrypto.CryptoKey;
	readonly extensions: Extension[];
}

function issue(options: IssueOptions): Promise<X509Certificate> {
	return x509.X509CertificateGenerator.create({
		serialNumber: Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString('hex'),
		subject: options.subject,
		issuer: options.issuer,
		notBefore: new Date(Date.now() + options.from),
		notAfter: new Date(Date.now() + options.to),
		signingAlgorithm: algorithm,
		signingKey: options.signer,
		publicKey: options.subjectKey,
		extensions: options.extensions,
	});
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
	return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function toPem(key: webcrypto.CryptoKey): Promise<string> {
	const body = Buffer.from(await crypto.subtle.exportKey('pkcs8', key)).toString('base64');
	return `-----BEGIN PRIVATE KEY-----\n${body.replace(/(.{64})/g, '$1\n')}\n-----END PRIVATE KEY-----\n`;
}
