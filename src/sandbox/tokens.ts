/** Tokens with Entra's claims. */
import { createHash } from 'node:crypto';
import type { Account, Context } from 'oidc-provider';
import { noClaims, readClaims } from './claims-request.js';
import { createGuid } from './guid.js';
import { graphAppId, type ResourceName, readScopes, resourceOf } from './permission-catalogue.js';
import { loginHintOf, type Realm } from './realm.js';
import { findApp, todoAudience } from './sample-apps.js';
import { offlineScope, providerScopes } from './sign-ins.js';
import { TenantRequest } from './tenant-request.js';
import type { Person } from './types.js';

/** Claims of a person, for oidc-provider's `findAccount`. */
export function toAccount(realm: Realm, person: Person): Account {
	return {
		accountId: person.id,
		claims: () => ({
			sub: person.id,
			oid: person.id,
			tid: realm.company.tenantId,
			ver: '2.0',
			login_hint: loginHintOf(person),
			name: person.displayName,
			preferred_username: person.userPrincipalName,
			email: person.mail ?? undefined,
		}),
	};
}

/** `client_info` of an answer, MSAL's key for the account: base64url of `{uid, utid}`. */
export function clientInfo(realm: Realm, oid: string): string {
	return Buffer.from(JSON.stringify({ uid: oid, utid: realm.company.tenantId }), 'utf8').toString('base64url');
}

/** An access token as oidc-provider is about to sign it. */
export interface TokenDraft {
	header: Record<string, unknown> | undefined;
	payload: Record<string, unknown>;
}

/** What oidc-provider knows of a token that it issues; one without an account is an app's own. */
export interface IssuedToken {
	readonly accountId?: string;
	readonly clientId?: string;
	readonly grantId?: string;
	readonly scope?: string;
}

/**
 * Gives an access token Entra's claims. As at Entra it carries every permission the person has given the app, not
 * only those of this request; an app's own token carries what an administrator has granted (`roles`).
 */
export function shapeAccessToken(
	realm: Realm,
	context: Context | undefined,
	token: IssuedToken,
	draft: TokenDraft,
): void {
	const form = context?.req instanceof TenantRequest ? context.req.form : undefined;
	const resource = audienceOf(realm, form?.get('scope'), token.scope);
	const clientId = token.clientId ?? '';
	const { jti, iat, exp } = draft.payload;
	const about = token.accountId === undefined ? describeApp(realm, clientId, resource, form?.get('claims')) : undefined;
	const { claims, ...life } = about ?? describePerson(realm, token, resource, form?.get('claims'));
	draft.header = { typ: 'JWT' };
	draft.payload = {
		aud: resource === 'graph' ? graphAppId : todoAudience,
		iss: realm.issuer,
		iat,
		nbf: iat,
		exp,
		tid: realm.company.tenantId,
		appid: clientId,
		azp: clientId,
		uti: jti,
		ver: '1.0',
		...claims,
	};
	realm.state.addToken(String(jti), { ...life, expiresAt: Number(exp) });
}

/** The API that the first of these scopes to name one means: the request's, the stored ones; else Graph. */
export function audienceOf(realm: Realm, ...scopes: readonly (string | null | undefined)[]): ResourceName {
	for (const scope of scopes) {
		const read = readScopes((scope ?? '').replaceAll(offlineScope, ''), realm.graphResources);
		if (!('problem' in read) && read.resources[0] !== undefined) return read.resources[0];
	}
	return 'graph';
}

/** Claims of one kind of token, and what the sandbox remembers of it. */
interface TokenSubject {
	readonly claims: Readonly<Record<string, unknown>>;
	readonly oid: string;
	readonly cp1: boolean;
}

function describeApp(
	realm: Realm,
	clientId: string,
	resource: ResourceName,
	asked: string | null | undefined,
): TokenSubject {
	const oid = servicePrincipalOf(realm, clientId);
	const roles = realm.registrations.roles(clientId).filter((role) => resourceOf(role) === resource);
	const names = roles.map((role) => role.slice(role.lastIndexOf('/') + 1));
	// Continuous access evaluation is for workload identities, too.
	const { cp1 } = readClaims(asked) ?? noClaims;
	return {
		oid,
		cp1,
		claims: {
			oid,
			sub: oid,
			idtyp: 'app',
			app_displayname: findApp(clientId)?.name,
			// Without any role the claim is absent.
			...(names.length > 0 ? { roles: names } : {}),
			...(cp1 ? { xms_cc: ['CP1'] } : {}),
		},
	};
}

function describePerson(
	realm: Realm,
	{ accountId: oid = '', clientId = '', grantId }: IssuedToken,
	resource: ResourceName,
	asked: string | null | undefined,
): TokenSubject {
	const person = realm.person(oid);
	const signIn = realm.state.signIn(grantId);
	const cp1 = (signIn?.cp1 ?? false) || (readClaims(asked) ?? noClaims).cp1;
	const scopes = grantedScopes(realm, oid, clientId, resource);
	const names =
		resource === 'graph' ? scopes : scopes.filter(isTodo).map((name) => name.slice(todoAudience.length + 1));
	return {
		oid,
		cp1,
		claims: {
			oid,
			sub: oid,
			name: person?.displayName,
			upn: person?.userPrincipalName,
			scp: names.join(' '),
			...(cp1 ? { xms_cc: ['CP1'] } : {}),
			...(signIn !== undefined && signIn.acrs.length > 0 ? { acrs: signIn.acrs } : {}),
		},
	};
}

const isTodo = (name: string): boolean => resourceOf(name) === 'todo';

/** Object id of an app in the tenant: its service principal's. */
export function servicePrincipalOf(realm: Realm, clientId: string): string {
	const hash = createHash('sha256').update(`${realm.company.tenantId} ${clientId}`).digest();
	return createGuid(() => hash.subarray(0, 16));
}

/** Permissions of one API as token answers list them. */
export function grantedScopes(realm: Realm, oid: string, clientId: string, resource: ResourceName): readonly string[] {
	const granted = [...realm.state.consented(oid, clientId)].filter((scope) => !providerScopes.includes(scope));
	return [...granted.filter((scope) => resourceOf(scope) === resource).sort(), 'openid', 'profile', 'email'];
}
