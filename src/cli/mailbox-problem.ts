/** Errors as the full-screen mailbox shows them. */
import { GraphctlError } from '../errors.js';
import { redact } from '../text/redact.js';
import { sanitizeLine } from '../text/sanitize.js';
import type { Problem } from '../ui/mailbox/mailbox-data.js';

const kinds: readonly (readonly [area: string, kind: Problem['kind']])[] = [
	['network', 'offline'],
	['sign-in', 'signed-out'],
	['cancelled', 'signed-out'],
	['permission', 'permission'],
	['throttled', 'throttled'],
	['not-found', 'not-found'],
	['timeout', 'signed-out'],
];

/** What happened, and what may help, as safe text. */
export function toProblem(error: unknown): Problem {
	const message = error instanceof Error ? error.message : String(error);
	const code = error instanceof GraphctlError ? error.code : 'internal.bug';
	const kind = kinds.find(([area]) => code.startsWith(`${area}.`))?.[1] ?? 'error';
	const hint = error instanceof GraphctlError ? error.hint : undefined;
	return {
		kind,
		message: sanitizeLine(redact(code.startsWith('cancelled.') ? 'The sign-in was cancelled.' : message)),
		hint: hint === undefined ? undefined : sanitizeLine(redact(hint)),
	};
}
