/** Compact JSON Web Tokens (RFC 7515, 7519) as far as client assertions need them. */
import { constants, type KeyObject, sign, verify } from 'node:crypto';

/** A token taken apart, its signature not yet checked. */
export interface ParsedToken {
	readonly header: Readonly<Record<string, unknown>>;
	readonly claims: Readonly<Record<string, unknown>>;
	/** Whether the key made the signature; false for any algorithm but RS256 and PS256. */
	isSignedBy(key: KeyObject): boolean;
}

const paddings: Readonly<Record<string, number>> = {
	RS256: constants.RSA_PKCS1_PADDING,
	PS256: constants.RSA_PKCS1_PSS_PADDING,
};

/** Takes a token apart; undefined when it is none. */
export function parseToken(text: string): ParsedToken | undefined {
	const [, head = '', body = '', signature = ''] = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(text.trim()) ?? [];
	const header = parseObject(head);
	const claims = parseObject(body);
	if (header === undefined || claims === undefined) return undefined;
	const algorithm = String(header['alg']);
	const padding = Object.hasOwn(paddings, algorithm) ? paddings[algorithm] : undefined;
	return {
		header,
		claims,
		isSignedBy: (key) =>
			padding !== undefined &&
			verify(
				'sha256',
				Buffer.from(`${head}.${body}`, 'latin1'),
				{ key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
				Buffer.from(signature, 'base64url'),
			),
	};
}

/** Signs claims with RS256. */
export function signToken(claims: Readonly<Record<string, unknown>>, key: KeyObject): string {
	const encode = (value: unknown): string => Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
	const signed = `${encode({ typ: 'JWT', alg: 'RS256' })}.${encode(claims)}`;
	return `${signed}.${sign('sha256', Buffer.from(signed, 'latin1'), key).toString('base64url')}`;
}

function parseObject(part: string): Readonly<Record<string, unknown>> | undefined {
	try {
		const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
	} catch {
		return undefined;
	}
}
