/** The OpenID configuration of an authority that MSAL does not know, fetched by us so that failures keep their cause. */
import { type ErrorCode, GraphctlError } from '../errors.js';
import type { Http } from '../runtime.js';
import { type Authority, isCiamHost, isGuid, isMicrosoftHost } from './authority.js';
import { isRecord, readOauthError } from './oauth-error.js';

export interface MetadataOptions {
	readonly caFile?: string | undefined;
	readonly signal?: AbortSignal | undefined;
	/** Longest wait in milliseconds; default 30 000. */
	readonly timeoutMs?: number | undefined;
}

/** OpenID Connect Discovery 1.0, section 4. */
function metadataUrl(authority: Authority): string {
	return `${authority.url}${authority.versioned ? '/v2.0' : ''}/.well-known/openid-configuration`;
}

/**
 * Fetches the text for MSAL's `authorityMetadata`; keep it for a day, so that a command needs no discovery request.
 * @throws GraphctlError `network.*` when the host cannot be reached, `config.tenant` for an unknown tenant, `config.authority` when
 * something else than an identity platform answers
 */
export async function fetchAuthorityMetadata(
	http: Http,
	authority: Authority,
	options: MetadataOptions = {},
): Promise<string> {
	const url = metadataUrl(authority);
	const response = await http.request({
		method: 'GET',
		url,
		headers: { accept: 'application/json' },
		timeoutMs: options.timeoutMs ?? 30_000,
		maxBytes: 262_144,
		caFile: options.caFile,
		signal: options.signal,
	});
	const text = new TextDecoder().decode(response.body);
	const body = parseJson(text);
	if (response.status !== 200) throw refusal(authority, response.status, body);
	const problem = checkDocument(authority, body);
	if (problem !== undefined) throw wrongDocument(authority, problem);
	return text;
}

/** True when MSAL can work with this text; for one that was kept on disk. */
export function isUsableMetadata(authority: Authority, metadata: string): boolean {
	return checkDocument(authority, parseJson(metadata)) === undefined;
}

/** What is wrong with an OpenID configuration, or undefined. */
function checkDocument(authority: Authority, document: unknown): string | undefined {
	if (!isRecord(document)) return 'its answer is not JSON';
	for (const name of ['authorization_endpoint', 'token_endpoint', 'issuer', 'jwks_uri']) {
		const value = document[name];
		if (typeof value !== 'string') return `its OpenID configuration has no ${name}`;
		if (!value.startsWith('https://') || !URL.canParse(value)) return `its ${name} does not use https`;
	}
	const [page, token] = [document['authorization_endpoint'], document['token_endpoint']].map((url) =>
		hostOf(String(url)),
	);
	if (page !== token) return `its authorization_endpoint is at ${page} and its token_endpoint at ${token}, two hosts`;
	if (!isOwnHost(authority, page ?? '')) return `its endpoints are at ${page}, another host`;
	const issuer = String(document['issuer']);
	const issuerHost = hostOf(issuer);
	const fits = issuerHost === authority.host || isMicrosoftHost(issuerHost) || isExternalIssuer(authority, document);
	return fits ? undefined : `its issuer is ${issuerHost || 'not a URL'}, another host`;
}

/**
 * Where an authority may send people and what proves an app. A document with the real sign-in page beside a token endpoint of somebody
 * else would hand over codes with their verifiers (the mix-up of RFC 9700 4.4), so that both are at one host, and that is the
 * authority's, or Microsoft's: B2C and AD FS name the host that was asked, a custom domain of External ID that of its tenant.
 */
function isOwnHost(authority: Authority, host: string): boolean {
	return host === authority.host || isMicrosoftHost(host) || isCiamHost(host);
}

/**
 * OpenID Connect Discovery 4.3 wants the issuer at the authority's own host. External ID answers for `NAME.ciamlogin.com` and for
 * custom domains with `https://GUID.ciamlogin.com/GUID/v2.0`, which MSAL trusts only where it is told the host. It is believed for one
 * tenant: the one that the issuer's host and path, the token endpoint and, where it says so by id, the authority name alike.
 */
function isExternalIssuer(authority: Authority, document: Readonly<Record<string, unknown>>): boolean {
	const issuer = new URL(String(document['issuer']));
	const name = isCiamHost(issuer.hostname) ? issuer.hostname.slice(0, -'.ciamlogin.com'.length) : '';
	const id = issuer.pathname.split('/')[1]?.toLowerCase() ?? '';
	// Microsoft's issuers name no port, wherever a proxy or a sandbox has its own.
	if (!isGuid(id) || !['', new URL(authority.url).port].includes(issuer.port)) return false;
	if (isGuid(authority.tenant) && authority.tenant !== id) return false;
	const endpointTenant = new URL(String(document['token_endpoint'])).pathname.split('/')[1]?.toLowerCase() ?? '';
	if (isGuid(endpointTenant) && endpointTenant !== id) return false;
	return name === id || `${name}.onmicrosoft.com` === authority.tenant;
}

/** The issuer that a metadata text names, for the check of `iss` in a redirect (RFC 9207 2.4). */
export function issuerOf(metadata: string): string | undefined {
	const document = parseJson(metadata);
	const issuer = isRecord(document) ? document['issuer'] : undefined;
	return typeof issuer === 'string' ? issuer : undefined;
}

/** The page that ends a browser's session (OpenID Connect RP-Initiated Logout 1.0, 2.1); only one that uses https. */
export function endSessionEndpointOf(metadata: string): string | undefined {
	const document = parseJson(metadata);
	const endpoint = isRecord(document) ? document['end_session_endpoint'] : undefined;
	return typeof endpoint === 'string' && endpoint.startsWith('https://') && URL.canParse(endpoint)
		? endpoint
		: undefined;
}

function refusal(authority: Authority, status: number, body: unknown): GraphctlError {
	const error = readOauthError(body, status);
	if (error?.error === 'invalid_tenant' || error?.aadsts === 90002) {
		return new GraphctlError({
			code: 'config.tenant',
			message: `There is no tenant ${authority.tenant} at ${authority.host} (AADSTS${error.aadsts ?? 90002}).`,
			hint: 'Check --tenant for a typing mistake, and --cloud.',
			details: { status, oauthError: error.error, aadsts: error.aadsts ?? 90002 },
		});
	}
	const busy = status === 429 || status >= 500;
	const code: ErrorCode =
		status === 429 ? 'throttled.sign-in' : busy ? 'network.sign-in-unavailable' : 'config.authority';
	return new GraphctlError({
		code,
		message: busy
			? `${authority.host} answered ${status}: its sign-in service is not available at the moment.`
			: `${authority.url} is not an identity platform: it has no OpenID configuration (HTTP ${status}).`,
		hint: busy ? 'Try again in a minute.' : 'Check --authority, --cloud and --tenant.',
		details: { status },
	});
}

function wrongDocument(authority: Authority, problem: string): GraphctlError {
	return new GraphctlError({
		code: 'config.authority',
		message: `${authority.url} cannot be used for sign-in: ${problem}.`,
		hint: 'Check --authority. A proxy or a sign-on page of the network may also have answered instead.',
	});
}

function hostOf(url: string): string {
	try {
		return new URL(url).host;
	} catch {
		return '';
	}
}

function parseJson(text: string): unknown {
	try {
		const value: unknown = JSON.parse(text);
		return value;
	} catch {
		return undefined;
	}
}
