/** Tells a secret that was put where a name belongs: it is not to be shown. */

const guid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
const domain = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}$/i;

/**
 * True for one long word of mixed letters and digits that is neither an id nor a domain nor an address. It may take a name for a
 * secret, never one of Entra's secrets for a name.
 */
export function looksLikeSecret(value: string): boolean {
	if (value.length < 20 || !/^[\w~.+/=-]+$/.test(value) || guid.test(value) || domain.test(value)) return false;
	return /~/.test(value) || [/[a-z]/, /[A-Z]/, /[0-9]/].every((kind) => kind.test(value));
}
