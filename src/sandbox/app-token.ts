/** Tokens of an app's own without a token request: what a managed identity gets. */
import type { Provider } from 'oidc-provider';
import { describeGraph } from './identity-provider.js';
import type { AppToken } from './managed-identity.js';
import { readScopes } from './permission-catalogue.js';
import type { Realm } from './realm.js';
import type { SampleApp } from './sample-apps.js';
import { graphResource } from './sign-ins.js';

/** Issues a token for a resource (`https://HOST/` or `api://...`, without `.default`); undefined when there is none. */
export async function issueAppToken(
	realm: Realm,
	provider: Provider,
	app: SampleApp,
	resource: string,
): Promise<AppToken | undefined> {
	const scope = `${resource.replace(/\/$/, '')}/.default`;
	if (/\s/.test(resource) || 'problem' in readScopes(scope, realm.graphResources)) return undefined;
	const token = new provider.ClientCredentials({ client: await provider.Client.find(app.clientId), scope });
	token.resourceServer = new provider.ResourceServer(graphResource, describeGraph(realm, graphResource));
	const value = await token.save();
	const issuedAt = Math.floor(realm.now() / 1000);
	return { value, issuedAt, expiresAt: issuedAt + realm.lifetimes.accessToken };
}
