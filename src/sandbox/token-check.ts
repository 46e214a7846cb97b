/** The check that the protected APIs make of a bearer token. */
import { type KeyObject, verify } from 'node:crypto';
import type { Realm } from './realm.js';
import type { TokenCheck } from './types.js';

/**
 * Makes an API's check of an `Authorization` header.
 * @param publicKey the key of the published key set
 * @param audiences names of the API in `aud`
 */
export function createTokenCheck(
	realm: Realm,
	publicKey: KeyObject,
	audiences: readonly string[],
): (authorization: string | undefined) => TokenCheck {
	return (authorization) => {
		if (authorization === undefined || authorization.trim() === '') return { refusal: 'missing' };
		const [, head, body, signature] = /^Bearer +([\w-]+)\.([\w-]+)\.([\w-]+)$/i.exec(authorization.trim()) ?? [];
		if (head === undefined || body === undefined || signature === undefined) return { refusal: 'malformed' };
		const signed = Buffer.from(`${head}.${body}`, 'latin1');
		if (!verify('RSA-SHA256', signed, publicKey, Buffer.from(signature, 'base64url'))) return { refusal: 'malformed' };
		return readToken(realm, body, audiences);
	};
}

/** Reads the claims of a token whose signature is the sandbox's own, so their types are known. */
function readToken(realm: Realm, body: string, audiences: readonly string[]): TokenCheck {
	const claims: Readonly<Record<string, unknown>> = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
	const audience = String(claims['aud']);
	// An id token is signed with the same key; its audience is the app.
	if (!audiences.includes(audience)) return { refusal: 'wrong-audience' };
	const expiresAt = Number(claims['exp']);
	const state = realm.state.tokenState(String(claims['uti']));
	if (state === 'revoked') return { refusal: 'revoked' };
	if (state === 'expired' || expiresAt * 1000 <= realm.now()) return { refusal: 'expired' };
	return {
		claims: {
			oid: String(claims['oid']),
			tid: String(claims['tid']),
			appId: String(claims['appid']),
			// A token without `scp` is an app's own.
			scopes: typeof claims['scp'] === 'string' ? claims['scp'].split(' ') : [],
			roles: listOf(claims['roles']),
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
