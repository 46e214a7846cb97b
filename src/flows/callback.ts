/** Reads the authorization response, wherever it comes from: the loopback listener or the clipboard. Same check for both. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { type OauthError, readOauthError } from './oauth-error.js';

/** An authorization response that belongs to this sign-in (RFC 6749 4.1.2). */
export type Callback =
	| { readonly kind: 'code'; readonly code: string; readonly issuer: string | undefined }
	| { readonly kind: 'error'; readonly error: OauthError; readonly issuer: string | undefined };

/** The response, or why it is not one of ours; the reason repeats nothing that was read. */
export type CallbackReading = { readonly accepted: Callback } | { readonly refused: string };

const longestText = 32_768;

/** Checks state and parameters; each may occur once only (RFC 6749 3.1). */
export function readCallback(query: URLSearchParams, state: string): CallbackReading {
	for (const name of ['state', 'code', 'error', 'iss']) {
		if (query.getAll(name).length > 1) return { refused: `it names "${name}" more than once` };
	}
	const given = query.get('state');
	if (!given) return { refused: 'it has no state' };
	if (!equalInConstantTime(given, state)) return { refused: 'its state belongs to another sign-in' };
	const code = query.get('code');
	const issuer = query.get('iss') ?? undefined;
	const error = readOauthError({
		error: query.get('error'),
		error_description: query.get('error_description'),
		suberror: query.get('error_subcode'),
		claims: query.get('claims'),
	});
	if (code && error) return { refused: 'it has both a code and an error' };
	if (error) return { accepted: { kind: 'error', error, issuer } };
	if (code) return { accepted: { kind: 'code', code, issuer } };
	return { refused: 'it has neither a code nor an error' };
}

/** Reads an address that a person pasted: the whole URL, or only what stands behind its question mark. */
export function parseRedirect(text: string, state: string): CallbackReading {
	if (text.length > longestText) return { refused: 'it is too long for an address' };
	const bare = text
		.replaceAll(/\u001b\[20[01]~/g, '') // the marks of a bracketed paste
		.replaceAll(/\s+/g, '')
		.replace(/^[<"'`]+|[>"'`]+$/g, '');
	if (/^https?:/i.test(bare)) {
		const url = tryUrl(bare);
		const local = url && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
		if (!url || !local) return { refused: 'it is not the http://localhost address that the browser ended on' };
		return readCallback(url.searchParams, state);
	}
	if (!/(^|[?&])(code|error|state)=/.test(bare)) {
		return { refused: 'it is not the http://localhost address that the browser ended on' };
	}
	return readCallback(new URLSearchParams(bare.slice(bare.indexOf('?') + 1)), state);
}

/** Reads the redirect from the end-session page (OpenID Connect RP-Initiated Logout 1.0, 3): the state is all it has. */
export function readSignedOut(
	query: URLSearchParams,
	state: string,
): { readonly accepted: true } | { readonly refused: string } {
	const [given, ...more] = query.getAll('state');
	if (!given) return { refused: 'it has no state' };
	if (more.length > 0) return { refused: 'it names "state" more than once' };
	return equalInConstantTime(given, state) ? { accepted: true } : { refused: 'its state belongs to another sign-out' };
}

/** Compares digests, so that neither length nor content of a wrong state can be measured. */
function equalInConstantTime(given: string, expected: string): boolean {
	const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(given), digest(expected));
}

function tryUrl(text: string): URL | null {
	try {
		return new URL(text);
	} catch {
		return null;
	}
}
