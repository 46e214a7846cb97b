/** Turns "this person signed in to this app" into oidc-provider's grant and the sandbox's memory of it. */
import type { Grant, Params, Provider } from 'oidc-provider';
import { noClaims, readClaims } from './claims-request.js';
import type { Realm } from './realm.js';

/** oidc-provider's name for Graph; the audience of its tokens is another. */
export const graphResource = 'https://graph.microsoft.com';

/**
 * `offline_access` inside the provider: under its own name oidc-provider drops it from every request without
 * `prompt=consent`, while Entra hands out a refresh token whenever it is asked for.
 */
export const offlineScope = 'sandbox_offline';

/** OpenID Connect scopes as the provider knows them. */
export const providerScopes: readonly string[] = ['openid', 'profile', 'email', 'offline_access', offlineScope];

/** Makes the grant of a sign-in. What it may do follows from the consent that was given until now. */
export async function createSignIn(
	realm: Realm,
	provider: Provider,
	who: {
		readonly oid: string;
		readonly clientId: string;
		readonly params: Params;
		/** What an earlier sign-in, whose token was exchanged, had proved and declared. */
		readonly inherited?: { readonly acrs: readonly string[]; readonly cp1: boolean };
	},
): Promise<Grant> {
	const { oid, clientId } = who;
	const grant = new provider.Grant({ accountId: oid, clientId });
	const consented = realm.state.consented(oid, clientId);
	if (consented.size > 0) {
		grant.addOIDCScope(providerScopes.join(' '));
		grant.addResourceScope(graphResource, [...consented].join(' '));
	}
	const id = await grant.save();
	const { cp1, acrs } = readClaims(who.params['claims']) ?? noClaims;
	const { inherited = noClaims } = who;
	realm.state.addSignIn(id, { oid, clientId, cp1: cp1 || inherited.cp1, acrs: [...acrs, ...inherited.acrs] });
	return grant;
}

/** Scopes of a request (provider names) that the person has not yet given the app. */
export function missingConsent(
	realm: Realm,
	oid: string,
	clientId: string,
	scopes: Iterable<string>,
): readonly string[] {
	const consented = realm.state.consented(oid, clientId);
	const known = new Set(providerScopes);
	return [...scopes].filter((scope) => (known.has(scope) ? consented.size === 0 : !consented.has(scope)));
}
