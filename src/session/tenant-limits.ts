/** What the people of an external tenant or of Azure AD B2C can be given: said before anybody is asked. */
import { GraphctlError } from '../errors.js';
import type { TenantKind } from './tenant-kind.js';

/** Where somebody signs in, as far as it limits what can be asked for. */
export interface TenantPlace {
	readonly kind: TenantKind | undefined;
	/** Authority URL; messages name its host. */
	readonly authority: string;
	readonly clientId: string;
	/** Origin of the cloud's Graph. */
	readonly graph: string;
}

/** Scopes of OpenID Connect itself, which belong to no API. */
export const openIdScopes: readonly string[] = ['openid', 'profile', 'email', 'offline_access'];
/** Graph's application id, under which its scopes go as well. */
const graphAppId = '00000003-0000-0000-c000-000000000000';

/**
 * Says why these scopes cannot be had there, or undefined. External tenants give `User.Read` of Graph alone, B2C nothing of Graph
 * (https://learn.microsoft.com/entra/external-id/customers/concept-supported-features-customers, /azure/active-directory-b2c/access-tokens).
 */
export function refuseScopes(place: TenantPlace, scopes: readonly string[]): GraphctlError | undefined {
	const { kind } = place;
	if (kind === undefined) return undefined;
	const ofGraph = scopes.map((scope) => graphNameOf(scope, place)).filter((name) => name !== undefined);
	const refused = kind === 'b2c' ? ofGraph : ofGraph.filter((name) => !/^(user\.read|\.default)$/i.test(name));
	if (refused.length === 0) return undefined;
	return kind === 'b2c' ? refuseGraph(place) : refusedInExternal(place, refused);
}

/** Refusal of everything that asks Graph, for people whose tenant gives no token for it; undefined for everybody else. */
export function refuseAllOfGraph(place: TenantPlace): GraphctlError | undefined {
	return place.kind === 'b2c' ? refuseGraph(place) : undefined;
}

/**
 * The scopes to ask for where none is named, and for a sign-in that names no API: B2C gives an access token only for an API, and the
 * app's own client id names the app itself as one (https://learn.microsoft.com/azure/active-directory-b2c/access-tokens).
 */
export function scopesForPlace(
	{ kind, clientId }: Pick<TenantPlace, 'kind' | 'clientId'>,
	named: readonly string[],
): readonly string[] {
	// OpenID's own scopes come with the token of every API: alone they would be answered with any of those that rest in the cache.
	const namesApi = named.some((scope) => !openIdScopes.includes(scope.toLowerCase()));
	return namesApi ? named : [...named, kind === 'b2c' ? clientId : 'User.Read'];
}

/** Refusal of a flow that this kind of tenant has not (https://learn.microsoft.com/entra/identity-platform/msal-authentication-flows). */
export function refuseFlow(
	{ kind, authority }: TenantPlace,
	asked: { readonly flow: string; readonly deviceCode?: boolean | undefined },
): GraphctlError | undefined {
	if (kind !== 'b2c' || (asked.flow !== 'device-code' && !asked.deviceCode)) return undefined;
	return new GraphctlError({
		code: 'config.b2c-tenant',
		message: `${hostOf(authority)} is Azure AD B2C, which offers no device codes.`,
		hint: 'Use --browser. With --no-open the address can be opened on another computer, and the one it leads to pasted here.',
	});
}

/** The scope's name at Graph; undefined for OpenID's own, and for another API's. */
function graphNameOf(scope: string, { clientId, graph }: TenantPlace): string | undefined {
	const lower = scope.toLowerCase();
	if (openIdScopes.includes(lower) || lower === clientId.toLowerCase()) return undefined;
	const slash = scope.lastIndexOf('/');
	if (slash < 0) return scope;
	const resource = lower.slice(0, slash).replace(/\/+$/, '');
	return resource === graph || resource === graphAppId ? scope.slice(slash + 1) : undefined;
}

const ownApis =
	'Your own APIs:\ngraphctl token --scope api://CLIENT-ID/NAME\ngraphctl api URL --scope api://CLIENT-ID/NAME';

function refusedInExternal({ authority }: TenantPlace, scopes: readonly string[]): GraphctlError {
	return new GraphctlError({
		code: 'config.external-tenant',
		message: `${hostOf(authority)} is an external tenant (Entra External ID). Of Microsoft Graph its users can have User.Read alone, so ${scopes.join(' and ')} cannot be asked for; nobody can allow it.`,
		hint: `What works: graphctl me, once an administrator has consented to User.Read.\n${ownApis}`,
		details: { scopes },
	});
}

function refuseGraph({ authority }: TenantPlace): GraphctlError {
	return new GraphctlError({
		code: 'config.b2c-tenant',
		message: `${hostOf(authority)} is Azure AD B2C, which gives its users no token for Microsoft Graph.`,
		hint: `What the sign-in says of you: graphctl status --claims\n${ownApis.replaceAll('api://CLIENT-ID/NAME', 'https://TENANT/API/NAME')}`,
	});
}

function hostOf(authority: string): string {
	return URL.canParse(authority) ? new URL(authority).host : authority;
}
