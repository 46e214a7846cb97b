/** Says what is wrong with a server's certificate, and what to do about each kind of wrong. */
import type { DetailedPeerCertificate } from 'node:tls';
import { GraphctlError } from '../errors.js';

/** What a failure message needs of a server's certificate chain. */
export interface CertificateSeen {
	readonly subject: string;
	/** Issuer of the last certificate that the server sent: the authority that is not trusted. */
	readonly issuer: string;
	readonly validFrom: string;
	readonly validTo: string;
	/** Names and addresses that the certificate is for. */
	readonly names: string;
}

/** Reads the chain that `getPeerCertificate(true)` gives; undefined when the server showed none. */
export function readCertificate(leaf: DetailedPeerCertificate | undefined): CertificateSeen | undefined {
	if (!leaf?.subject) return undefined;
	let last = leaf;
	for (let depth = 0; depth < 10 && last.issuerCertificate && last.issuerCertificate !== last; depth++) {
		last = last.issuerCertificate;
	}
	return {
		subject: nameOf(leaf.subject),
		issuer: nameOf(last.issuer),
		validFrom: leaf.valid_from,
		validTo: leaf.valid_to,
		names: (leaf.subjectaltname ?? '').replaceAll(/DNS:|IP Address:/g, '').slice(0, 200),
	};
}

function nameOf(name: Readonly<Record<string, string | string[] | undefined>>): string {
	const value = name['CN'] ?? name['O'] ?? name['OU'] ?? '(no name)';
	return (Array.isArray(value) ? value.join(', ') : value).slice(0, 100);
}

const untrusted = [
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'CERT_UNTRUSTED',
];

const other = [
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'CERT_REVOKED',
	'CERT_REJECTED',
	'CERT_SIGNATURE_FAILURE',
	'CERT_CHAIN_TOO_LONG',
	'INVALID_CA',
	'INVALID_PURPOSE',
	'PATH_LENGTH_EXCEEDED',
	'HOSTNAME_MISMATCH',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'ERR_TLS_CERT_ALTNAME_FORMAT',
];

/** True for the codes by which Node and OpenSSL reject a certificate. */
export function isCertificateCode(code: string): boolean {
	return untrusted.includes(code) || other.includes(code);
}

/** The `network.untrusted-certificate` error for such a code. */
export function certificateError(
	code: string,
	cause: unknown,
	context: { host: string; caFile: string | undefined; certificate: CertificateSeen | undefined },
): GraphctlError {
	const { message, hint } = explain(code, context.host, context.caFile, context.certificate);
	return new GraphctlError({ code: 'network.untrusted-certificate', message: `${message}.`, hint, cause });
}

function explain(
	code: string,
	host: string,
	caFile: string | undefined,
	seen: CertificateSeen | undefined,
): { message: string; hint: string } {
	const whose = `The certificate of ${host}`;
	const trustHint = caFile
		? `Only ${caFile} is trusted here (the cloud's caFile). If this authority is the right one, add its certificate to that file.`
		: 'If a company proxy or firewall inspects traffic here, name its CA file: NODE_EXTRA_CA_CERTS=/path/to/ca.pem (or caFile of the cloud in config.json).';
	switch (code) {
		case 'CERT_HAS_EXPIRED':
			return {
				message: `${whose} has expired${seen ? ` (it was valid until ${seen.validTo})` : ''}`,
				hint: 'Check the clock of this computer; if it is right, the owner of the server must renew the certificate.',
			};
		case 'CERT_NOT_YET_VALID':
			return {
				message: `${whose} is not valid yet${seen ? ` (only from ${seen.validFrom})` : ''}`,
				hint: 'Check the clock of this computer.',
			};
		case 'ERR_TLS_CERT_ALTNAME_INVALID':
		case 'HOSTNAME_MISMATCH':
			return {
				message: `${whose} is for another host${seen?.names ? ` (${seen.names})` : ''}`,
				hint: 'Check the host name; do not go on if it is right, for someone may be posing as that host.',
			};
		case 'DEPTH_ZERO_SELF_SIGNED_CERT':
			return { message: `${whose} is signed by itself${seen ? ` ("${seen.subject}")` : ''}`, hint: trustHint };
		case 'SELF_SIGNED_CERT_IN_CHAIN':
			return {
				message: `${whose} comes from an authority that is not trusted here${issuer(seen)}: its root is self-signed`,
				hint: trustHint,
			};
		default:
			return untrusted.includes(code)
				? { message: `${whose} comes from an authority that is not trusted here${issuer(seen)}`, hint: trustHint }
				: { message: `${whose} is not acceptable (${code})${issuer(seen)}`, hint: trustHint };
	}
}

function issuer(seen: CertificateSeen | undefined): string {
	return seen ? ` ("${seen.issuer}")` : '';
}
