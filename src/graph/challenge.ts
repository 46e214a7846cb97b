/** Reads the challenges of a 401 (RFC 9110, 11.6.1) for the claims that the next token must carry. */

/**
 * The claims (JSON text) that a `WWW-Authenticate` header demands, or undefined. There may be several headers, the fields
 * come in any order, and their quoted values may hold commas and equal signs.
 * https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
export function claimsChallenge(header: string | readonly string[] | undefined): string | undefined {
	const headers = header === undefined ? [] : typeof header === 'string' ? [header] : header;
	for (const text of headers) {
		for (const [, name, quoted, bare] of text.matchAll(field)) {
			if (name?.toLowerCase() !== 'claims') continue;
			const claims = decode((quoted ?? bare ?? '').replaceAll(/\\(.)/g, '$1'));
			if (claims !== undefined) return claims;
		}
	}
	return undefined;
}

const field = /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))/g;

/** Base64 or base64url of a JSON object; Microsoft's pages show the object itself, too. */
function decode(value: string): string | undefined {
	for (const text of [value, Buffer.from(value, 'base64').toString('utf8')]) {
		try {
			const parsed: unknown = JSON.parse(text);
			if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return text;
		} catch {
			// Not this spelling.
		}
	}
	return undefined;
}
