/** Which identity platform and which tenant: validates and normalises what a cloud, `--tenant` and `--authority` say. */
import { GraphctlError } from '../errors.js';

/** A validated authority; every URL that MSAL builds starts with `url`. */
export interface Authority {
	/** `https://HOST/TENANT`, or `https://HOST/TENANT/POLICY` for B2C, without a slash at the end. */
	readonly url: string;
	/** Host with port. */
	readonly host: string;
	/** Tenant in lower case; for B2C the tenant's name. */
	readonly tenant: string;
	/** Hosts that MSAL must trust without asking Microsoft's instance discovery. */
	readonly knownAuthorities: readonly string[];
	/** True when MSAL does not know this host's endpoints, so that their document should be fetched once and kept. */
	readonly needsMetadata: boolean;
	/** False where the authority appends no `/v2.0` to its address (AD FS). */
	readonly versioned: boolean;
}

export interface AuthorityRequest {
	/** Login URL of a cloud, or what `--authority` says; may hold a tenant. */
	readonly authority: string;
	/** What `--tenant` says; wins over a tenant in the URL. */
	readonly tenant?: string | undefined;
}

/** Hosts whose endpoints MSAL knows without a request: those of its `AuthorityMetadata` and their aliases. */
const microsoftHosts = [
	'login.microsoftonline.com',
	'login.windows.net',
	'login.microsoft.com',
	'sts.windows.net',
	'login.microsoftonline.us',
	'login.usgovcloudapi.net',
	'login.partner.microsoftonline.cn',
	'login.chinacloudapi.cn',
	'login.sovcloud-identity.fr',
	'login.sovcloud-identity.de',
	'login.sovcloud-identity.sg',
];
const globalHosts = microsoftHosts.slice(0, 4);
const audiences = ['common', 'organizations', 'consumers'];
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const domain = /^(?=.{4,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/;
const policySegment = /^[A-Za-z0-9._-]{1,128}$/;

/** True for a host of Microsoft's own identity platform, in any of its clouds. */
export function isMicrosoftHost(host: string): boolean {
	return microsoftHosts.includes(host);
}

/** True for a GUID in lower case. */
export function isGuid(text: string): boolean {
	return guid.test(text);
}

/** True for a host of Entra External ID, `NAME.ciamlogin.com`. */
export function isCiamHost(host: string): boolean {
	return host.endsWith('.ciamlogin.com');
}

/**
 * Makes an authority of what the user named.
 * @throws GraphctlError `config.authority`, `config.tenant`, `config.cloud`
 */
export function resolveAuthority(request: AuthorityRequest): Authority {
	const url = parseAuthority(request.authority);
	const host = url.host;
	if (host === 'login.microsoftonline.de') {
		throw new GraphctlError({
			code: 'config.cloud',
			message: 'Microsoft Cloud Germany (login.microsoftonline.de) was closed on 2021-10-29.',
			hint: 'Use --cloud global.',
		});
	}
	const segments = pathSegments(url);
	if (segments[0]?.toLowerCase() === 'adfs') return finish(host, ['adfs'], 'adfs');
	if (segments.length > 1 || /\.b2clogin\.(com|cn|us)$/.test(host))
		return resolvePolicy(host, segments, request.tenant);
	const named = request.tenant?.trim() || segments[0];
	const tenant = (
		named ?? (isCiamHost(url.hostname) ? `${host.split('.')[0]}.onmicrosoft.com` : 'common')
	).toLowerCase();
	checkTenant(tenant, host);
	return finish(host, [tenant], tenant);
}

function finish(host: string, segments: readonly string[], tenant: string): Authority {
	const known = isMicrosoftHost(host);
	const own = isCiamHost(host) && guid.test(tenant) ? [host, `${tenant}.ciamlogin.com`] : [host];
	return {
		url: `https://${host}/${segments.join('/')}`,
		host,
		tenant,
		knownAuthorities: known ? [] : own,
		needsMetadata: !known,
		versioned: tenant !== 'adfs',
	};
}

function parseAuthority(text: string): URL {
	const wrong = (why: string): GraphctlError =>
		new GraphctlError({
			code: 'config.authority',
			message: `The authority ${JSON.stringify(text.slice(0, 200))} ${why}.`,
			hint: 'Write it as https://HOST/TENANT, for example https://login.microsoftonline.com/contoso.onmicrosoft.com.',
		});
	const url = tryUrl(text.trim());
	if (!url) throw wrong('is not a URL');
	if (url.protocol === 'http:') throw wrong('must use https: sign-in over http is refused');
	if (url.protocol !== 'https:' || url.hostname === '') throw wrong('must be an https URL');
	// The user name and the password are not repeated: they may be real.
	if (url.username || url.password) {
		throw new GraphctlError({
			code: 'config.authority',
			message: `The authority for ${url.host} must not hold a user name or a password.`,
			hint: `Write it as https://${url.host}/TENANT.`,
		});
	}
	if (url.search || url.hash) throw wrong('must not have a query or a fragment');
	return url;
}

function tryUrl(text: string): URL | null {
	try {
		return new URL(text);
	} catch {
		return null;
	}
}

/** Path segments without the parts of an endpoint that people paste along (`/v2.0`, `/oauth2/...`). */
function pathSegments(url: URL): readonly string[] {
	const segments = url.pathname.split('/').filter((segment) => segment !== '');
	const end = segments.findIndex((segment) => /^(v2\.0|oauth2|\.well-known)$/i.test(segment));
	return end < 0 ? segments : segments.slice(0, end);
}

function resolvePolicy(host: string, segments: readonly string[], tenant: string | undefined): Authority {
	const [first] = segments;
	if (isMicrosoftHost(host) && first?.toLowerCase() === 'tfp') {
		throw new GraphctlError({
			code: 'config.authority',
			message: `Azure AD B2C no longer signs in at ${host}: Microsoft ended that on 2020-12-04.`,
			hint: 'Write it as https://NAME.b2clogin.com/TENANT.onmicrosoft.com/POLICY.',
		});
	}
	if (isMicrosoftHost(host)) {
		throw new GraphctlError({
			code: 'config.authority',
			message: `The authority https://${host}/${segments.join('/')} has more than a tenant behind its host.`,
			hint: `Write it as https://${host}/TENANT.`,
		});
	}
	if (first === undefined || segments.length < 2 || !segments.every((segment) => policySegment.test(segment))) {
		throw new GraphctlError({
			code: 'config.authority',
			message: `The authority for ${host} must name a tenant and a user flow.`,
			hint: `Write it as https://${host}/TENANT.onmicrosoft.com/POLICY.`,
		});
	}
	const own = first.toLowerCase() === 'tfp' ? (segments[1] ?? first) : first;
	if (tenant !== undefined && tenant.toLowerCase() !== own.toLowerCase()) {
		throw new GraphctlError({
			code: 'config.tenant',
			message: `--tenant ${tenant} and the authority's own tenant ${own} differ.`,
			hint: 'Leave --tenant out, or change the authority.',
		});
	}
	return finish(host, segments, own.toLowerCase());
}

function checkTenant(tenant: string, host: string): void {
	if (audiences.includes(tenant)) {
		if (tenant === 'consumers' && isMicrosoftHost(host) && !globalHosts.includes(host)) {
			throw new GraphctlError({
				code: 'config.tenant',
				message: `Personal accounts do not exist in the national cloud of ${host}.`,
				hint: 'Use --tenant organizations, or --cloud global.',
			});
		}
		return;
	}
	if (guid.test(tenant) || domain.test(tenant)) return;
	const guess = /^[a-z0-9]+$/.test(tenant) ? ` Did you mean ${tenant}.onmicrosoft.com?` : '';
	throw new GraphctlError({
		code: 'config.tenant',
		message: `${JSON.stringify(tenant.slice(0, 200))} is not a tenant.${guess}`,
		hint: 'A tenant is an id (GUID), a domain, or one of common, organizations and consumers.',
	});
}
