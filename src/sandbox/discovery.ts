/** Discovery documents in Entra's form. */

import type { Realm } from './realm.js';
import { consumersTenant } from './tenants.js';

/** Adds Entra's own members to oidc-provider's OpenID configuration and drops what Entra does not say. */
export function toDiscovery(
	realm: Realm,
	document: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
	const token = String(document['token_endpoint']);
	const tenant = new URL(token).pathname.split('/')[1] ?? '';
	const isNamed = ![...manyTenants, consumersTenant].includes(tenant);
	const kept = Object.entries(document).filter(([name]) => !unsaid.has(name));
	return {
		...Object.fromEntries(kept),
		// For common and organizations Entra prints the placeholder itself.
		issuer: isNamed ? realm.issuer : `${realm.loginOrigin}/{tenantid}/v2.0`,
		end_session_endpoint: token.replace(/token$/, 'logout'),
		token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
		scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
		tenant_region_scope: isNamed ? 'EU' : null,
		cloud_instance_name: new URL(realm.loginOrigin).host,
		cloud_graph_host_name: new URL(realm.graphResources[0] ?? realm.loginOrigin).host,
		msgraph_host: new URL(realm.graphResources[0] ?? realm.loginOrigin).host,
	};
}

const manyTenants = ['common', 'organizations', 'consumers'];

const unsaid = new Set([
	'request_uri_parameter_supported',
	'authorization_response_iss_parameter_supported',
	'claims_parameter_supported',
]);

/** `/common/discovery/instance`: this login origin is a cloud of its own. */
export function toInstanceDocument(realm: Realm): Readonly<Record<string, unknown>> {
	const { host } = new URL(realm.loginOrigin);
	return {
		tenant_discovery_endpoint: `${realm.loginOrigin}/common/v2.0/.well-known/openid-configuration`,
		'api-version': '1.1',
		metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
	};
}
