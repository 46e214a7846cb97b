/** What every flow hands back, free of MSAL's types. */
import type { AuthenticationResult } from '@azure/msal-node';
import { GraphctlError } from '../errors.js';
import type { LoginLine } from './login-line.js';
import { isRecord } from './oauth-error.js';

/** A signed-in identity as the cache knows it; enough to ask for a token silently. */
export interface SignedInAccount {
	/** `OBJECT_ID.TENANT_ID` of the home tenant; unique. */
	readonly homeAccountId: string;
	/** Object id in the tenant that the token is for. */
	readonly localAccountId: string;
	readonly username: string;
	readonly name?: string | undefined;
	readonly tenantId: string;
	/** Host of the identity platform, as the cache writes it. */
	readonly environment: string;
}

export interface TokenResult {
	readonly accessToken: string;
	/** Milliseconds since the epoch. */
	readonly expiresOn: number;
	/** Granted scopes, as the server wrote them. */
	readonly scopes: readonly string[];
	/** Scopes that were asked for and not granted, as they were asked for. */
	readonly missingScopes: readonly string[];
	readonly account: SignedInAccount;
	readonly idTokenClaims: Readonly<Record<string, unknown>>;
	readonly fromCache: boolean;
}

/** Scopes that name the person and no API (OpenID Connect Core 5.4, 11). */
export const openIdScopes: readonly string[] = ['openid', 'profile', 'email', 'offline_access'];

/**
 * Makes our result of MSAL's.
 * @throws GraphctlError `sign-in.no-account` when the answer names no account
 */
export function toTokenResult(
	result: AuthenticationResult | null,
	asked: readonly string[],
	loginLine: LoginLine,
): TokenResult {
	const account = result?.account;
	if (!result?.accessToken || !account) {
		throw new GraphctlError({
			code: 'sign-in.no-account',
			message: 'The identity platform answered without an access token or without an account.',
			hint: `Sign in again: ${loginLine({ scopes: asked })}`,
		});
	}
	return {
		accessToken: result.accessToken,
		expiresOn: result.expiresOn?.getTime() ?? 0,
		scopes: result.scopes,
		missingScopes: findMissingScopes(asked, result.scopes),
		account: {
			homeAccountId: account.homeAccountId,
			localAccountId: account.localAccountId,
			username: account.username || nameOf(result.idTokenClaims, account.localAccountId),
			name: account.name,
			tenantId: account.tenantId,
			environment: account.environment,
		},
		idTokenClaims: isRecord(result.idTokenClaims) ? result.idTokenClaims : {},
		fromCache: result.fromCache,
	};
}

/** Azure AD B2C names people by `emails` or `email`, if by anything; an id is better than nothing. */
function nameOf(claims: unknown, id: string): string {
	const { emails, email, signInName }: Record<string, unknown> = isRecord(claims)
		? { emails: claims['emails'], email: claims['email'], signInName: claims['signInName'] }
		: {};
	const first: unknown = Array.isArray(emails) ? emails[0] : undefined;
	return [first, email, signInName].find((name) => typeof name === 'string' && name !== '')?.toString() ?? id;
}

/**
 * Scopes of `asked` that `granted` lacks. Names come back bare or as full URIs, in any case; `.default` asks for whatever there is,
 * and the OpenID scopes grant nothing at Graph.
 */
function findMissingScopes(asked: readonly string[], granted: readonly string[]): readonly string[] {
	const have = new Set(granted.map(bareScope));
	return asked.filter((scope) => {
		const name = bareScope(scope);
		return name !== '.default' && !openIdScopes.includes(name) && !have.has(name);
	});
}

/** A scope's name without its resource, in lower case: `https://graph.microsoft.com/Mail.Read` becomes `mail.read`. */
function bareScope(scope: string): string {
	return scope.slice(scope.lastIndexOf('/') + 1).toLowerCase();
}
