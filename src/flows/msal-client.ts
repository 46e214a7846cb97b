/** The one place that builds an MSAL client. MSAL loads here, when a token is first needed, and nowhere earlier. */
import type { PublicClientApplication } from '@azure/msal-node';
import type { Authority } from './authority.js';
import { issuerOf } from './authority-metadata.js';
import { createExchangeRunner, type ExchangeRunner } from './exchange.js';
import type { LoginLine } from './login-line.js';
import { type ClientSettings, clientConfiguration } from './msal-configuration.js';
import { openIdScopes } from './token-result.js';

export interface MsalClientOptions extends ClientSettings {
	/** Origin of the cloud's Graph; default `https://graph.microsoft.com`. */
	readonly graphOrigin?: string | undefined;
	/** True where scopes must name that Graph (national clouds). */
	readonly namesScopes?: boolean | undefined;
	/** For the hints of errors. */
	readonly loginLine: LoginLine;
}

/** An MSAL application with what the flows need beside it. */
export interface MsalClient extends ExchangeRunner {
	readonly app: PublicClientApplication;
	readonly authority: Authority;
	/** The issuer that the authority's metadata named, where it was given. */
	readonly issuer: string | undefined;
	readonly loginLine: LoginLine;
	/** The scopes as they go over the wire. */
	wireScopes(scopes: readonly string[]): string[];
	/** Verifier and S256 challenge (RFC 7636 4.1, 4.2). */
	createPkce(): Promise<{ readonly verifier: string; readonly challenge: string }>;
}

/** Loads MSAL and builds a public client with continuous access evaluation (CP1) and our network. */
export async function createMsalClient(options: MsalClientOptions): Promise<MsalClient> {
	const { authority, clientId, loginLine, network } = options;
	const { CryptoProvider, LogLevel, PublicClientApplication } = await import('./msal.js');
	const crypto = new CryptoProvider();
	const app = new PublicClientApplication(clientConfiguration(options, LogLevel.Verbose));
	const graphOrigin = options.graphOrigin ?? 'https://graph.microsoft.com';
	const runner = createExchangeRunner(network, () => crypto.createNewGuid(), {
		clientId,
		authority,
		graphOrigin,
		loginLine,
	});
	return {
		app,
		authority,
		issuer: options.authorityMetadata === undefined ? undefined : issuerOf(options.authorityMetadata),
		loginLine,
		wireScopes: (scopes) => (options.namesScopes ? scopes.map((scope) => nameGraph(scope, graphOrigin)) : [...scopes]),
		createPkce: () => crypto.generatePkceCodes(),
		...runner,
	};
}

/** `Mail.Read` of the Graph at that origin; what names its API already, and OpenID's own scopes, stay as they are. */
function nameGraph(scope: string, graphOrigin: string): string {
	return scope.includes('/') || openIdScopes.includes(scope.toLowerCase()) ? scope : `${graphOrigin}/${scope}`;
}
