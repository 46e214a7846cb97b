/** Entra's rules at the token endpoint that come before and after oidc-provider's own. */
import type { Context, Provider, RefreshToken } from 'oidc-provider';
import { appErrors } from './app-errors.js';
import { readClaims } from './claims-request.js';
import { authenticateApp, type Sender } from './client-authentication.js';
import { createDevicePolls } from './device-code.js';
import { type EntraError, entraErrors } from './entra-errors.js';
import { type ExchangeTools, exchangeGrant, exchangeToken } from './on-behalf-of.js';
import { readScopes } from './permission-catalogue.js';
import type { Realm } from './realm.js';
import type { SampleApp } from './sample-apps.js';
import { checkScopes } from './scope-check.js';
import { TenantRequest } from './tenant-request.js';
import { audienceOf, clientInfo, grantedScopes } from './tokens.js';

/** Grant type of the device flow as RFC 8628 names it. */
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** Grants of Entra that this sandbox does not have: passwords, and what only Microsoft's own clients use. */
const absentGrants: readonly string[] = ['password', 'urn:ietf:params:oauth:grant-type:token-exchange'];

/** What becomes of a token request. */
type TokenVerdict =
	| { readonly error: EntraError }
	/** A grant that the sandbox does not implement. */
	| { readonly absent: string }
	/** The form that oidc-provider is to read. */
	| { readonly form: URLSearchParams };

/** What of a token request is not in its form. */
interface TokenCall extends Sender {
	readonly tenant: string;
	/** Set by a browser for a page of another origin. */
	readonly origin: string | undefined;
}

/** Makes the check that runs before oidc-provider handles a token request. */
export function createTokenGate(
	tools: ExchangeTools,
): (form: URLSearchParams, call: TokenCall) => Promise<TokenVerdict> {
	const { realm, provider } = tools;
	const polls = createDevicePolls(realm, provider);
	return async (form, call) => {
		const armed = realm.faults.take();
		if (armed !== undefined) return { error: armed };
		if (call.origin !== undefined) return { error: entraErrors.originOfNonSpa };
		const grant = form.get('grant_type');
		if (grant === null || grant === '') return { error: entraErrors.missing('grant_type') };
		if (absentGrants.includes(grant)) return { absent: grant };
		const app = authenticateApp(realm, form, call);
		if ('error' in app) return { error: app };
		if (readClaims(form.get('claims')) === undefined) return { error: entraErrors.malformed };
		const rewritten = rewriteForm(realm, app, form);
		switch (grant) {
			case 'authorization_code': {
				const read = checkScopes(realm, app, form.get('scope') ?? '');
				return 'error' in read ? { error: read } : { form: rewritten };
			}
			case 'device_code':
			case deviceGrant: {
				const code = form.get('device_code') ?? form.get('code');
				if (code === null) return { error: entraErrors.missing('device_code') };
				const error = await polls.check(code);
				rewritten.set('grant_type', deviceGrant);
				rewritten.set('device_code', code);
				return error === undefined ? { form: rewritten } : { error };
			}
			case 'client_credentials': {
				const error = checkAppRequest(realm, form, call.tenant);
				// oidc-provider knows no `.default`; what the token is for is read from the client's own form.
				rewritten.delete('scope');
				return error === undefined ? { form: rewritten } : { error };
			}
			case exchangeGrant: {
				const exchanged = await exchangeToken(tools, app, form);
				if ('error' in exchanged) return { error: exchanged };
				for (const name of ['scope', 'assertion', 'requested_token_use']) rewritten.delete(name);
				rewritten.set('grant_type', 'refresh_token');
				rewritten.set('refresh_token', exchanged.refreshToken);
				return { form: rewritten };
			}
			case 'refresh_token': {
				const error = await checkRefresh(realm, provider, app, form);
				// What the token may do is decided above and by the consent given so far, not by the first sign-in's scopes.
				rewritten.delete('scope');
				return error === undefined ? { form: rewritten } : { error };
			}
			default:
				return { error: entraErrors.unsupportedGrant(grant) };
		}
	};
}

