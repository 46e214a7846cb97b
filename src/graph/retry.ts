/** When and how long to wait before a request is sent once more. */
import type { GraphctlError } from '../errors.js';
import type { HttpResponse } from '../runtime.js';

/** Tries of one request, the first included. */
export const mostAttempts = 6;
/** Longest single wait in milliseconds. */
export const longestWait = 60_000;
/** Longest time in milliseconds that one request waits in all. */
export const longestTotal = 180_000;

/** Milliseconds that `Retry-After` asks for: seconds, also as a decimal fraction, or an HTTP date. */
export function retryAfter(headers: HttpResponse['headers'], now: number): number | undefined {
	const header = headers['retry-after'];
	const text = (typeof header === 'string' ? header : (header?.[0] ?? '')).trim();
	if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
	const date = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Exponential wait in milliseconds with half of it at random; `attempt` counts from 1. */
export function backoff(attempt: number, randomBytes: (count: number) => Uint8Array): number {
	const [high = 0, low = 0] = randomBytes(2);
	const base = 1000 * 2 ** (attempt - 1);
	return Math.min(longestWait, Math.round(base / 2 + (base / 2) * ((high * 256 + low) / 65_535)));
}

/**
 * How often an answer may be asked for again. What changes something is repeated only where Graph says that it did nothing:
 * 429, and 503 that names a time. A 504 has been seen although the message was sent.
 */
export function repeatsAllowed(method: string, status: number, waitNamed: boolean): number {
	if (status === 429) return mostAttempts - 1;
	if (method !== 'GET' && method !== 'HEAD') return status === 503 && waitNamed ? mostAttempts - 1 : 0;
	if (status === 503) return mostAttempts - 1;
	return status === 500 || status === 502 || status === 504 ? 1 : 0;
}

/** How often a request whose connection failed may be sent again. A refused connection carried nothing. */
export function repeatsAfterFailure(method: string, error: GraphctlError): number {
	if (error.code === 'network.refused') return 1;
	const harmless = method === 'GET' || method === 'HEAD';
	return harmless && (error.code === 'network.reset' || error.code === 'network.truncated') ? 1 : 0;
}
