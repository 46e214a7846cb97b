/** MSAL's own error codes (msal-common's `*ErrorCodes`), as far as a person can meet them. */
import type { ErrorCode } from '../errors.js';

export interface MsalMeaning {
	readonly code: ErrorCode;
	readonly message: string;
	/** Default: sign in again. */
	readonly hint?: string;
}

const notSignedIn: MsalMeaning = {
	code: 'sign-in.needed',
	message: 'You are not signed in, or not with this account.',
};
const notOurs: MsalMeaning = {
	code: 'sign-in.wrong-answer',
	message: 'The answer does not belong to this sign-in and was not used.',
};
const badAuthority: MsalMeaning = {
	code: 'config.authority',
	message: 'The authority does not answer as an identity platform that can be trusted.',
	hint: 'Check --authority, --cloud and --tenant.',
};

/** What to say for an MSAL error code that carries no server answer. */
export const msalMeanings: Readonly<Record<string, MsalMeaning | undefined>> = {
	no_tokens_found: notSignedIn,
	no_account_found: notSignedIn,
	no_account_in_silent_request: notSignedIn,
	refresh_token_expired: { code: 'sign-in.expired', message: 'Your sign-in has expired.' },
	bad_token: { code: 'sign-in.expired', message: 'Your sign-in is no longer valid.' },
	device_code_expired: { code: 'timeout.device-code', message: 'The device code expired before it was used.' },
	user_timeout_reached: { code: 'timeout.device-code', message: 'The device code was not used in time.' },
	device_code_polling_cancelled: { code: 'cancelled.by-user', message: 'Cancelled.' },
	user_canceled: { code: 'cancelled.by-user', message: 'Cancelled.' },
	state_mismatch: notOurs,
	state_not_found: notOurs,
	invalid_state: notOurs,
	nonce_mismatch: notOurs,
	endpoints_resolution_error: badAuthority,
	openid_config_error: badAuthority,
	untrusted_authority: badAuthority,
	issuer_validation_failed: badAuthority,
	authority_mismatch: badAuthority,
	invalid_authority_metadata: badAuthority,
	url_parse_error: badAuthority,
	empty_url_error: badAuthority,
	authority_uri_insecure: {
		code: 'config.authority',
		message: 'The authority must use https.',
		hint: 'Write it as https://HOST/TENANT.',
	},
	invalid_claims: { code: 'usage.claims', message: 'The claims are not valid JSON.', hint: 'Check --claims.' },
	claims_request_parsing_error: {
		code: 'usage.claims',
		message: 'The claims are not valid JSON.',
		hint: 'Check --claims.',
	},
	empty_input_scopes_error: { code: 'usage.scope', message: 'No scope was asked for.', hint: 'Name one with --scope.' },
	empty_input_scopeset: { code: 'usage.scope', message: 'No scope was asked for.', hint: 'Name one with --scope.' },
	network_error: {
		code: 'network.sign-in-unavailable',
		message: 'The identity platform could not be reached.',
		hint: 'Check the network, then try again.',
	},
};
