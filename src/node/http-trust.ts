/** Which certificate authorities a TLS connection believes. */
import { readFileSync } from 'node:fs';
import type { SecureContext } from 'node:tls';
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';

/** Answers with the trust for one CA file, or for the public roots; undefined means Node's own default. */
export type Trust = (caFile?: string) => SecureContext | undefined;

/**
 * Trust anchors, built once per file.
 *
 * A CA file is trusted alone: nobody else may speak for that cloud, and one certificate costs 0.3 ms where the public roots
 * cost up to 17. `SSL_CERT_FILE` is added to the public roots; `NODE_EXTRA_CA_CERTS` is Node's own business.
 *
 * The returned function throws GraphctlError `config.ca-file`.
 */
export function createTrust(env: Runtime['env']): Trust {
	const contexts = new Map<string, SecureContext | undefined>();
	return (caFile) => {
		const key = caFile ?? '';
		if (!contexts.has(key)) contexts.set(key, caFile === undefined ? publicRoots(env) : pinned(caFile));
		return contexts.get(key);
	};
}

function pinned(file: string): SecureContext {
	return createContext(readCertificates(file, 'The CA file'), [], file, 'The CA file');
}

function publicRoots(env: Runtime['env']): SecureContext | undefined {
	const file = env['SSL_CERT_FILE'];
	const extra = env['NODE_EXTRA_CA_CERTS'];
	// The same bundle in both variables is usual, and Node has read it already.
	if (!file || file === extra) return undefined;
	const tls = process.getBuiltinModule('node:tls');
	const roots =
		typeof tls.getCACertificates === 'function' ? tls.getCACertificates('default') : rootsBefore22(tls, extra);
	return createContext(readCertificates(file, 'SSL_CERT_FILE'), roots, file, 'SSL_CERT_FILE');
}

/** Node 20 cannot tell its default roots, and a context with a list of its own forgets `NODE_EXTRA_CA_CERTS`. */
function rootsBefore22(tls: typeof import('node:tls'), extra: string | undefined): readonly string[] {
	if (!extra) return tls.rootCertificates;
	try {
		return [...tls.rootCertificates, readFileSync(extra, 'utf8')];
	} catch {
		return tls.rootCertificates;
	}
}

/** The PEM blocks of the file. */
function readCertificates(file: string, what: string): readonly string[] {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (error) {
		throw caFileError(`${what} ${file} cannot be read: ${reason(error)}.`, error);
	}
	const blocks = text.match(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g);
	if (blocks === null) throw caFileError(`${what} ${file} holds no PEM certificate.`);
	return blocks;
}

function createContext(own: readonly string[], roots: readonly string[], file: string, what: string): SecureContext {
	const { X509Certificate } = process.getBuiltinModule('node:crypto');
	try {
		// OpenSSL passes over what it cannot read, without a word. A few are checked; a whole bundle would take its time.
		for (const certificate of own.slice(0, 4)) new X509Certificate(certificate);
		return process.getBuiltinModule('node:tls').createSecureContext({ ca: [...roots, ...own] });
	} catch (error) {
		throw caFileError(`${what} ${file} holds a certificate that cannot be read: ${reason(error)}.`, error);
	}
}

function caFileError(message: string, cause?: unknown): GraphctlError {
	return new GraphctlError({
		code: 'config.ca-file',
		message,
		hint: 'Name a file with PEM certificates (-----BEGIN CERTIFICATE-----), one after the other.',
		cause,
	});
}

function reason(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
