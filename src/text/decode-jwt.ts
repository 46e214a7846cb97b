/** Reads a JSON Web Token without verifying anything (RFC 7519, compact serialization of RFC 7515). */

export interface DecodedJwt {
	readonly header: Readonly<Record<string, unknown>>;
	readonly claims: Readonly<Record<string, unknown>>;
}

/** Header and claims, or undefined for a token that is none: opaque, encrypted or cut off. No signature is checked. */
export function decodeJwt(token: string): DecodedJwt | undefined {
	const [head, payload, signature, ...more] = token.split('.');
	if (head === undefined || payload === undefined || signature === undefined || more.length > 0) return undefined;
	const header = readPart(head);
	const claims = readPart(payload);
	return header && claims && { header, claims };
}

/** The JSON object in one part; undefined when there is none. */
function readPart(part: string): Readonly<Record<string, unknown>> | undefined {
	if (!/^[\w-]+$/.test(part)) return undefined;
	try {
		const bytes = Buffer.from(part, 'base64url');
		const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
