/** Graph's refusals: codes and wordings as the service words them (graph error responses, learn.microsoft.com/graph/errors). */

/** A refusal that goes out as Graph's error body. */
export class GraphError extends Error {
	override readonly name = 'GraphError';
	readonly status: number;
	/** Graph's `error.code`; may be empty. */
	readonly code: string;
	readonly headers: Readonly<Record<string, string>>;

	constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
		super(message);
		this.status = status;
		this.code = code;
		this.headers = headers;
	}
}

/** 400 for a request that OData or Graph cannot make sense of. */
export function badRequest(message: string): GraphError {
	return new GraphError(400, 'BadRequest', message);
}

/** 400 for a path that no Graph has. */
export function unknownSegment(segment: string): GraphError {
	return badRequest(`Resource not found for the segment '${segment}'.`);
}

/** 400 for a property that the type does not have; `type` is the full EDM name. */
export function unknownProperty(property: string, type: string): GraphError {
	return new GraphError(
		400,
		'RequestBroker--ParseUri',
		`Could not find a property named '${property}' on type '${type}'.`,
	);
}

/** 400 for a `$filter` that cannot be parsed or is not allowed. */
export function invalidFilter(message: string): GraphError {
	return new GraphError(400, 'ErrorInvalidUrlQueryFilter', message);
}

/** 400 for a `$search` that is no valid KQL. */
export function invalidSearch(message: string): GraphError {
	return badRequest(message);
}

/** 400 for a directory query that is not supported, or not without `ConsistencyLevel: eventual` and `$count=true`. */
export function unsupportedQuery(message = 'Unsupported Query.'): GraphError {
	return new GraphError(400, 'Request_UnsupportedQuery', message);
}

/** 501 for what Graph has and this sandbox does not. */
export function notImplemented(what: string): GraphError {
	return new GraphError(501, 'NotImplemented', `The sandbox does not implement ${what}.`);
}

/** 405 for a method that the path does not take in Graph. */
export function methodNotAllowed(allowed: readonly string[]): GraphError {
	return new GraphError(
		405,
		'Request_BadRequest',
		'Specified HTTP method is not allowed for the request target.',
		allowed.length > 0 ? { Allow: allowed.join(', ') } : {},
	);
}

/** 403 for a missing mail permission. */
export function mailAccessDenied(): GraphError {
	return new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
}

/** 403 for a missing directory permission. */
export function directoryAccessDenied(): GraphError {
	return new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}

/** 404 for a message or folder that is not (or no longer) there. */
export function itemNotFound(): GraphError {
	return new GraphError(
		404,
		'ErrorItemNotFound',
		'The specified object was not found in the store., The process failed to get the correct properties.',
	);
}

/** 400 for an id that is cut or altered. */
export function malformedId(): GraphError {
	return new GraphError(400, 'ErrorInvalidIdMalformed', 'Id is malformed.');
}

/** 404 for a person without an Exchange Online mailbox. */
export function noMailbox(): GraphError {
	return new GraphError(
		404,
		'MailboxNotEnabledForRESTAPI',
		'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
	);
}

/** 429 for one request too many at a time; an app may have four in work on each mailbox. */
export function mailboxBusy(): GraphError {
	return new GraphError(429, 'ApplicationThrottled', 'Application is over its MailboxConcurrency limit.', {
		'Retry-After': '1',
	});
}

/** 404 for a directory object that is not there. */
export function resourceNotFound(id: string): GraphError {
	return new GraphError(
		404,
		'Request_ResourceNotFound',
		`Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
	);
}

/** What Graph says with a status when nothing better is known; for armed faults. */
export function errorOfStatus(status: number): GraphError {
	const [code, message] = byStatus.get(status) ?? ['UnknownError', ''];
	return new GraphError(status, code, message);
}

const byStatus: ReadonlyMap<number, readonly [code: string, message: string]> = new Map([
	[400, ['BadRequest', 'The request is malformed or incorrect.']],
	[401, ['InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.']],
	[403, ['ErrorAccessDenied', 'Access is denied. Check credentials and try again.']],
	[404, ['ErrorItemNotFound', 'The specified object was not found in the store.']],
	[409, ['ErrorIrresolvableConflict', 'The send or update operation could not be performed because of a conflict.']],
	[412, ['ErrorIrresolvableConflict', 'The change key passed in the request does not match the current change key.']],
	[423, ['ErrorAccountLocked', 'The account is locked.']],
	[429, ['TooManyRequests', 'Please retry again later.']],
	[500, ['InternalServerError', 'The server encountered an unexpected condition.']],
	[502, ['BadGateway', 'The gateway received an invalid response.']],
	[503, ['ServiceUnavailable', 'The service is temporarily unavailable.']],
	[504, ['UnknownError', '']],
	[507, ['quotaLimitReached', 'The user has reached their quota limit.']],
	[509, ['ErrorBandwidthLimitExceeded', 'The bandwidth limit is exceeded.']],
]);
