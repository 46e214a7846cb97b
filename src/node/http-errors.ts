/** Puts the errors of sockets and of TLS into human words, once. */
import { GraphctlError } from '../errors.js';
import { truncated } from './http-body.js';
import { type CertificateSeen, certificateError, isCertificateCode } from './http-certificate-errors.js';

/** What was known when a request failed. */
export interface FailureContext {
	/** Host and port of the target. */
	readonly host: string;
	/** True once the head of the answer had arrived. */
	readonly answering: boolean;
	readonly caFile: string | undefined;
	/** The certificate that the server showed last, if any. */
	readonly certificate: CertificateSeen | undefined;
}

/** Translates an error of `node:http`, `node:tls` or `node:net`; a GraphctlError passes unchanged. */
export function toNetworkError(error: unknown, context: FailureContext): GraphctlError {
	if (error instanceof GraphctlError) return error;
	const cause = firstCause(error);
	const code = codeOf(cause);
	const { host } = context;
	if (isCertificateCode(code)) return certificateError(code, cause, context);
	if (context.answering && (code === 'ECONNRESET' || code === 'EPIPE' || code === '')) return truncated(host, cause);
	const row = table.find(({ codes }) =>
		codes.some((start) => code === start || (start.endsWith('_') && code.startsWith(start))),
	);
	if (row) {
		return new GraphctlError({ code: row.code, message: `${row.message(host)}.`, hint: row.hint, cause });
	}
	return new GraphctlError({
		code: 'network.unreachable',
		message: `The request to ${host} failed: ${code || (cause instanceof Error ? cause.message : String(cause))}.`,
		hint: 'Check the network connection and try again.',
		cause,
	});
}

/** The error of a request that heard nothing for too long. */
export function timedOut(host: string, connected: boolean, ms: number): GraphctlError {
	const seconds = Math.max(1, Math.round(ms / 1000));
	const what = connected ? `${host} sent nothing for ${seconds} s` : `No connection to ${host} within ${seconds} s`;
	return new GraphctlError({
		code: 'network.timeout',
		message: `${what}.`,
		hint: connected
			? 'Try again later.'
			: 'A firewall may be in the way; behind a proxy, set HTTPS_PROXY=http://proxy.example.com:8080.',
	});
}

const table: readonly {
	readonly codes: readonly string[];
	readonly code: GraphctlError['code'];
	readonly message: (host: string) => string;
	readonly hint: string;
}[] = [
	{
		codes: ['ENOTFOUND', 'ENODATA'],
		code: 'network.dns',
		message: (host) => `The host name in ${host} is not known (DNS)`,
		hint: 'Check the spelling of the host and the network connection; behind a proxy, set HTTPS_PROXY.',
	},
	{
		codes: ['EAI_'],
		code: 'network.dns',
		message: (host) => `The name server gave no answer for ${host} (DNS)`,
		hint: 'Check the network connection; behind a proxy, set HTTPS_PROXY.',
	},
	{
		codes: ['ECONNREFUSED'],
		code: 'network.refused',
		message: (host) => `${host} refused the connection: nothing listens there`,
		hint: 'Check host and port, and that the server is running.',
	},
	{
		codes: ['ECONNRESET', 'EPIPE', 'ECONNABORTED'],
		code: 'network.reset',
		message: (host) => `${host} closed the connection without an answer`,
		hint: 'Try again; if it keeps happening, a proxy or firewall may be cutting connections.',
	},
	{
		codes: ['ETIMEDOUT'],
		code: 'network.timeout',
		message: (host) => `No connection to ${host} in time`,
		hint: 'A firewall may be in the way; behind a proxy, set HTTPS_PROXY=http://proxy.example.com:8080.',
	},
	{
		codes: ['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EHOSTDOWN', 'EADDRNOTAVAIL', 'EACCES', 'EPERM'],
		code: 'network.unreachable',
		message: (host) => `There is no way to ${host} from here`,
		hint: 'Check the network connection, VPN and firewall.',
	},
	{
		codes: ['HPE_HEADER_OVERFLOW'],
		code: 'network.too-large',
		message: (host) => `The headers of the answer of ${host} are too large`,
		hint: 'Check that the host is the right one.',
	},
	{
		codes: ['HPE_'],
		code: 'network.invalid-answer',
		message: (host) => `What ${host} sent is not an HTTP answer`,
		hint: 'Check host and port, and whether a proxy stands in between.',
	},
	{
		codes: ['EPROTO', 'ERR_SSL_', 'ERR_TLS_'],
		code: 'network.tls',
		message: (host) => `No secure connection (TLS) to ${host} could be made`,
		hint: 'Check that the port speaks TLS, and whether a proxy stands in between.',
	},
];

/** With two addresses to try (IPv6 and IPv4), Node reports both failures together. */
function firstCause(error: unknown): unknown {
	if (!(error instanceof AggregateError)) return error;
	const causes: unknown[] = error.errors;
	// Of "no IPv6 here" and "refused on IPv4" the second says more.
	return causes.find((cause) => codeOf(cause) === 'ECONNREFUSED') ?? causes[0] ?? error;
}

/** The `code` of a system error, or the empty text. */
export function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
