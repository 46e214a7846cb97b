/** Imports a refresh token that another program got for the same app (RFC 6749 6). */
import { GraphctlError } from '../errors.js';
import type { LoginLine } from './login-line.js';
import type { MsalClient } from './msal-client.js';
import { type TokenResult, toTokenResult } from './token-result.js';

export interface RefreshTokenOptions {
	readonly refreshToken: string;
	readonly scopes: readonly string[];
	readonly signal: AbortSignal;
	/** Claims challenge as JSON text. */
	readonly claims?: string | undefined;
	/** Told why a request is tried again. */
	readonly onRetry: (reason: string) => void;
	/** Throws when somebody else than was meant is signed in. */
	readonly check?: ((token: TokenResult) => void) | undefined;
}

/**
 * Redeems the token and puts its account in the cache, so that everything later is silent.
 * @throws GraphctlError `sign-in.refresh-token` for a token that is expired, revoked or not this app's, `usage.refresh-token` for one of
 * a single-page app, and whatever else the identity platform refuses with
 */
export async function acquireByRefreshToken(client: MsalClient, options: RefreshTokenOptions): Promise<TokenResult> {
	const { claims, onRetry, refreshToken, scopes, signal } = options;
	const result = await client
		.run({ flow: 'refresh-token', scopes, signal, onRetry }, (correlationId) =>
			client.app.acquireTokenByRefreshToken({
				refreshToken,
				scopes: client.wireScopes(scopes),
				correlationId,
				forceCache: true,
				...(claims === undefined ? {} : { claims }),
			}),
		)
		.catch((error: unknown) => {
			throw explain(error, client.loginLine);
		});
	const token = toTokenResult(result, scopes, client.loginLine);
	options.check?.(token);
	return token;
}

/** What "sign in again" means for a token that somebody else got. */
function explain(error: unknown, loginLine: LoginLine): unknown {
	if (!(error instanceof GraphctlError) || error.code !== 'sign-in.expired') return error;
	const { aadsts } = error.details;
	const number = aadsts === undefined ? '' : ` (AADSTS${aadsts})`;
	return new GraphctlError({
		code: 'sign-in.refresh-token',
		message: `${reasonOf(aadsts)}${number}.`,
		hint: `Import a newer token of the same app and cloud, or sign in: ${loginLine()}`,
		details: error.details,
		cause: error,
	});
}

function reasonOf(aadsts: number | undefined): string {
	if (aadsts === 70008 || aadsts === 700082 || aadsts === 70043) return 'This refresh token has expired';
	if (aadsts === 50173 || aadsts === 50132 || aadsts === 50133) {
		return 'This refresh token was revoked, for example by a new password';
	}
	return 'The identity platform does not accept this refresh token: it is incomplete, or was made for another app or cloud';
}
