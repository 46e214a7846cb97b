/** The identity half of the sandbox: Entra on oidc-provider. */
import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { issueAppToken } from './app-token.js';
import { createEntraRoutes } from './entra-routes.js';
import { createProvider } from './identity-provider.js';
import type { AppToken } from './managed-identity.js';
import { graphAppId } from './permission-catalogue.js';
import { createRealm, type Realm, type RealmOptions } from './realm.js';
import { apiApp, customersApp, type SampleApp, todoAudience } from './sample-apps.js';
import { providerScopes } from './sign-ins.js';
import { createTokenCheck } from './token-check.js';
import type { TokenCheck } from './types.js';
import { addUrlParse } from './url-parse.js';

/** One tenant's identity platform. */
export interface Identity {
	readonly realm: Realm;
	/** A token of an app's own; undefined when the tenant has no such resource. */
	issueAppToken(app: SampleApp, resource: string): Promise<AppToken | undefined>;
	/** Serves the login origin. */
	serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
	/** Graph's check of an `Authorization` header. */
	checkToken(authorization: string | undefined): TokenCheck;
	/** The to-do list's. */
	checkTodoToken(authorization: string | undefined): TokenCheck;
}

/** Starts making the key that signs tokens; it takes longer than everything else, so it starts first. */
export async function createSigningKey(): Promise<KeyObject> {
	const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
	return privateKey;
}

export function createIdentity(options: RealmOptions, signingKey: KeyObject): Identity {
	addUrlParse();
	const realm = createRealm(options);
	const jwk = { ...signingKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' };
	const provider = createProvider(realm, jwk);
	const publicKey = createPublicKey(signingKey);
	// An administrator let the API read the profiles of its callers.
	realm.state.consentForAll(apiApp.clientId, [...apiApp.permissions, ...providerScopes]);
	// In an external tenant only administrators consent, and they have.
	if (realm.kind === 'customers') {
		realm.state.consentForAll(customersApp.clientId, [...customersApp.permissions, ...providerScopes]);
	}
	const checkAssertion = (app: SampleApp, authorization: string): TokenCheck =>
		createTokenCheck(realm, publicKey, [`api://${app.clientId}`, app.clientId])(authorization);
	return {
		realm,
		issueAppToken: (app, resource) => issueAppToken(realm, provider, app, resource),
		serve: createEntraRoutes({ realm, provider, checkAssertion }),
		checkToken: createTokenCheck(realm, publicKey, [graphAppId, options.graphOrigin]),
		checkTodoToken: createTokenCheck(realm, publicKey, [todoAudience, apiApp.clientId]),
	};
}
