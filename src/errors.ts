/** Every error of the program: stable codes, a next step, and the exit code that follows from the code's first word. */

/** One row of the exit-code table; `graphctl help exit-codes`, the README and a test read it. */
export interface ExitCode {
	readonly code: number;
	/** First words of the error codes that end with this exit code. */
	readonly areas: readonly string[];
	readonly meaning: string;
}

/** The exit codes, in the order help prints them. */
export const exitCodes = [
	{ code: 0, areas: [], meaning: 'success' },
	{ code: 1, areas: ['graph', 'internal'], meaning: 'Graph or the API answered an error; or a bug' },
	{ code: 2, areas: ['usage'], meaning: 'wrong usage: unknown command, option or value' },
	{ code: 3, areas: ['not-found'], meaning: 'not found' },
	{ code: 4, areas: ['sign-in'], meaning: 'sign-in needed or expired' },
	{ code: 5, areas: ['permission'], meaning: 'permission, consent or Conditional Access' },
	{ code: 6, areas: ['network'], meaning: 'network, proxy or TLS' },
	{ code: 7, areas: ['throttled'], meaning: 'throttled, retries used up' },
	{ code: 9, areas: ['storage'], meaning: 'keychain or cache' },
	{ code: 10, areas: ['config'], meaning: 'configuration or app registration' },
	{ code: 124, areas: ['timeout'], meaning: 'sign-in timed out' },
	{ code: 130, areas: ['cancelled'], meaning: 'cancelled with Ctrl-C' },
] as const satisfies readonly ExitCode[];

type Area = (typeof exitCodes)[number]['areas'][number];

/** A stable dotted error code, e.g. `config.no-client-id`. Its first word decides the exit code. */
export type ErrorCode = `${Area}.${string}`;

/** Identifiers and server wording kept for support and for `-o json`. */
export interface ErrorDetails {
	/** Number of the AADSTS error, e.g. 65001. */
	readonly aadsts?: number;
	/** OAuth 2.0 `error` of the token endpoint. */
	readonly oauthError?: string;
	readonly suberror?: string;
	readonly correlationId?: string;
	readonly traceId?: string;
	/** Graph's `request-id` response header. */
	readonly requestId?: string;
	/** Graph's `error.code`. */
	readonly graphCode?: string;
	/** HTTP status of the answer. */
	readonly status?: number;
	readonly timestamp?: string;
	/** Seconds that Graph asks to wait before the next try. */
	readonly retryAfter?: number;
	/** Claims challenge (JSON text) that the next sign-in must carry. */
	readonly claims?: string;
	/** Scopes that are missing, as the login line must ask for them. */
	readonly scopes?: readonly string[];
}

export interface ErrorInit {
	readonly code: ErrorCode;
	/** What happened and why, one or two sentences. May contain server wording: sanitize before a terminal. */
	readonly message: string;
	/** The next thing to do, with a command that can be copied. */
	readonly hint?: string | undefined;
	readonly details?: ErrorDetails | undefined;
	readonly cause?: unknown;
}

/** The one error class that commands let through; everything else is a bug (`internal.bug`). */
export class GraphctlError extends Error {
	override readonly name = 'GraphctlError';
	readonly code: ErrorCode;
	readonly hint: string | undefined;
	readonly details: ErrorDetails;

	constructor(init: ErrorInit) {
		super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
		this.code = init.code;
		this.hint = init.hint;
		this.details = init.details ?? {};
	}

	get exitCode(): number {
		return exitCodeOf(this.code);
	}
}

/** Exit code of a dotted error code. */
export function exitCodeOf(code: ErrorCode): number {
	const area = code.slice(0, code.indexOf('.'));
	return exitCodes.find((row) => (row.areas as readonly string[]).includes(area))?.code ?? 1;
}

/** True for an error that means "the user stopped this" (Ctrl-C or an aborted signal). */
export function isCancellation(error: unknown): boolean {
	if (error instanceof GraphctlError) return error.code.startsWith('cancelled.');
	return error instanceof Error && error.name === 'AbortError';
}

/** The error of a wait that Ctrl-C ended. */
export function cancelled(): GraphctlError {
	return new GraphctlError({ code: 'cancelled.by-user', message: 'Cancelled.' });
}
