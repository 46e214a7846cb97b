/** An answer of the identity platform, and what to make of one that asks for patience. */
import { cancelled, GraphctlError } from '../errors.js';
import type { Clock, HttpResponse } from '../runtime.js';

/** A complete answer with its JSON body, or `body: undefined` when it was not JSON. */
export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: unknown;
}

/** Reads status, headers and JSON of a response. */
export function readAnswer(response: HttpResponse): Answer {
	return { status: response.status, headers: flattenHeaders(response), body: parseBody(response.body) };
}

const passing: readonly string[] = ['dns', 'refused', 'reset', 'timeout', 'unreachable', 'truncated'].map(
	(name) => `network.${name}`,
);

/** True for a failure of the moment; a bad certificate or a proxy's refusal will not go away by asking again. */
export function isPassing(error: unknown): error is GraphctlError {
	return error instanceof GraphctlError && passing.includes(error.code);
}

/** True for the statuses that ask for patience. */
export function isBusy(status: number): boolean {
	return status === 429 || status >= 500;
}

/** Milliseconds that `Retry-After` asks for, as seconds (decimals allowed) or as a date (RFC 9110 10.2.3). */
export function retryAfterMs(answer: Answer, now: number): number | undefined {
	const value = answer.headers['retry-after']?.trim();
	if (!value) return undefined;
	if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
	const date = Date.parse(value);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Sleeps; an abort ends the wait with `cancelled.by-user`. */
export async function pauseFor(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
	if (signal?.aborted) throw cancelled();
	try {
		await clock.sleep(ms, signal);
	} catch (error) {
		if (signal?.aborted) throw cancelled();
		throw error;
	}
}

function flattenHeaders(response: HttpResponse): Record<string, string> {
	const flat: Record<string, string> = {};
	for (const [name, value] of Object.entries(response.headers))
		flat[name] = typeof value === 'string' ? value : value.join(', ');
	return flat;
}

function parseBody(bytes: Uint8Array): unknown {
	try {
		const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
		return value;
	} catch {
		return undefined;
	}
}
