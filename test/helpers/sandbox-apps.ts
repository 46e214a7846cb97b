/** Apps that prove themselves to a sandbox by hand, for tests that look at the wire. */
import { constants, createHash, createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Answer, sendForm, sendRequest } from './https-client.js';
import type { TestSandbox } from './sandbox.js';

type Fields = Readonly<Record<string, string>>;

/** Scope that means Graph with everything that was granted. */
export const graphDefault = 'https://graph.microsoft.com/.default';

/** The key and the certificate of the daemon, as its PEM file has them. */
export function readPem(file: string): { readonly key: KeyObject; readonly certificate: X509Certificate } {
	const text = readFileSync(file, 'utf8');
	return { key: createPrivateKey(text), certificate: new X509Certificate(text) };
}

/** Asks for a token of the daemon's own; without a credential in `fields` nothing proves it. */
export function askAsApp(
	sandbox: TestSandbox,
	fields: Fields,
	call: { readonly tenant?: string; readonly headers?: Fields } = {},
): Promise<Answer> {
	return sendForm(
		sandbox,
		`/${call.tenant ?? sandbox.company.tenantId}/oauth2/v2.0/token`,
		{ client_id: sandbox.apps.daemon.clientId, grant_type: 'client_credentials', scope: graphDefault, ...fields },
		call.headers,
	);
}

/** The daemon's secret as form fields. */
export function withSecret(sandbox: TestSandbox): Fields {
	return { client_secret: sandbox.apps.daemon.clientSecret };
}

/** An assertion as form fields. */
export function withAssertion(assertion: string): Fields {
	return {
		client_assertion: assertion,
		client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
	};
}

/** Signs an assertion with the daemon's certificate; what is given replaces what a correct one says. */
export function signAssertion(
	sandbox: TestSandbox,
	change: {
		readonly header?: Readonly<Record<string, unknown>>;
		readonly claims?: Readonly<Record<string, unknown>>;
		readonly key?: KeyObject;
	} = {},
): string {
	const { key, certificate } = readPem(sandbox.apps.daemon.certificateFile);
	const now = Math.floor(Date.now() / 1000);
	const header = {
		alg: 'PS256',
		typ: 'JWT',
		'x5t#S256': createHash('sha256').update(certificate.raw).digest('base64url'),
		...change.header,
	};
	const claims = {
		aud: `${sandbox.loginOrigin}/${sandbox.company.tenantId}/oauth2/v2.0/token`,
		iss: sandbox.apps.daemon.clientId,
		sub: sandbox.apps.daemon.clientId,
		jti: 'one',
		nbf: now,
		exp: now + 600,
		...change.claims,
	};
	return signJwt(header, claims, change.key ?? key);
}

/** A token with any header and claims; the padding follows `alg`. */
export function signJwt(
	header: Readonly<Record<string, unknown>>,
	claims: Readonly<Record<string, unknown>>,
	key: KeyObject,
): string {
	const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
	const padding = header['alg'] === 'PS256' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
	const signature = sign('sha256', Buffer.from(text), { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST });
	return `${text}.${signature.toString('base64url')}`;
}

/** One request of Graph with a token. */
export function askGraph(sandbox: TestSandbox, path: string, token: string): Promise<Answer> {
	return sendRequest(sandbox.caFile, sandbox.graphOrigin + path, { headers: { authorization: `Bearer ${token}` } });
}
