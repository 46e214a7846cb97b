/** The one translation of MSAL's and the identity platform's errors into ours. Nothing here imports MSAL: errors are told by shape. */
import { cancelled, type ErrorCode, type ErrorDetails, GraphctlError } from '../errors.js';
import { aadstsPage, findAadstsMeaning } from './aadsts.js';
import type { AadstsMeaning } from './aadsts-row.js';
import { adminConsentUrl, type ErrorContext, isAppOnly, nameFlow, nameResource, otherFlow } from './error-context.js';
import type { LoginLine } from './login-line.js';
import { msalMeanings } from './msal-codes.js';
import { firstLine, type OauthError, readOauthError } from './oauth-error.js';

/** What our network module remembers of an exchange that failed; MSAL itself keeps only a short code. */
export interface NetworkFailure {
	/** Transport failure, or an answer that no client can use. */
	readonly error?: GraphctlError | undefined;
	/** The identity platform's own error. */
	readonly oauth?: OauthError | undefined;
}

/**
 * Translates whatever a flow threw. Ours pass unchanged; then what the network saw decides, because MSAL hides it; then MSAL's code.
 */
export function toAuthError(error: unknown, failure: NetworkFailure | undefined, context: ErrorContext): GraphctlError {
	if (error instanceof GraphctlError) return error;
	if (failure?.error) return failure.error;
	if (failure?.oauth) return fromOauthError(failure.oauth, context, error);
	if (error instanceof Error && error.name === 'AbortError') return cancelled();
	const msal = readMsalError(error);
	if (!msal) {
		return new GraphctlError({ code: 'internal.sign-in', message: 'The sign-in failed unexpectedly.', cause: error });
	}
	const meaning = msalMeanings[msal.errorCode];
	if (meaning) {
		return new GraphctlError({
			code: meaning.code,
			message: meaning.message,
			hint: meaning.hint ?? `Sign in again: ${boundLine(context)()}`,
			details: { correlationId: msal.correlationId },
			cause: error,
		});
	}
	// After a pause was asked for, MSAL refuses the next identical call by itself; its error then has numbers, or nothing, for a code.
	if (msal.name === 'ServerError' && /^[\d ]*$/.test(msal.errorCode)) {
		return new GraphctlError({
			code: 'throttled.sign-in',
			message: 'The identity platform has asked for a pause, and it is not over yet.',
			hint: 'Wait a minute, then try again.',
			details: { correlationId: msal.correlationId },
			cause: error,
		});
	}
	const server = readOauthError({
		error: msal.errorCode,
		error_description: msal.errorMessage,
		suberror: msal.subError,
	});
	if (server && (msal.name === 'ServerError' || msal.name === 'InteractionRequiredAuthError')) {
		return fromOauthError(server, context, error);
	}
	return new GraphctlError({
		code: 'internal.sign-in',
		message: `The sign-in failed: ${firstLine(msal.errorMessage) || msal.errorCode}`,
		details: { oauthError: msal.errorCode, correlationId: msal.correlationId },
		cause: error,
	});
}

/**
 * Translates an error of the token, devicecode or authorize endpoint. `error` and `suberror` decide what kind it is, the AADSTS number only
 * sharpens it (Microsoft: numbers may change at any time).
 */
export function fromOauthError(oauth: OauthError, context: ErrorContext, cause?: unknown): GraphctlError {
	const row = oauth.aadsts === undefined ? undefined : findAadstsMeaning(oauth.aadsts);
	const code = row?.code ?? codeByError(oauth);
	const number = oauth.aadsts === undefined ? '' : ` (AADSTS${oauth.aadsts})`;
	const meaning =
		code === 'config.resource'
			? `${nameResource(context)} is not known in this tenant or cloud under that name`
			: (row?.meaning ?? meaningByError(oauth));
	const wrongScopes = code === 'config.scope' ? scopesNamedIn(oauth, context) : [];
	const which = wrongScopes.length > 0 ? `: ${wrongScopes.join(', ')}` : '';
	const what =
		code === 'permission.conditional-access' || code === 'permission.device' ? `${nameFlow(context.flow)}: ` : '';
	return new GraphctlError({
		code,
		message: `${what}${capitalize(meaning)}${which}${number}.`,
		hint: hintFor(code, oauth, row, context),
		details: { ...detailsOf(oauth, code, context), ...(wrongScopes.length > 0 ? { scopes: wrongScopes } : {}) },
		cause,
	});
}

