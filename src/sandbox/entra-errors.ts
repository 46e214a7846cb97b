/** Errors in Entra's words: AADSTS numbers, and the body of the token endpoint (graph-contract 4.5 and 4.6). */
import { graphAppId } from './permission-catalogue.js';

export interface EntraError {
	readonly status: number;
	/** OAuth 2.0 `error`. */
	readonly error: string;
	/** Number of the AADSTS error; some answers have none. */
	readonly aadsts?: number;
	/** One sentence, without the number. */
	readonly message: string;
	readonly suberror?: string;
	/** Claims that the next sign-in must carry, JSON text. */
	readonly claims?: string;
}

/** Identifiers under which support finds a request. */
export interface RequestIds {
	readonly traceId: string;
	readonly correlationId: string;
	/** Milliseconds since the epoch. */
	readonly time: number;
}

/** An error without claims or suberror. */
export const refused = (error: string, aadsts: number, message: string, status = 400): EntraError => ({
	status,
	error,
	aadsts,
	message,
});

/** Every error the sandbox answers with; those that name something are functions. */
export const entraErrors = {
	tenantNotFound: (tenant: string) =>
		refused(
			'invalid_tenant',
			90002,
			`Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
		),
	noConsumers: refused(
		'invalid_request',
		9002332,
		'Application is configured for use by Azure Active Directory users only. Please do not use the /consumers endpoint to serve this request.',
	),
	appNotFound: (clientId: string, company: string) =>
		refused(
			'unauthorized_client',
			700016,
			`Application with identifier '${clientId}' was not found in the directory '${company}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
		),
	publicFlowsOff: refused(
		'invalid_client',
		7000218,
		"The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
		401,
	),
	secretFromPublicClient: refused(
		'invalid_client',
		700025,
		"Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
		401,
	),
	originOfNonSpa: refused(
		'invalid_request',
		9002326,
		"Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.",
	),
	redirectMismatch: (clientId: string) =>
		refused(
			'invalid_request',
			50011,
			`The redirect URI specified in the request does not match the redirect URIs configured for the application '${clientId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal.`,
		),
	missing: (name: string) =>
		refused('invalid_request', 900144, `The request body must contain the following parameter: '${name}'.`),
	malformed: refused('invalid_request', 9002313, 'Invalid request. Request is malformed or invalid.'),
	unsupportedGrant: (grant: string) =>
		refused('unsupported_grant_type', 70003, `The app requested an unsupported grant type '${grant}'.`),
	resourceNotFound: (resource: string, company: string) =>
		refused(
			'invalid_resource',
			500011,
			`The resource principal named ${resource} was not found in the tenant named ${company}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
		),
	scopeNotFound: (app: string, scope: string) =>
		refused(
			'invalid_client',
			650053,
			`The application '${app}' asked for scope '${scope}' that doesn't exist on the resource '${graphAppId}'. Contact the app vendor.`,
		),
	mixedDefault: (scope: string) =>
		refused(
			'invalid_scope',
			70011,
			`The provided value for the input parameter 'scope' is not valid. .default scope can't be combined with resource-specific scopes: ${scope}.`,
		),
	consentMissing: (clientId: string, app: string) => ({
		...refused(
			'invalid_grant',
			65001,
			`The user or administrator has not consented to use the application with ID '${clientId}' named '${app}'. Send an interactive authorization request for this user and resource.`,
		),
		suberror: 'consent_required',
	}),
	declined: refused('access_denied', 65004, 'User declined to consent to access the app.'),
	deviceDeclined: refused('authorization_declined', 65004, 'User declined to consent to access the app.'),
	cancelled: refused('access_denied', 65004, 'The user cancelled the sign-in.'),
	adminConsentNeeded: refused(
		'access_denied',
		90094,
		'Admin consent is required for the permissions requested by this application.',
	),
	sessionRevoked: refused(
		'invalid_grant',
		50173,
		'The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.',
	),
	stepUp: (claims: string) => ({
		...refused(
			'interaction_required',
			50076,
			`Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '${graphAppId}'.`,
		),
		suberror: 'basic_action',
		claims,
	}),
	/** As `stepUp`, for one authentication context. */
	stepUpTo: (value: string): EntraError =>
		entraErrors.stepUp(JSON.stringify({ access_token: { acrs: { essential: true, value } } })),
	badGrant: refused('invalid_grant', 70000, 'The provided value for the input parameter is not valid.'),
	codeExpired: refused('invalid_grant', 70008, 'The provided authorization code or refresh token has expired.'),
	codeUsed: refused(
		'invalid_grant',
		54005,
		'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
	),
	pkceMismatch: refused(
		'invalid_grant',
		501481,
		'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
	),
	replyMismatch: refused(
		'invalid_grant',
		500112,
		'The reply address does not match the reply address provided when requesting the authorization code.',
	),
	pending: refused(
		'authorization_pending',
		70016,
		'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
	),
	flowBlocked: refused(
		'access_denied',
		53003,
		'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
	),
	badDeviceCode: refused('bad_verification_code', 70018, 'Bad verification code.'),
	deviceExpired: refused('expired_token', 70020, 'This device code has expired.'),
	slowDown: { status: 400, error: 'slow_down', message: 'The client polls faster than the interval allows.' },
	notSignedIn: refused('login_required', 50058, 'A silent sign-in request was sent but no user is signed in.'),
} as const;

/** The tail of every `error_description`. */
export function identify(ids: RequestIds): string {
	return `Trace ID: ${ids.traceId} Correlation ID: ${ids.correlationId} Timestamp: ${timestamp(ids.time)}`;
}

/** Body of a refused token or devicecode request. */
export function toErrorBody(
	error: EntraError,
	ids: RequestIds,
	loginOrigin: string,
): Readonly<Record<string, unknown>> {
	const { aadsts, suberror, claims } = error;
	const number = aadsts === undefined ? '' : `AADSTS${aadsts}: `;
	return {
		error: error.error,
		error_description: `${number}${error.message} ${identify(ids)}`,
		error_codes: aadsts === undefined ? [] : [aadsts],
		timestamp: timestamp(ids.time),
		trace_id: ids.traceId,
		correlation_id: ids.correlationId,
		...(aadsts === undefined ? {} : { error_uri: `${loginOrigin}/error?code=${aadsts}` }),
		...(suberror === undefined ? {} : { suberror }),
		...(claims === undefined ? {} : { claims }),
	};
}

/** Entra's time format, `2025-04-25 09:05:06Z`. */
function timestamp(time: number): string {
	return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
