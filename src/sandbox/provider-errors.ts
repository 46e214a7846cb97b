/** Translates oidc-provider's errors at the token and devicecode endpoints into Entra's. */
import { type EntraError, entraErrors } from './entra-errors.js';

/** The parts of an oidc-provider error that tell one from another. */
interface ProviderError {
	/** OAuth 2.0 error code. */
	readonly message: string;
	readonly error_description?: string;
	/** oidc-provider's reason, not meant for clients. */
	readonly error_detail?: string;
	readonly statusCode?: number;
}

const grantReasons: readonly (readonly [RegExp, EntraError])[] = [
	[/already (consumed|used)/, entraErrors.codeUsed],
	[/expired/, entraErrors.codeExpired],
	[/code_verifier|code_challenge/, entraErrors.pkceMismatch],
	[/redirect_uri mismatch/, entraErrors.replyMismatch],
];

export function toEntraError(error: ProviderError, grantType: string): EntraError {
	const description = error.error_description ?? '';
	// Ours already: thrown by the policy with its number.
	const own = /^AADSTS(\d+): (.*)$/s.exec(description);
	// A refusal on the page is `access_denied` for an app and `authorization_declined` for a device.
	const isDeclinedDevice = error.message === 'access_denied' && grantType.endsWith('device_code');
	const name = isDeclinedDevice ? entraErrors.deviceDeclined.error : error.message;
	if (own !== null) return { status: 400, error: name, aadsts: Number(own[1]), message: own[2] ?? '' };
	switch (error.message) {
		case 'authorization_pending':
			return entraErrors.pending;
		case 'expired_token':
			return entraErrors.deviceExpired;
		case 'access_denied':
			return isDeclinedDevice ? entraErrors.deviceDeclined : entraErrors.declined;
		case 'invalid_grant': {
			const reason = error.error_detail ?? '';
			return grantReasons.find(([pattern]) => pattern.test(reason))?.[1] ?? entraErrors.badGrant;
		}
		case 'invalid_request': {
			const missing = /missing required parameters? '?(\w+)/.exec(description)?.[1];
			return missing === undefined ? entraErrors.malformed : entraErrors.missing(missing);
		}
		default:
			return { status: error.statusCode ?? 400, error: error.message, message: description };
	}
}
