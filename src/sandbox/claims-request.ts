/** The `claims` parameter (OpenID Connect Core 5.5) as far as Entra's clients use it. */

/** What a client asks of its access token. */
interface ClaimsRequest {
	/** The client declared that it understands claims challenges (`xms_cc` = CP1). */
	readonly cp1: boolean;
	/** Authentication contexts the token must satisfy, e.g. `c1`. */
	readonly acrs: readonly string[];
}

/** Nothing asked. */
export const noClaims: ClaimsRequest = { cp1: false, acrs: [] };

/** Reads the parameter; undefined means it is not a JSON object. */
export function readClaims(text: string | null | undefined): ClaimsRequest | undefined {
	if (text === null || text === undefined || text === '') return noClaims;
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (!isObject(parsed)) return undefined;
	const wanted = parsed['access_token'];
	if (!isObject(wanted)) return noClaims;
	return {
		cp1: valuesOf(wanted['xms_cc']).some((value) => value.toLowerCase() === 'cp1'),
		acrs: valuesOf(wanted['acrs']),
	};
}

function valuesOf(claim: unknown): readonly string[] {
	if (!isObject(claim)) return [];
	const values = Array.isArray(claim['values']) ? claim['values'] : [claim['value']];
	return values.filter((value): value is string => typeof value === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