/** The form for oidc-provider: the app was identified here, so its credentials go no further. */
function rewriteForm(realm: Realm, app: SampleApp, form: URLSearchParams): URLSearchParams {
	const rewritten = new URLSearchParams(form);
	for (const name of ['client_secret', 'client_assertion', 'client_assertion_type', 'resource']) rewritten.delete(name);
	rewritten.set('client_id', app.clientId);
	if (!app.desktop) rewritten.set('client_secret', realm.innerSecret);
	return rewritten;
}

/** What an app may ask for itself: `.default` of one API, in one tenant. */
function checkAppRequest(realm: Realm, form: URLSearchParams, tenant: string): EntraError | undefined {
	if (['common', 'organizations'].includes(tenant.toLowerCase())) return appErrors.tenantMissing;
	const scope = form.get('scope') ?? '';
	if (scope.trim() === '') return entraErrors.missing('scope');
	const words = scope.trim().split(/\s+/);
	if (words.length > 1) return appErrors.manyResources(scope);
	if (!/\/\.default$/i.test(scope.trim())) return appErrors.notDefault(scope);
	const read = readScopes(scope, realm.graphResources);
	return 'problem' in read ? entraErrors.resourceNotFound(read.value, realm.company.name) : undefined;
}

/** Revocation, consent and step-up, in the order in which Entra looks at them. */
async function checkRefresh(
	realm: Realm,
	provider: Provider,
	app: SampleApp,
	form: URLSearchParams,
): Promise<EntraError | undefined> {
	const value = form.get('refresh_token');
	if (value === null || value === '') return entraErrors.missing('refresh_token');
	const token: RefreshToken | undefined = await provider.RefreshToken.find(value, { ignoreExpiration: true });
	const signIn = realm.state.signIn(token?.grantId);
	// Unknown tokens and those of another app get oidc-provider's answer.
	if (token === undefined || signIn === undefined || token.clientId !== app.clientId) return undefined;
	if (signIn.revoked) return entraErrors.sessionRevoked;
	const read = checkScopes(realm, app, form.get('scope') ?? '');
	if ('error' in read) return read;
	const consented = realm.state.consented(signIn.oid, app.clientId);
	if (consented.size === 0 || read.names.some((scope) => !consented.has(scope))) {
		return entraErrors.consentMissing(app.clientId, app.name);
	}
	const { acrs = [] } = readClaims(form.get('claims')) ?? {};
	const unmet = acrs.find((value_) => !signIn.acrs.includes(value_));
	return unmet === undefined ? undefined : entraErrors.stepUpTo(unmet);
}

/** Entra's form of a token answer: granted permissions, the longer lifetime, and `client_info` when it was asked for. */
export function finishTokenAnswer(
	realm: Realm,
	context: Pick<Context, 'req'> & { readonly oidc?: Context['oidc'] },
	answer: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
	const oid = context.oidc?.account?.accountId ?? '';
	const clientId = context.oidc?.client?.clientId ?? '';
	const { scope, ...rest } = answer;
	const { refreshIn } = realm.faults;
	const lifetimes = {
		ext_expires_in: answer['expires_in'],
		...(refreshIn === undefined ? {} : { refresh_in: refreshIn }),
	};
	// An app's own answer names no scope.
	if (context.oidc?.account === undefined) return { ...rest, ...lifetimes };
	const form = context.req instanceof TenantRequest ? context.req.form : undefined;
	const asked = form?.get('scope');
	const wantsInfo = form?.get('client_info') === '1';
	// An exchange ends as the redeeming of a refresh token, which nobody may have asked for.
	const isExchange = form?.get('grant_type') === exchangeGrant && !/\boffline_access\b/.test(asked ?? '');
	const { refresh_token: _unasked, ...others } = rest;
	return {
		...(isExchange ? others : rest),
		scope: grantedScopes(realm, oid, clientId, audienceOf(realm, asked, String(scope))).join(' '),
		...lifetimes,
		...(wantsInfo ? { client_info: clientInfo(realm, oid) } : {}),
	};
}
