/** On-behalf-of: an API exchanges the token of its caller for one of another API (Entra's use of RFC 7523). */
import type { Provider } from 'oidc-provider';
import { appErrors } from './app-errors.js';
import { readClaims } from './claims-request.js';
import { type EntraError, entraErrors } from './entra-errors.js';
import { parseToken } from './json-web-token.js';
import type { Realm } from './realm.js';
import type { SampleApp } from './sample-apps.js';
import { checkScopes } from './scope-check.js';
import { createSignIn, graphResource, offlineScope } from './sign-ins.js';
import type { AccessTokenClaims, TokenCheck, TokenRefusal } from './types.js';

/** Grant type of the exchange. */
export const exchangeGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** What the exchange needs besides the request. */
export interface ExchangeTools {
	readonly realm: Realm;
	readonly provider: Provider;
	/** Checks a bearer header whose token must be for this app. */
	checkAssertion(app: SampleApp, authorization: string): TokenCheck;
}

/**
 * Judges the exchange and, when it is allowed, makes the refresh token of the new sign-in: redeeming it is what
 * remains to be done.
 */
export async function exchangeToken(
	{ realm, provider, checkAssertion }: ExchangeTools,
	app: SampleApp,
	form: URLSearchParams,
): Promise<EntraError | { readonly refreshToken: string }> {
	if (app.publicFlows) return entraErrors.publicFlowsOff;
	const assertion = form.get('assertion');
	if (!assertion) return entraErrors.missing('assertion');
	if (form.get('requested_token_use') !== 'on_behalf_of') return entraErrors.missing('requested_token_use');
	const check = checkAssertion(app, `Bearer ${assertion}`);
	if ('refusal' in check) return toError(check.refusal, app, assertion);
	const { claims } = check;
	if (claims.scopes.length === 0) return appErrors.exchangeOfApp;
	const read = checkScopes(realm, app, form.get('scope') ?? '');
	if ('error' in read) return read;
	const consented = realm.state.consented(claims.oid, app.clientId);
	if (consented.size === 0 || read.names.some((scope) => !consented.has(scope))) {
		return entraErrors.consentMissing(app.clientId, app.name);
	}
	const unmet = unmetContext(realm, claims, form);
	if (unmet !== undefined) return entraErrors.stepUpTo(unmet);
	return { refreshToken: await createRefreshToken(realm, provider, app, claims, form) };
}

/** The authentication context that the control endpoint or the request demands and the caller's token has not. */
function unmetContext(realm: Realm, claims: AccessTokenClaims, form: URLSearchParams): string | undefined {
	const demanded = realm.demandedAcrs();
	const asked = readClaims(form.get('claims'))?.acrs ?? [];
	return [...(demanded === undefined ? [] : [demanded]), ...asked].find((value) => !claims.acrs.includes(value));
}

async function createRefreshToken(
	realm: Realm,
	provider: Provider,
	app: SampleApp,
	{ oid, acrs, cp1 }: AccessTokenClaims,
	form: URLSearchParams,
): Promise<string> {
	const grant = await createSignIn(realm, provider, {
		oid,
		clientId: app.clientId,
		params: { claims: form.get('claims') ?? undefined },
		inherited: { acrs, cp1 },
	});
	const token = new provider.RefreshToken({
		accountId: oid,
		client: await provider.Client.find(app.clientId),
		grantId: grant.jti,
		gty: exchangeGrant,
		resource: graphResource,
		scope: ['openid', 'profile', offlineScope, ...realm.state.consented(oid, app.clientId)].join(' '),
	});
	return token.save();
}

function toError(refusal: TokenRefusal, app: SampleApp, assertion: string): EntraError {
	if (refusal === 'expired') return appErrors.assertionExpired;
	if (refusal === 'revoked') return entraErrors.sessionRevoked;
	if (refusal !== 'wrong-audience') return appErrors.assertionSignature;
	return appErrors.assertionAudience(String(parseToken(assertion)?.claims['aud']), app.clientId, app.name);
}
