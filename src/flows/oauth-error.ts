/** The error object of the token, devicecode and authorize endpoints (RFC 6749 5.2 and 4.1.2.1, with Microsoft's additions). */

/** An OAuth 2.0 error, checked field by field; unknown fields are dropped. */
export interface OauthError {
	readonly error: string;
	/** First line of the description, without trace ids and without anything that could be a secret. */
	readonly description?: string;
	/** Number of the AADSTS error. */
	readonly aadsts?: number;
	readonly suberror?: string;
	/** Claims challenge as JSON text. */
	readonly claims?: string;
	readonly correlationId?: string;
	readonly traceId?: string;
	readonly timestamp?: string;
	/** HTTP status; absent for an error that came by redirect. */
	readonly status?: number;
}

/** True for a JSON object, so that its fields can be looked at. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads an error body; undefined when the value carries no `error` text. */
export function readOauthError(body: unknown, status?: number): OauthError | undefined {
	if (!isRecord(body)) return undefined;
	const text = (name: string): string | undefined => {
		const value = body[name];
		return typeof value === 'string' && value !== '' ? value : undefined;
	};
	const error = text('error');
	if (error === undefined) return undefined;
	const description = text('error_description');
	const codes = body['error_codes'];
	const listed: unknown = Array.isArray(codes) ? codes[0] : undefined;
	const aadsts = typeof listed === 'number' ? listed : findAadsts(description ?? '');
	const suberror = text('suberror');
	const claims = text('claims');
	// An error that comes by redirect has its ids in the description only.
	const correlationId = text('correlation_id') ?? findId(description, /Correlation ID: ([\w-]{8,64})/);
	const traceId = text('trace_id') ?? findId(description, /Trace ID: ([\w-]{8,64})/);
	const timestamp = text('timestamp') ?? findId(description, /Timestamp: (\d{4}-[\d:Z -]{10,20})/);
	return {
		error,
		...(description === undefined ? {} : { description: firstLine(description) }),
		...(aadsts === undefined ? {} : { aadsts }),
		...(suberror === undefined ? {} : { suberror }),
		...(claims === undefined ? {} : { claims }),
		...(correlationId === undefined ? {} : { correlationId }),
		...(traceId === undefined ? {} : { traceId }),
		...(timestamp === undefined ? {} : { timestamp }),
		...(status === undefined ? {} : { status }),
	};
}

function findId(text: string | undefined, pattern: RegExp): string | undefined {
	return pattern.exec(text ?? '')?.[1]?.trim();
}

/** Number of the first AADSTS code in a server's wording. */
function findAadsts(text: string): number | undefined {
	const match = /\bAADSTS(\d{4,8})\b/.exec(text);
	return match?.[1] === undefined ? undefined : Number(match[1]);
}

/**
 * First line of a server's wording. Long unbroken runs are cut out: a code, a token or an assertion that a server echoes must not
 * reach a log or a screen.
 */
export function firstLine(text: string): string {
	const line = text.split(/[\r\n]/, 1)[0] ?? '';
	const bare = line.replace(/\s*\b(?:Trace ID|Correlation ID|Timestamp):.*$/i, '');
	return bare
		.replace(/[\w.~+/=-]{48,}/g, '[removed]')
		.slice(0, 400)
		.trim();
}
