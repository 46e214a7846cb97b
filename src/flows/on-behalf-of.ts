/** On-behalf-of: an API exchanges the token of its caller for one of the next API (Entra's use of RFC 7523 2.1). */
import { type ErrorCode, GraphctlError } from '../errors.js';
import type { ConfidentialClient } from './client-credentials.js';
import { adminConsentUrl } from './error-context.js';

export interface OnBehalfOfRequest {
	/** The caller's access token, meant for this app. */
	readonly assertion: string;
	/** Scopes of one API; those of a national cloud's Graph by their full names. */
	readonly scopes: readonly string[];
	/** The caller's tenant, where it is another one than the app's own. */
	readonly foreignTenant?: string | undefined;
	readonly signal: AbortSignal;
	/** Told why a request is tried again. */
	readonly onRetry: (reason: string) => void;
}

/** A token for the next API, in the caller's name. */
export interface OnBehalfOfToken {
	readonly accessToken: string;
	/** Milliseconds since the epoch. */
	readonly expiresOn: number;
	/** Granted scopes, as the server wrote them. */
	readonly scopes: readonly string[];
	/** The caller. */
	readonly username: string;
	readonly tenantId: string;
}

/**
 * Makes the exchange. Give it a client without a cache on disk: MSAL would write the caller's tokens where those of a person are who
 * signed in with the same app, and a refresh token that needs the app's secret would take the place of theirs.
 *
 * @throws GraphctlError `usage.assertion` for a token that is not for this app, `sign-in.assertion-expired`, `sign-in.claims-challenge` with the
 * claims that the caller must satisfy, `permission.consent-required`, and whatever else the identity platform refuses with
 */
export async function acquireOnBehalfOf(
	client: ConfidentialClient,
	{ assertion, foreignTenant, scopes, signal, onRetry }: OnBehalfOfRequest,
): Promise<OnBehalfOfToken> {
	const result = await client
		.run({ flow: client.flow, scopes, signal, onRetry }, (correlationId) =>
			client.app.acquireTokenOnBehalfOf({ oboAssertion: assertion, scopes: [...scopes], correlationId }),
		)
		.catch((error: unknown) => {
			throw explain(error, client, scopes, foreignTenant);
		});
	if (!result?.accessToken) {
		throw new GraphctlError({
			code: 'sign-in.no-token',
			message: 'The identity platform answered without an access token.',
			hint: 'Check that the scopes name an API, for example --scope User.Read.',
		});
	}
	return {
		accessToken: result.accessToken,
		expiresOn: result.expiresOn?.getTime() ?? 0,
		scopes: result.scopes,
		username: result.account?.username ?? '',
		tenantId: result.tenantId,
	};
}

/** The tenant of all personal accounts (https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference, `tid`). */
const personalTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';
/** An app that is not known there, or not of this kind; a grant that does not hold the scopes. */
const personalRefusals: readonly number[] = [700016, 7000229, 70000];

interface Meaning {
	readonly code: ErrorCode;
	readonly message: string;
	readonly hint: string;
}

/** What an API that has a caller's token in its hands can do about an error, by AADSTS number. */
const meanings: Readonly<Record<number, Meaning>> = {
	500131: {
		code: 'usage.assertion',
		message: "The caller's token is meant for another app than this one",
		hint: 'The caller must ask for a scope of this app, api://CLIENT-ID/NAME. Its aud claim says what a token is for.',
	},
	500133: {
		code: 'sign-in.assertion-expired',
		message: "The caller's token has expired, or is not valid yet",
		hint: 'The caller must get a new one and send it again.',
	},
	7000114: {
		code: 'usage.assertion',
		message: "The caller's token is an app's own, so there is nobody to act for",
		hint: 'Ask as this app itself, without --on-behalf-of.',
	},
	50013: {
		code: 'usage.assertion',
		message:
			"The caller's token is not accepted: signature or issuer do not fit, or it is meant for Microsoft's own API",
		hint: 'A token of Microsoft Graph cannot be exchanged: the caller must ask for a scope of this app, api://CLIENT-ID/NAME.',
	},
};

function explain(
	error: unknown,
	client: ConfidentialClient,
	scopes: readonly string[],
	foreignTenant: string | undefined,
): unknown {
	if (!(error instanceof GraphctlError)) return error;
	const { aadsts, claims, oauthError, suberror } = error.details;
	const consent = aadsts === 65001 || [suberror, oauthError].includes('consent_required');
	const meaning =
		claims !== undefined
			? challenge(claims)
			: foreignTenant?.toLowerCase() === personalTenant && (consent || personalRefusals.includes(aadsts ?? 0))
				? refusedToPerson(scopes)
				: consent
					? missingConsent(client, scopes)
					: foreignTenant !== undefined && (aadsts === 700016 || aadsts === 7000229)
						? notInTenant(client, scopes, foreignTenant)
						: meanings[aadsts ?? 0];
	if (meaning === undefined) return error;
	const { code, hint, message } = meaning;
	const number = aadsts === undefined ? '' : ` (AADSTS${aadsts})`;
	return new GraphctlError({ code, message: `${message}${number}.`, hint, details: error.details, cause: error });
}

/** The person is not here: the challenge goes back to the app where they are (learn.microsoft.com/entra/identity-platform/claims-challenge). */
function challenge(claims: string): Meaning {
	const header = `WWW-Authenticate: Bearer error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;
	return {
		code: 'sign-in.claims-challenge',
		message:
			"The organization asks for a stronger or newer sign-in of the caller, which only the caller's own app can bring about",
		hint: `Pass the challenge on. Its claims:\n  ${claims}\nAs a header of a 401 answer:\n  ${header}`,
	};
}

/**
 * Personal accounts live in one tenant without an administrator: what is missing is an app that takes them, or their own consent, which
 * such tenants also tell as a grant without the scopes (70000).
 */
function refusedToPerson(scopes: readonly string[]): Meaning {
	return {
		code: 'permission.consent-required',
		message: `The caller has a personal Microsoft account, and this app does not take those or has not their consent to use ${scopes.join(' and ')}`,
		hint: "Personal accounts have no administrator who could consent. The app's registration must support them (signInAudience AzureADandPersonalMicrosoftAccount), and the caller consents at a sign-in to an app that this one lists as pre-authorized.",
	};
}

/** An app of several tenants gets into each of them with the consent of somebody there. */
function notInTenant(client: ConfidentialClient, scopes: readonly string[], tenant: string): Meaning {
	return {
		code: 'permission.consent-required',
		message: `The caller is of the tenant ${tenant}, where this app is not known`,
		hint: `For an app of several tenants an administrator there consents at: ${adminConsentUrl(client.contextOf(client.flow, scopes))}\nAn app of one tenant serves the callers of that tenant alone.`,
	};
}

function missingConsent(client: ConfidentialClient, scopes: readonly string[]): Meaning {
	return {
		code: 'permission.consent-required',
		message: `Neither the caller nor an administrator has consented that this app uses ${scopes.join(' and ')} in the caller's name`,
		hint: `An administrator consents for everybody at: ${adminConsentUrl(client.contextOf(client.flow, scopes))}\nOr the caller consents at a sign-in to an app that this one lists under knownClientApplications, asked for this app's .default.`,
	};
}
