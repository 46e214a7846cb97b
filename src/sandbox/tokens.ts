/** Tokens with Entra's claims, and the check that Graph makes of them. */
import { type KeyObject, verify } from 'node:crypto';
import type { Account, Context } from 'oidc-provider';
import { noClaims, readClaims } from './claims-request.js';
import { graphAppId } from './permission-catalogue.js';
import { loginHintOf, type Realm } from './realm.js';
import { providerScopes } from './sign-ins.js';
import { TenantRequest } from './tenant-request.js';
import type { Person, TokenCheck } from './types.js';

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

/**
 * Gives an access token Graph's claims. As at Entra it carries every permission the person has given the app, not
 * only those of this request.
 */
export function shapeAccessToken(
	realm: Realm,
	context: Context | undefined,
	token: { readonly accountId?: string; readonly clientId?: string; readonly grantId?: string },
	draft: TokenDraft,
): void {
	const person = realm.person(token.accountId);
	const clientId = token.clientId ?? '';
	const oid = token.accountId ?? '';
	const signIn = realm.state.signIn(token.grantId);
	const asked = context?.req instanceof TenantRequest ? readClaims(context.req.form.get('claims')) : undefined;
	const cp1 = (signIn?.cp1 ?? false) || (asked ?? noClaims).cp1;
	const { jti, iat, exp } = draft.payload;
	draft.header = { typ: 'JWT' };
	draft.payload = {
		aud: graphAppId,
		iss: realm.issuer,
		iat,
		nbf: iat,
		exp,
		oid,
		tid: realm.company.tenantId,
		appid: clientId,
		sub: oid,
		name: person?.displayName,
		upn: person?.userPrincipalName,
		scp: grantedScopes(realm, oid, clientId).join(' '),
		uti: jti,
		ver: '1.0',
		...(cp1 ? { xms_cc: ['CP1'] } : {}),
		...(signIn !== undefined && signIn.acrs.length > 0 ? { acrs: signIn.acrs } : {}),
	};
	realm.state.addToken(String(jti), { oid, cp1, expiresAt: Number(exp) });
}

/** Permissions as token answers and `scp` list them. */
export function grantedScopes(realm: Realm, oid: string, clientId: string): readonly string[] {
	const graph = [...realm.state.consented(oid, clientId)].filter((scope) => !providerScopes.includes(scope));
	return [...graph.sort(), 'openid', 'profile', 'email'];
}

/** Makes Graph's check of an `Authorization` header; `publicKey` is the key of the published key set. */
export function createTokenCheck(
	realm: Realm,
	publicKey: KeyObject,
	graphOrigin: string,
): (authorization: string | undefined) => TokenCheck {
	return (authorization) => {
		if (authorization === undefined || authorization.trim() === '') return { refusal: 'missing' };
		const [, head, body, signature] = /^Bearer +([\w-]+)\.([\w-]+)\.([\w-]+)$/i.exec(authorization.trim()) ?? [];
		if (head === undefined || body === undefined || signature === undefined) return { refusal: 'malformed' };
		const signed = Buffer.from(`${head}.${body}`, 'latin1');
		if (!verify('RSA-SHA256', signed, publicKey, Buffer.from(signature, 'base64url'))) return { refusal: 'malformed' };
		return readToken(realm, body, graphOrigin);
	};
}

/** Reads the claims of a token whose signature is the sandbox's own, so their types are known. */
function readToken(realm: Realm, body: string, graphOrigin: string): TokenCheck {
	const claims: Readonly<Record<string, unknown>> = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
	const audience = String(claims['aud']);
	// An id token is signed with the same key; its audience is the app.
	if (audience !== graphAppId && audience !== graphOrigin) return { refusal: 'wrong-audience' };
	const expiresAt = Number(claims['exp']);
	const state = realm.state.tokenState(String(claims['uti']));
	if (state === 'revoked') return { refusal: 'revoked' };
	if (state === 'expired' || expiresAt * 1000 <= realm.now()) return { refusal: 'expired' };
	return {
		claims: {
			oid: String(claims['oid']),
			tid: String(claims['tid']),
			appId: String(claims['appid']),
			scopes: String(claims['scp']).split(' '),
			roles: [],
			audience,
			expiresAt,
			cp1: listOf(claims['xms_cc']).includes('CP1'),
			acrs: listOf(claims['acrs']),
		},
	};
}

function listOf(value: unknown): readonly string[] {
	return Array.isArray(value) ? value.map(String) : [];
}
