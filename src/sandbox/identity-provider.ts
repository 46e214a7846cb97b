/** oidc-provider, configured to behave like Entra. Everything here uses its documented options and events only. */
import type { ServerResponse } from 'node:http';
import { type Context, errors, type Grant, Provider } from 'oidc-provider';
import { checkRequest, createPolicy } from './authorize-policy.js';
import { createDevicePages, toDeviceAnswer } from './device-code.js';
import { toDiscovery } from './discovery.js';
import { entraErrors, identify, type RequestIds, toErrorBody } from './entra-errors.js';
import { renderMessage } from './identity-pages.js';
import { pageHeaders } from './page-layout.js';
import { graphAppId, graphPermissions, todoPermissions } from './permission-catalogue.js';
import { toEntraError } from './provider-errors.js';
import type { Realm } from './realm.js';
import { isRegisteredRedirect, type SampleApp } from './sample-apps.js';
import { createSignIn, graphResource, offlineScope, providerScopes } from './sign-ins.js';
import { TenantRequest } from './tenant-request.js';
import { deviceGrant, finishTokenAnswer } from './token-endpoint.js';
import { clientInfo, type IssuedToken, shapeAccessToken, type TokenDraft, toAccount } from './tokens.js';

const day = 86_400;

/** @param signingKey the private RSA key of the realm as a JWK */
export function createProvider(realm: Realm, signingKey: Readonly<Record<string, unknown>>): Provider {
	const provider: Provider = new Provider(realm.issuer, {
		adapter: realm.store.adapter,
		jwks: { keys: [signingKey] },
		clients: realm.apps.map((app) => toClient(realm, app)),
		routes: {
			authorization: '/oauth2/v2.0/authorize',
			token: '/oauth2/v2.0/token',
			device_authorization: '/oauth2/v2.0/devicecode',
			code_verification: '/oauth2/deviceauth',
			jwks: '/discovery/v2.0/keys',
		},
		features: {
			devInteractions: { enabled: false },
			userinfo: { enabled: false },
			rpInitiatedLogout: { enabled: false },
			claimsParameter: { enabled: false },
			dPoP: { enabled: false },
			clientCredentials: { enabled: true },
			pushedAuthorizationRequests: { enabled: false },
			deviceFlow: {
				enabled: true,
				charset: 'base-20',
				mask: '*********',
				...createDevicePages({ company: realm.company.name }),
			},
			resourceIndicators: {
				enabled: true,
				defaultResource: () => graphResource,
				useGrantedResource: () => true,
				getResourceServerInfo: (_context: Context, resource: string) => describeGraph(realm, resource),
			},
		},
		scopes: providerScopes,
		claims: {
			openid: ['sub', 'oid', 'tid', 'ver', 'login_hint'],
			profile: ['name', 'preferred_username'],
			email: ['email'],
		},
		conformIdTokenClaims: false,
		responseTypes: ['code'],
		pkce: { required: () => true },
		extraParams: {
			claims: (context: Context) => checkRequest(realm, context),
			client_info: null,
			domain_hint: null,
		},
		interactions: {
			policy: createPolicy(realm),
			url: (_context: Context, interaction: { uid: string }) => `${realm.signInPath}/${interaction.uid}`,
		},
		clientAuthMethods: ['none', 'client_secret_post'],
		findAccount(_context: Context, oid: string) {
			const person = realm.person(oid);
			return person === undefined ? undefined : toAccount(realm, person);
		},
		loadExistingGrant: ({ oidc }: Context): Promise<Grant> =>
			createSignIn(realm, provider, {
				oid: oidc.account?.accountId ?? '',
				clientId: oidc.client?.clientId ?? '',
				params: oidc.params,
			}),
		issueRefreshToken: (_context: Context, _client: unknown, source: { scope?: string }) =>
			(source.scope ?? '').split(' ').includes(offlineScope),
		rotateRefreshToken: true,
		expiresWithSession: () => false,
		formats: {
			customizers: {
				jwt: (context: Context | undefined, token: IssuedToken, draft: TokenDraft) =>
					shapeAccessToken(realm, context, token, draft),
			},
		},
		renderError: (context: Context, out: { error: string; error_description?: string }) =>
			showError(realm, context, out),
		clientBasedCORS: () => false,
		cookies: {
			names: cookieNames(realm),
			keys: [Buffer.from(realm.randomBytes(32)).toString('base64url')],
		},
		ttl: {
			AccessToken: realm.lifetimes.accessToken,
			AuthorizationCode: 600,
			ClientCredentials: realm.lifetimes.accessToken,
			DeviceCode: realm.lifetimes.deviceCode,
			Grant: 90 * day,
			IdToken: 3600,
			Interaction: 3600,
			RefreshToken: 90 * day,
			Session: 14 * day,
		},
	});
	provider.Client.prototype.redirectUriAllowed = isRegisteredRedirect;
	speakEntra(realm, provider);
	return provider;
}

