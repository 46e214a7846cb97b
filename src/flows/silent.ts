/** A token without anybody's help: from the cache, or with the refresh token. */
import { GraphctlError } from '../errors.js';
import type { MsalClient } from './msal-client.js';
import { type SignedInAccount, type TokenResult, toTokenResult } from './token-result.js';

export interface SilentOptions {
	readonly scopes: readonly string[];
	/** Claims challenge as JSON text; passes over the cached access token. */
	readonly claims?: string | undefined;
	/** Passes over the cached access token. */
	readonly forceRefresh?: boolean | undefined;
	readonly signal?: AbortSignal | undefined;
	onRetry?(reason: string): void;
}

/** What the person has to do before there can be a token. */
type InteractionReason = 'sign-in' | 'consent' | 'mfa' | 'claims' | 'policy';

export type SilentOutcome =
	| { readonly kind: 'token'; readonly token: TokenResult }
	| {
			readonly kind: 'interaction-needed';
			readonly reason: InteractionReason;
			/** Claims that the interactive request must carry. */
			readonly claims: string | undefined;
			/** The error to report when nobody can interact. */
			readonly error: GraphctlError;
	  };

/**
 * Asks MSAL for a token of this account. An error that a person can resolve by signing in is an outcome, not an exception.
 * @throws GraphctlError for everything else: `network.*`, `throttled.*`, `config.*`, `storage.*`, `cancelled.by-user`
 */
export async function acquireSilent(
	client: MsalClient,
	account: SignedInAccount,
	options: SilentOptions,
): Promise<SilentOutcome> {
	const { scopes, claims, signal } = options;
	try {
		const onRetry = (reason: string): void => options.onRetry?.(reason);
		const result = await client.run({ flow: 'silent', scopes, signal, onRetry }, (correlationId) =>
			client.app.acquireTokenSilent({
				account: {
					homeAccountId: account.homeAccountId,
					localAccountId: account.localAccountId,
					environment: account.environment,
					tenantId: account.tenantId,
					username: account.username,
				},
				scopes: client.wireScopes(scopes),
				correlationId,
				forceRefresh: options.forceRefresh ?? false,
				...(claims === undefined ? {} : { claims }),
			}),
		);
		return { kind: 'token', token: toTokenResult(result, scopes, client.loginLine) };
	} catch (error) {
		if (!(error instanceof GraphctlError)) throw error;
		const reason = whyInteract(error, claims);
		if (reason === undefined) throw error;
		return { kind: 'interaction-needed', reason, claims: error.details.claims ?? claims, error };
	}
}

/** Why this error needs a person, or undefined when signing in would not help. */
function whyInteract(error: GraphctlError, claims: string | undefined): InteractionReason | undefined {
	const { code, details } = error;
	if (
		code === 'permission.consent-required' ||
		code === 'permission.admin-consent' ||
		details.suberror === 'consent_required'
	)
		return 'consent';
	if (code === 'sign-in.mfa') return 'mfa';
	if (code === 'permission.conditional-access' || code === 'permission.device') return 'policy';
	if (details.claims !== undefined) return 'claims';
	if (code.startsWith('sign-in.')) return claims === undefined ? 'sign-in' : 'claims';
	// graph-contract 4.5: these errors ask for a sign-in whatever number stands beside them.
	const asks = ['invalid_grant', 'interaction_required', 'login_required', 'consent_required'];
	return asks.includes(details.oauthError ?? '') ? 'sign-in' : undefined;
}
