/** What an error message needs to know of the sign-in that failed: which flow, which scopes, which app, where. */
import type { AppFlow } from './app-credential.js';
import type { Authority } from './authority.js';
import type { FlowName } from './choose-flow.js';
import type { LoginLine } from './login-line.js';

/** The sign-in or the silent request during which an error came. */
export interface ErrorContext {
	readonly flow: FlowName | AppFlow | 'refresh-token' | 'silent';
	readonly scopes: readonly string[];
	readonly clientId: string;
	readonly authority: Authority;
	/** Origin of the cloud's Graph, e.g. `https://graph.microsoft.us`; makes bare scope names absolute. */
	readonly graphOrigin: string;
	readonly loginLine: LoginLine;
	/** Environment variable that holds an app's credential, where it comes from one: no login is wanted there. */
	readonly credentialVariable?: string | undefined;
}

/** How messages name a flow, at the start of a sentence. */
export function nameFlow(flow: ErrorContext['flow']): string {
	return flowNames[flow];
}

const flowNames: Readonly<Record<ErrorContext['flow'], string>> = {
	browser: 'Sign-in with a browser',
	'device-code': 'Sign-in with a device code',
	'refresh-token': 'Importing the refresh token',
	silent: 'Renewing the sign-in',
	'client-secret': 'Sign-in with a client secret',
	'client-certificate': 'Sign-in with a certificate',
	'federated-token': 'Sign-in with a federated token',
	'managed-identity': 'Sign-in with a managed identity',
};

/** True for an app that signs in as itself: there is no person to ask, and no other flow to try. */
export function isAppOnly({ flow }: Pick<ErrorContext, 'flow'>): boolean {
	return /^(client-|federated-|managed-)/.test(flow);
}

/** The interactive flow to offer when this one is blocked. */
export function otherFlow(flow: ErrorContext['flow']): FlowName {
	return flow === 'browser' ? 'device-code' : 'browser';
}

/** What a request wanted access to: the resources that its scopes name (`https://vault.azure.net/.default`), else Graph. */
export function nameResource({ scopes, graphOrigin }: Pick<ErrorContext, 'scopes' | 'graphOrigin'>): string {
	const named = scopes.filter((scope) => scope.includes('/')).map((scope) => scope.slice(0, scope.lastIndexOf('/')));
	const others = [...new Set(named)].filter((resource) => resource !== graphOrigin);
	return others.length === 0 ? 'Microsoft Graph' : `the resource ${others.join(' or ')}`;
}

/**
 * Address at which an administrator consents for the whole tenant. `common` and `consumers` have no administrator: `organizations`.
 * Source: learn.microsoft.com/entra/identity-platform/v2-admin-consent.
 */
export function adminConsentUrl(context: ErrorContext): string {
	const { authority, graphOrigin, clientId } = context;
	const tenant = ['common', 'consumers'].includes(authority.tenant) ? 'organizations' : authority.tenant;
	const url = new URL(`https://${authority.host}/${tenant}/v2.0/adminconsent`);
	url.searchParams.set('client_id', clientId);
	const scopes = context.scopes.map((scope) =>
		scope.includes('://') || /^(openid|profile|email|offline_access)$/.test(scope) ? scope : `${graphOrigin}/${scope}`,
	);
	url.searchParams.set('scope', scopes.length > 0 ? scopes.join(' ') : `${graphOrigin}/.default`);
	url.searchParams.set('redirect_uri', 'http://localhost');
	return url.href;
}