/** Of the permissions that were asked for those that the platform names as wrong; none of its own words is taken over. */
function scopesNamedIn({ description = '' }: OauthError, { graphOrigin, scopes }: ErrorContext): readonly string[] {
	const words = description.split(/[\s'"]+/).map((word) => word.replace(/[.,;:]+$/, ''));
	return scopes.filter(
		(scope) =>
			!openId.test(scope) &&
			words.some((word) => [scope, `${graphOrigin}/${scope}`, scope.slice(scope.lastIndexOf('/') + 1)].includes(word)),
	);
}

const openId = /^(openid|profile|email|offline_access)$/;

function codeByError(oauth: OauthError): ErrorCode {
	const known = codesByError[oauth.suberror ?? ''] ?? codesByError[oauth.error];
	return known ?? 'sign-in.failed';
}

/** The reactions of graph-contract 4.5; every `invalid_grant` means "sign in again", with or without a suberror. */
const codesByError: Readonly<Record<string, ErrorCode>> = {
	consent_required: 'permission.consent-required',
	access_denied: 'permission.declined',
	authorization_declined: 'permission.declined',
	expired_token: 'timeout.device-code',
	code_expired: 'timeout.device-code',
	bad_verification_code: 'sign-in.device-code',
	invalid_grant: 'sign-in.expired',
	interaction_required: 'sign-in.needed',
	login_required: 'sign-in.needed',
	user_password_expired: 'sign-in.password-expired',
	invalid_client: 'config.client',
	unauthorized_client: 'config.client',
	invalid_scope: 'config.scope',
	invalid_resource: 'config.resource',
	invalid_request: 'config.request',
	unsupported_grant_type: 'config.public-client',
	unsupported_response_type: 'config.client',
	invalid_tenant: 'config.tenant',
	temporarily_unavailable: 'network.sign-in-unavailable',
	server_error: 'network.sign-in-unavailable',
};

function meaningByError(oauth: OauthError): string {
	if (oauth.error === 'authorization_declined' || (oauth.error === 'access_denied' && oauth.aadsts === undefined)) {
		return 'the sign-in was declined';
	}
	const description = oauth.description?.replace(/^AADSTS\d+:\s*/, '').replace(/\.+$/, '');
	return description || `the identity platform answered ${firstLine(oauth.error)}`;
}

function hintFor(code: ErrorCode, oauth: OauthError, row: AadstsMeaning | undefined, context: ErrorContext): string {
	const login = boundLine(context, oauth.claims);
	const again = login();
	if (isAppOnly(context)) return appHint(code, oauth, row, context);
	switch (code) {
		case 'permission.consent-required':
			return `Sign in again and accept: ${again}\nIf only an administrator may accept, send this address: ${adminConsentUrl(context)}`;
		case 'permission.admin-consent':
			return `Send this address to your administrator: ${adminConsentUrl(context)}`;
		case 'permission.declined':
			return `Sign in again and accept: ${again}`;
		case 'permission.device':
			return context.flow === 'device-code'
				? `A device code cannot prove the device. Use the browser of a managed device: ${login({ flow: 'browser' })}`
				: (adviceOf(row, login) ?? 'Ask your administrator.');
		case 'permission.conditional-access':
			return `Try the other way to sign in: ${login({ flow: otherFlow(context.flow) })}\nIf that is blocked too, ask your administrator.`;
		default:
			break;
	}
	const advice = adviceOf(row, login);
	if (advice !== undefined) return advice;
	const page = oauth.aadsts === undefined ? '' : `\nAbout this error: ${aadstsPage(oauth.aadsts)}`;
	if (code.startsWith('config.')) return `Check --client-id, --tenant, --cloud and --scope.${page}`;
	if (code.startsWith('network.')) return `Try again in a minute.${page}`;
	return `Sign in again: ${again}${page}`;
}

/** An app can only be mended where it is registered: nobody can accept, prove or choose anything at a sign-in. */
function appHint(code: ErrorCode, oauth: OauthError, row: AadstsMeaning | undefined, context: ErrorContext): string {
	const login = boundLine(context);
	if (code === 'permission.conditional-access' || code === 'permission.device') {
		return 'Ask your administrator: a policy for workload identities blocks this app, its place or its risk.';
	}
	if (code.startsWith('permission.')) return `An administrator consents for the app at: ${adminConsentUrl(context)}`;
	const advice = adviceOf(row, login);
	// A row knows its number better than its page does, and one that names a login knows what that login lacks.
	const { credentialVariable: variable } = context;
	const then = variable === undefined ? `Then: ${login()}` : `${variable} names the credential; no login is needed.`;
	if (advice !== undefined) return typeof row?.advice === 'function' ? advice : `${advice}\n${then}`;
	const page = oauth.aadsts === undefined ? '' : `\nAbout this error: ${aadstsPage(oauth.aadsts)}`;
	if (code.startsWith('network.')) return `Try again in a minute.${page}`;
	return `Check client id, tenant, cloud and credential. ${then}${page}`;
}

/** The login line for what this sign-in or silent request asked for. */
function boundLine({ loginLine, scopes }: ErrorContext, claims?: string): LoginLine {
	return (needs) => loginLine({ scopes, claims, ...needs });
}

function adviceOf(row: AadstsMeaning | undefined, login: LoginLine): string | undefined {
	return typeof row?.advice === 'function' ? row.advice(login) : row?.advice;
}

function detailsOf(oauth: OauthError, code: ErrorCode, context: ErrorContext): ErrorDetails {
	const { error, description: _, ...ids } = oauth;
	return { oauthError: error, ...ids, ...(code.startsWith('permission.') ? { scopes: context.scopes } : {}) };
}

/** MSAL's error classes have these fields; `instanceof` would mean loading MSAL to look at an error. */
interface MsalError {
	readonly name: string;
	readonly errorCode: string;
	readonly errorMessage: string;
	readonly subError: string;
	readonly correlationId: string;
}

/** The exchange that an MSAL error belongs to. */
export function correlationIdOf(error: unknown): string {
	return readMsalError(error)?.correlationId ?? '';
}

/** Reads the fields of an MSAL error, or undefined when it is none. */
function readMsalError(error: unknown): MsalError | undefined {
	if (!(error instanceof Error) || !('errorCode' in error) || typeof error.errorCode !== 'string') return undefined;
	const text = (value: unknown): string => (typeof value === 'string' ? value : '');
	return {
		name: error.name,
		errorCode: error.errorCode,
		errorMessage: text('errorMessage' in error ? error.errorMessage : ''),
		subError: text('subError' in error ? error.subError : ''),
		correlationId: text('correlationId' in error ? error.correlationId : ''),
	};
}

function capitalize(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
