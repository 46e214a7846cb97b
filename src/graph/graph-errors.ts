/** Translates Graph's refusals: by HTTP status and `error.code`, never by message. */
import { type ErrorCode, GraphctlError } from '../errors.js';
import type { HttpResponse } from '../runtime.js';
import type { GrantAdvice } from './grant-advice.js';
import { type Asked, describeBody, detailsOf, type ErrorBody, readErrorBody } from './graph-answer.js';
import { smallestRole, smallestScopes } from './scopes.js';

/** Writes the command line that signs the account in once more: with more permissions, against a claims challenge, elsewhere. */
export type LoginLine = (needs?: {
	readonly scopes?: readonly string[];
	/** Claims challenge as JSON text. */
	readonly claims?: string;
	readonly tenant?: string;
}) => string;

/**
 * The error for an answer whose status is not a success.
 * @param grantAdvice of an app
 */
export function toGraphError(
	response: HttpResponse,
	asked: Asked,
	loginLine: LoginLine,
	grantAdvice?: GrantAdvice,
): GraphctlError {
	const body = readErrorBody(response.body);
	const details = {
		...detailsOf(response, asked),
		...(body?.requestId === undefined || response.headers['request-id'] ? {} : { requestId: body.requestId }),
		...(body && body.deepest !== '' ? { graphCode: body.deepest } : {}),
	};
	const { status } = response;
	if (status >= 300 && status < 400) return redirectError(response, asked, details);
	if (body === undefined && status !== 403 && status !== 404 && status !== 429) {
		return new GraphctlError({
			code: status >= 500 ? 'graph.server-error' : 'graph.invalid-answer',
			message: `${asked.host} answered with ${describeBody(response)}, status ${status}: a gateway or proxy may have answered in its place.`,
			hint: status >= 500 ? 'Try again in a few minutes.' : 'Check proxy and network.',
			details,
		});
	}
	const told = body ?? { code: '', deepest: '', message: '', requestId: undefined, date: undefined };
	if (status === 403 && grantAdvice !== undefined) return forbiddenToApp(told, asked, details, grantAdvice);
	if (status === 403) return forbidden(told, asked, details, loginLine);
	const row = rows.find((candidate) => applies(candidate, status, told));
	return new GraphctlError({
		code: row?.code ?? (status >= 500 ? 'graph.server-error' : 'graph.error'),
		message: `${row?.message ?? `Graph answered ${status}`}${wording(told)}`,
		hint: typeof row?.hint === 'function' ? row.hint(loginLine) : row?.hint,
		details,
	});
}

/** The error of a 401 that a fresh token did not mend. */
export function tokenRefused(response: HttpResponse, asked: Asked, loginLine: LoginLine): GraphctlError {
	const body = readErrorBody(response.body);
	return new GraphctlError({
		code: 'sign-in.token-refused',
		message: `Graph refuses the access token, also after it was renewed${body ? wording(body) : '.'}`,
		hint: `Sign in again: ${loginLine()}`,
		details: { ...detailsOf(response, asked), ...(body?.deepest ? { graphCode: body.deepest } : {}) },
	});
}

/** The error of a claims challenge that a token with those claims did not satisfy. */
export function challenged(response: HttpResponse, asked: Asked, claims: string, loginLine: LoginLine): GraphctlError {
	return new GraphctlError({
		code: 'sign-in.claims-challenge',
		message: 'Graph asks for a stronger or more recent sign-in (Conditional Access).',
		hint: `Sign in again: ${loginLine({ claims })}`,
		details: { ...detailsOf(response, asked), claims },
	});
}

/** The error of a throttled request whose retries are used up. `waitMs`: what Graph asked for last. */
export function throttled(response: HttpResponse, asked: Asked, waitMs: number | undefined): GraphctlError {
	const body = readErrorBody(response.body);
	const wait = waitMs === undefined ? {} : { retryAfter: Math.ceil(waitMs / 1000) };
	const when = waitMs === undefined ? 'in a few minutes' : `in ${Math.ceil(waitMs / 1000)} s`;
	return new GraphctlError({
		code: 'throttled.graph',
		message: `Graph is still too busy for this account (status ${response.status}) after all retries${body ? wording(body) : '.'}`,
		hint: `Try again ${when}.`,
		details: { ...detailsOf(response, asked), ...(body?.deepest && { graphCode: body.deepest }), ...wait },
	});
}

interface Row {
	readonly status?: number;
	/** Values of `error.code`; none means any. */
	readonly codes?: readonly string[];
	readonly code: ErrorCode;
	readonly message: string;
	/** A function where it names a login. */
	readonly hint?: string | ((loginLine: LoginLine) => string);
}