/** Two providers share one host, so each has cookies of its own name. */
function cookieNames({ kind }: Realm): Readonly<Record<string, string>> {
	const prefix = kind === 'customers' ? '_customers' : '';
	return {
		session: `${prefix}_session`,
		interaction: `${prefix}_interaction`,
		resume: `${prefix}_interaction_resume`,
	};
}

/** The client that oidc-provider sees: how an app proves itself to Entra was checked before (client-authentication). */
function toClient(realm: Realm, app: SampleApp): object {
	const common = { client_id: app.clientId, client_name: app.name };
	if (app.desktop) {
		return {
			...common,
			application_type: 'native',
			redirect_uris: ['http://localhost'],
			response_types: ['code'],
			grant_types: ['authorization_code', 'refresh_token', deviceGrant],
			token_endpoint_auth_method: 'none',
		};
	}
	return {
		...common,
		client_secret: realm.innerSecret,
		redirect_uris: [],
		response_types: [],
		grant_types: ['client_credentials', 'refresh_token'],
		token_endpoint_auth_method: 'client_secret_post',
	};
}

/** What oidc-provider is to know of the protected APIs; one entry stands for all of them. */
export function describeGraph(realm: Realm, resource: string): object {
	if (resource !== graphResource) {
		throw new errors.CustomOIDCProviderError(
			'invalid_request',
			"AADSTS901002: The 'resource' request parameter isn't supported.",
		);
	}
	return {
		scope: [...graphPermissions, ...todoPermissions].map((row) => row.name).join(' '),
		audience: graphAppId,
		accessTokenTTL: realm.lifetimes.accessToken,
		accessTokenFormat: 'jwt',
		jwt: { sign: { alg: 'RS256' } },
	};
}

/** Answers in Entra's form where oidc-provider's own differs. */
function speakEntra(realm: Realm, provider: Provider): void {
	const idsOf = (context: { readonly req: unknown }): RequestIds =>
		context.req instanceof TenantRequest ? context.req.ids : realm.newIds(undefined);
	for (const event of ['grant.error', 'device_authorization.error']) {
		provider.on(event, (context, error) => {
			const grantType = context.req instanceof TenantRequest ? (context.req.form.get('grant_type') ?? '') : '';
			const entra = toEntraError(error, grantType);
			context.status = entra.status;
			context.body = toErrorBody(entra, idsOf(context), realm.loginOrigin);
		});
	}
	provider.on('server_error', (_context, error) => realm.report(`internal error: ${error.message}`));
	// Without a listener Koa prints on the console, even that a client was killed in the middle of an answer.
	provider.on('error', (error) => {
		if (!('code' in error && error.code === 'ECONNRESET')) realm.report(`error: ${error.message}`);
	});
	provider.on('authorization.success', ({ oidc }, answer) => {
		// The device flow emits the same event without an answer.
		if (answer === undefined) return;
		// Entra names no issuer in its answer, but the session.
		delete answer['iss'];
		answer['session_state'] = realm.newIds(undefined).traceId;
		if (oidc.params['client_info'] === '1') answer['client_info'] = clientInfo(realm, oidc.session.accountId ?? '');
	});
	provider.use(async (context, next) => {
		await next();
		const route = context.oidc?.route;
		const { body } = context;
		if (context.status === 200 && isRecord(body)) {
			if (route === 'token') context.body = finishTokenAnswer(realm, context, body);
			if (route === 'device_authorization') context.body = toDeviceAnswer(realm, body);
			if (route === 'discovery') context.body = toDiscovery(realm, body);
		}
		if (typeof body === 'string' && body.startsWith('<!DOCTYPE html>\n<html lang')) context.set(pageHeaders);
		if (finishRedirect(context.res, idsOf(context))) context.body = '';
	});
}

/**
 * Adds to an error redirect what Entra adds, and takes away the `iss` that it does not send.
 * @returns true for a redirect to an app, whose address holds a code and belongs in no body
 */
function finishRedirect(response: ServerResponse, ids: RequestIds): boolean {
	const location = response.getHeader('location');
	if (typeof location !== 'string' || !location.startsWith('http://localhost')) return false;
	const url = new URL(location);
	const description = url.searchParams.get('error_description');
	if (description === null) return true;
	url.searchParams.delete('iss');
	url.searchParams.set('error_description', `${description} ${identify(ids)}`);
	if (description.includes(entraErrors.cancelled.message)) url.searchParams.set('error_subcode', 'cancel');
	response.setHeader('location', url.href);
	return true;
}

/** Page of an authorize request that must not go back to the app. */
function showError(realm: Realm, context: Context, out: { error: string; error_description?: string }): void {
	const ids = context.req instanceof TenantRequest ? context.req.ids : realm.newIds(undefined);
	context.body = renderMessage(
		{ company: realm.company.name },
		{
			title: 'Sign in',
			text: ["Sorry, but we're having trouble signing you in.", out.error_description ?? out.error],
			details: [`Trace ID: ${ids.traceId}`, `Correlation ID: ${ids.correlationId}`],
		},
	);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Buffer.isBuffer(value);
}
