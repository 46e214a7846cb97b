/** Keeps the tokens of one command in memory, so that every page of a long list does not read the keychain anew. */
import type { TokenResult } from '../flows/token-result.js';
import type { Clock } from '../runtime.js';
import type { TokenRequest } from './session.js';

/** A token this near to its end is asked for again; MSAL renews from here on as well. In milliseconds. */
const margin = 5 * 60 * 1000;

/**
 * Puts a memory in front of `acquire`. A request with claims, or one that passes over the cache, is always handed on, and its
 * token takes the place of the one before.
 */
export function holdTokens(
	clock: Pick<Clock, 'now'>,
	acquire: (request: TokenRequest) => Promise<TokenResult>,
): (request?: TokenRequest) => Promise<TokenResult> {
	const held = new Map<string, TokenResult>();
	return async (request = {}) => {
		const key = JSON.stringify(request.scopes ?? null);
		const known = held.get(key);
		const usable = known !== undefined && known.expiresOn - clock.now() > margin;
		if (usable && request.claims === undefined && !request.forceRefresh) return known;
		held.delete(key);
		const token = await acquire(request);
		held.set(key, token);
		return token;
	};
}
