/** Who may read what: token refusals, the claims challenge, and the permission tables (graph permissions reference). */
import { badRequest, directoryAccessDenied, GraphError, mailAccessDenied, resourceNotFound } from './graph-errors.js';
import type { AccessTokenClaims, GraphOptions, Person, TokenCheck, TokenRefusal } from './types.js';

const refusals: Readonly<Record<Exclude<TokenRefusal, 'revoked'>, string>> = {
	missing: 'Access token is empty.',
	malformed: 'CompactToken validation failed with reason code: 80049228.',
	expired: 'Lifetime validation failed, the token is expired.',
	'wrong-audience': 'Access token validation failure. Invalid audience.',
};

/** Each of these permissions shows the signed-in person's own profile. */
export const profileScopes = [
	'User.Read',
	'User.ReadWrite',
	'User.ReadBasic.All',
	'User.Read.All',
	'User.ReadWrite.All',
	'Directory.Read.All',
	'Directory.ReadWrite.All',
];
const photoScopes = [...profileScopes, 'ProfilePhoto.Read.All', 'ProfilePhoto.ReadWrite.All'];

/** Turns away a refused token and checks the demanded step-up. @throws GraphError 401, or 403 for a client that cannot be challenged */
export function authenticate(options: GraphOptions, check: TokenCheck): AccessTokenClaims {
	const bearer = `Bearer realm="", authorization_uri="${options.loginOrigin()}/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"`;
	if ('refusal' in check) {
		// Only clients that declared CP1 have tokens that can be revoked before their time.
		if (check.refusal === 'revoked') {
			const nbf = String(Math.floor(options.now() / 1000));
			throw challenge(bearer, 'TokenIssuedBeforeRevocationTimestamp', { nbf: { essential: true, value: nbf } });
		}
		throw new GraphError(401, 'InvalidAuthenticationToken', refusals[check.refusal], { 'WWW-Authenticate': bearer });
	}
	const demanded = options.faults.demandedAcrs();
	// Authentication contexts are for people; an app has nothing to step up to.
	if (demanded !== undefined && !isAppOnly(check.claims) && !check.claims.acrs.includes(demanded)) {
		// Challenges go only to clients that declared the capability CP1.
		if (!check.claims.cp1) {
			throw new GraphError(403, 'insufficient_claims', 'Access has been blocked by Conditional Access policies.');
		}
		throw challenge(bearer, 'InsufficientClaims', { acrs: { essential: true, value: demanded } });
	}
	return check.claims;
}

/** 401 with the claims that the next token must carry (continuous access evaluation). */
function challenge(bearer: string, code: string, wanted: Readonly<Record<string, object>>): GraphError {
	const claims = Buffer.from(JSON.stringify({ access_token: wanted })).toString('base64');
	return new GraphError(
		401,
		'InvalidAuthenticationToken',
		`Continuous access evaluation resulted in challenge with result: InteractionRequired and code: ${code}`,
		{ 'WWW-Authenticate': `${bearer}, error="insufficient_claims", claims="${claims}"` },
	);
}

/** The person behind `/me`. @throws GraphError 400 for an app-only token, 403 without a directory permission, 404 */
export function authorizeProfile(options: GraphOptions, claims: AccessTokenClaims): Person {
	const person = signedInPerson(options, claims);
	if (!holdsOne(claims, profileScopes)) throw directoryAccessDenied();
	return person;
}

/** The person behind `/me/photo`. @throws GraphError as `authorizeProfile`, and 404 without a mailbox */
export function authorizePhoto(options: GraphOptions, claims: AccessTokenClaims): Person {
	const person = signedInPerson(options, claims);
	if (!holdsOne(claims, photoScopes)) throw mailAccessDenied();
	if (!person.hasMailbox) {
		throw new GraphError(404, 'ErrorNonExistentMailbox', 'The SMTP address has no mailbox associated with it.');
	}
	return person;
}

/** The person whom `/me` means. @throws GraphError 400 for an app-only token, 404 when the person is gone */
export function signedInPerson(options: GraphOptions, claims: AccessTokenClaims): Person {
	if (isAppOnly(claims)) {
		throw badRequest('/me request is only valid with delegated authentication flow.');
	}
	const person = options.company.people.find((one) => one.id === claims.oid);
	if (person === undefined) throw resourceNotFound(claims.oid);
	return person;
}

/** Whether an app speaks for itself: it carries roles, or nothing at all, but no delegated permission. */
export function isAppOnly(claims: AccessTokenClaims): boolean {
	return claims.scopes.length === 0;
}

/** True when the token carries one of these delegated permissions. */
export function holdsOne(claims: AccessTokenClaims, scopes: readonly string[]): boolean {
	const held = new Set(claims.scopes.map((scope) => scope.toLowerCase()));
	return scopes.some((scope) => held.has(scope.toLowerCase()));
}