const rows: readonly Row[] = [
	{
		codes: ['MailboxNotEnabledForRESTAPI', 'ErrorNonExistentMailbox'],
		code: 'not-found.mailbox',
		message: 'This account has no mailbox in Exchange Online',
		hint: (loginLine) =>
			`It may lack a licence, be on a server of its own, or be a guest here: sign in to its home tenant with\n${loginLine({ tenant: 'TENANT' })}`,
	},
	{
		status: 404,
		codes: ['ResourceNotFound'],
		code: 'not-found.mailbox',
		message: 'The mailbox is not there (yet)',
		hint: 'A new mailbox takes up to 15 minutes to appear.',
	},
	{
		codes: ['ErrorItemNotFound'],
		code: 'not-found.item',
		message: 'There is no such message or folder',
		hint: 'It may have been deleted, or moved: moving gives a message another id. List again to see the present ids.',
	},
	{
		codes: ['ErrorInvalidIdMalformed'],
		code: 'not-found.malformed-id',
		message: 'That is not an id of a message or folder',
		hint: 'Ids are long and case-sensitive: copy them whole. Folders also go by name: inbox, archive, drafts, sentitems, deleteditems, junkemail.',
	},
	{ codes: ['ErrorInvalidUser'], code: 'not-found.user', message: 'There is no such user or mailbox' },
	{
		codes: ['Request_ResourceNotFound'],
		code: 'not-found.object',
		message: 'There is no such object in the directory',
	},
	{ status: 404, code: 'not-found.resource', message: 'Graph finds nothing there' },
	{ status: 410, code: 'not-found.gone', message: 'What was asked for no longer exists' },
	{
		codes: ['InefficientFilter'],
		code: 'graph.inefficient-filter',
		message: 'Graph cannot filter and sort in this combination',
		hint: 'Properties that are sorted by must come first in the filter, in the same order.',
	},
	{
		codes: ['SearchWithOrderBy', 'SearchWithFilter'],
		code: 'graph.search-combination',
		message: 'A search cannot be sorted or filtered',
	},
	{
		codes: [
			'ErrorInvalidUrlQueryFilter',
			'ErrorInvalidUrlQuery',
			'Request_UnsupportedQuery',
			'RequestBroker--ParseUri',
		],
		code: 'graph.bad-query',
		message: 'Graph does not understand this query',
		hint: 'Check the names and quotes in filter, order and selection.',
	},
	{ status: 400, code: 'graph.bad-request', message: 'Graph does not accept this request' },
	{ status: 402, code: 'graph.payment-required', message: 'Graph asks for a licence or payment' },
	{ status: 405, code: 'graph.method-not-allowed', message: 'This method is not possible there' },
	{
		status: 409,
		code: 'graph.conflict',
		message: 'The request conflicts with a change made meanwhile',
		hint: 'Try again.',
	},
	{ status: 412, code: 'graph.changed', message: 'It was changed by somebody else meanwhile', hint: 'Read it again.' },
	{ status: 413, code: 'graph.too-large', message: 'The request is too large for Graph' },
	{ status: 423, code: 'graph.locked', message: 'It is locked', hint: 'Try again later.' },
	{
		status: 429,
		code: 'throttled.graph',
		message: 'Graph is too busy for this account',
		hint: 'Try again in a few minutes.',
	},
	{ status: 501, code: 'graph.not-implemented', message: 'Graph does not do this' },
	{
		status: 504,
		code: 'graph.server-error',
		message: 'Graph took too long to answer',
		hint: 'Ask for less at once: a smaller --top or fewer properties.',
	},
	{ status: 507, code: 'graph.quota', message: 'The quota is used up' },
	{ status: 509, code: 'throttled.bandwidth', message: 'Too much was sent or fetched', hint: 'Try again later.' },
	{ status: 500, code: 'graph.server-error', message: 'Graph failed', hint: 'Try again in a few minutes.' },
	{ status: 502, code: 'graph.server-error', message: 'Graph failed', hint: 'Try again in a few minutes.' },
	{ status: 503, code: 'graph.server-error', message: 'Graph is not available', hint: 'Try again in a few minutes.' },
];

function applies(row: Row, status: number, body: ErrorBody): boolean {
	if (row.status !== undefined && row.status !== status) return false;
	return row.codes === undefined || row.codes.includes(body.code) || row.codes.includes(body.deepest);
}

function forbidden(
	body: ErrorBody,
	asked: Asked,
	details: GraphctlError['details'],
	loginLine: LoginLine,
): GraphctlError {
	if (body.deepest === 'ErrorSendAsDenied' || body.code === 'ErrorSendAsDenied') {
		return new GraphctlError({
			code: 'permission.send-as',
			message: `This account may not send in that name${wording(body)}`,
			details,
		});
	}
	const scopes = smallestScopes(asked.method, `${asked.path}${asked.query ?? ''}`);
	const needed = scopes.length > 0 ? `: the permission ${scopes.join(', ')} may be missing` : '';
	return new GraphctlError({
		code: 'permission.denied',
		message: `Graph does not allow ${asked.method} ${asked.path}${needed}${wording(body)}`,
		hint:
			scopes.length > 0
				? `Sign in with that permission: ${loginLine({ scopes })}`
				: `Sign in with the permission that https://learn.microsoft.com/graph/permissions-reference names: ${loginLine({ scopes: ['NAME'] })}`,
		details: { ...details, scopes },
	});
}

/** An app has what an administrator gave it; asking again would change nothing. */
function forbiddenToApp(
	body: ErrorBody,
	asked: Asked,
	details: GraphctlError['details'],
	grantAdvice: GrantAdvice,
): GraphctlError {
	const role = smallestRole(asked.method, `${asked.path}${asked.query ?? ''}`);
	const needed = role === undefined ? '' : `: the application permission ${role} may be missing`;
	return new GraphctlError({
		code: 'permission.denied',
		message: `Graph does not allow the app to ${asked.method} ${asked.path}${needed}${wording(body)}`,
		hint: grantAdvice(role),
		details: { ...details, scopes: role === undefined ? [] : [role] },
	});
}

function redirectError(response: HttpResponse, asked: Asked, details: GraphctlError['details']): GraphctlError {
	const location = response.headers['location'];
	const target = typeof location === 'string' && URL.canParse(location) ? new URL(location).host : 'another place';
	return new GraphctlError({
		code: 'graph.redirect',
		message: `${asked.host} sends ${asked.method} ${asked.path} on to ${target} (status ${response.status}); it was not followed, for your token is meant for Graph alone.`,
		details,
	});
}

/** Graph's own words behind ours. */
function wording(body: ErrorBody): string {
	const said = body.message.replace(/\.$/, '');
	return said === '' ? (body.deepest === '' ? '.' : ` (${body.deepest}).`) : `: ${said}.`;
}
