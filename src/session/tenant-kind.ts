/** What kind of tenant an account lives in, told by addresses alone: no request is needed to know it. */
import type { Account } from '../cache/account.js';

/** `external`: Entra External ID (CIAM); `b2c`: Azure AD B2C. Work, school and personal accounts have no kind. */
export type TenantKind = 'external' | 'b2c';

/**
 * The kind behind an authority. The issuer decides for a custom domain of an external tenant, which looks like any other host
 * (https://learn.microsoft.com/entra/external-id/customers/concept-custom-url-domain); a user flow in the path is B2C's.
 *
 * @param issuer what the authority's OpenID configuration names, where there is one
 */
export function tenantKindOf(authority: string, issuer?: string): TenantKind | undefined {
	const url = urlOf(authority);
	if (!url) return undefined;
	if (url.hostname.endsWith('.ciamlogin.com')) return 'external';
	const segments = url.pathname.split('/').filter((segment) => segment !== '');
	if (/\.b2clogin\.(com|cn|us)$/.test(url.hostname) || segments.length > 1) return 'b2c';
	return urlOf(issuer ?? '')?.hostname.endsWith('.ciamlogin.com') ? 'external' : undefined;
}

/** Flows by which a person signs in; an app of its own in such a tenant may have whatever an administrator grants it. */
const personal: readonly string[] = ['browser', 'device-code', 'refresh-token'];

/** The kind that limits what this account may ask for; accounts of earlier versions tell it by their authority. */
export function tenantKindOfAccount(
	account: Pick<Account, 'authority' | 'flow' | 'tenantKind'>,
): TenantKind | undefined {
	if (!personal.includes(account.flow)) return undefined;
	const { tenantKind } = account;
	return tenantKind === 'external' || tenantKind === 'b2c' ? tenantKind : tenantKindOf(account.authority);
}

function urlOf(text: string): URL | undefined {
	return URL.canParse(text) ? new URL(text) : undefined;
}
