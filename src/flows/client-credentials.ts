/** An app's own token (RFC 6749 4.4), proved with a secret, a certificate (RFC 7523 2.2) or a federated token. */
import type { ConfidentialClientApplication } from '@azure/msal-node';
import { GraphctlError } from '../errors.js';
import type { AppToken, ClientCredential } from './app-credential.js';
import type { Authority } from './authority.js';
import { createExchangeRunner, type ExchangeRunner } from './exchange.js';
import { readFederatedToken } from './federated-token.js';
import type { LoginLine } from './login-line.js';
import { type ClientSettings, clientConfiguration } from './msal-configuration.js';

/** The authority must name one tenant. */
export interface ConfidentialClientOptions extends ClientSettings {
	readonly credential: ClientCredential;
	/** Environment variable that holds the credential, where it comes from one. */
	readonly credentialVariable?: string | undefined;
	readonly graphOrigin: string;
	readonly loginLine: LoginLine;
}

export interface ConfidentialClient extends ExchangeRunner {
	readonly app: ConfidentialClientApplication;
	readonly flow: ClientCredential['flow'];
	readonly loginLine: LoginLine;
}

/** Loads MSAL and builds a confidential client with our network. @throws GraphctlError `config.tenant` for an authority without one */
export async function createConfidentialClient(options: ConfidentialClientOptions): Promise<ConfidentialClient> {
	const { authority, clientId, credential, credentialVariable, graphOrigin, loginLine, network } = options;
	requireTenant(authority, loginLine);
	const { ConfidentialClientApplication, CryptoProvider, LogLevel } = await import('./msal-confidential.js');
	const crypto = new CryptoProvider();
	const { auth, ...rest } = clientConfiguration(options, LogLevel.Verbose);
	const app = new ConfidentialClientApplication({ auth: { ...auth, ...proofOf(credential) }, ...rest });
	const runner = createExchangeRunner(network, () => crypto.createNewGuid(), {
		clientId,
		authority,
		graphOrigin,
		loginLine,
		credentialVariable,
	});
	return { app, flow: credential.flow, loginLine, ...runner };
}

function proofOf(credential: ClientCredential): object {
	switch (credential.flow) {
		case 'client-secret':
			return { clientSecret: credential.secret };
		case 'client-certificate': {
			const { thumbprintSha256, privateKey } = credential.certificate;
			return { clientCertificate: { thumbprintSha256, privateKey } };
		}
		case 'federated-token':
			// MSAL calls this for each request; it keeps nothing.
			return { clientAssertion: () => readFederatedToken(credential.file) };
	}
}

/** An app belongs to one tenant, and no tenant is usual for it. @throws GraphctlError `config.tenant` */
export function requireTenant(authority: Pick<Authority, 'tenant'>, loginLine: LoginLine): void {
	if (!['common', 'organizations', 'consumers'].includes(authority.tenant)) return;
	throw new GraphctlError({
		code: 'config.tenant',
		message: `An app signs in to one tenant, and "${authority.tenant}" is none.`,
		hint: `Name it: ${loginLine({ tenant: 'TENANT_ID' })}\nOr set AZURE_TENANT_ID or GRAPHCTL_TENANT.`,
	});
}

export interface AppTokenRequest {
	/** One resource with `/.default`. */
	readonly scope: string;
	/** Claims challenge as JSON text; passes over the cached token. */
	readonly claims?: string | undefined;
	/** Passes over the cached token. */
	readonly forceRefresh?: boolean | undefined;
	/** True for a renewal ahead of time: the token that is kept still serves. */
	readonly ahead?: boolean | undefined;
	readonly signal?: AbortSignal | undefined;
	onRetry?(reason: string): void;
}

/** A token from the cache, or a new one. @throws GraphctlError */
export async function acquireByClientCredentials(
	client: ConfidentialClient,
	request: AppTokenRequest,
): Promise<AppToken> {
	const { ahead, claims, forceRefresh = false, scope, signal } = request;
	const onRetry = (reason: string): void => request.onRetry?.(reason);
	const result = await client.run({ flow: client.flow, scopes: [scope], signal, ahead, onRetry }, (correlationId) =>
		client.app.acquireTokenByClientCredential({
			scopes: [scope],
			correlationId,
			skipCache: forceRefresh,
			// Else MSAL would take a region from the environment, which belongs to Azure's own services.
			azureRegion: 'DisableMsalForceRegion',
			...(claims === undefined ? {} : { claims }),
		}),
	);
	if (!result?.accessToken) {
		throw new GraphctlError({
			code: 'sign-in.no-token',
			message: 'The identity platform answered without an access token.',
			hint: `Sign in again: ${client.loginLine()}`,
		});
	}
	const { accessToken, expiresOn, fromCache, refreshOn } = result;
	return { accessToken, expiresOn: expiresOn?.getTime() ?? 0, refreshOn: refreshOn?.getTime(), fromCache };
}
