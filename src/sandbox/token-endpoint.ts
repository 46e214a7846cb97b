/** Entra's rules at the token endpoint that come before and after oidc-provider's own. */
import type { Context, Provider, RefreshToken } from 'oidc-provider';
import { readClaims } from './claims-request.js';
import { createDevicePolls } from './device-code.js';
import { type EntraError, entraErrors } from './entra-errors.js';
import { readScopes } from './permission-catalogue.js';
import type { Realm } from './realm.js';
import { findApp, type SampleApp } from './sample-apps.js';
import { TenantRequest } from './tenant-request.js';
import { clientInfo, grantedScopes } from './tokens.js';

/** Grant type of the device flow as RFC 8628 names it. */
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** Grants of Entra that this sandbox does not have: app-only sign-in, on-behalf-of, passwords. */
const absentGrants: readonly string[] = [
	'client_credentials',
	'password',
	'urn:ietf:params:oauth:grant-type:jwt-bearer',
	'urn:ietf:params:oauth:grant-type:token-exchange',
];

/** What becomes of a token request. */
type TokenVerdict =
	| { readonly error: EntraError }
	/** A grant that the sandbox does not implement. */
	| { readonly absent: string }
	/** The form that oidc-provider is to read. */
	| { readonly form: URLSearchParams };

/** Checks that token and devicecode requests share: which app, and is it allowed to do this. */
export function checkApp(realm: Realm, form: URLSearchParams): EntraError | SampleApp {
	const clientId = form.get('client_id');
	if (clientId === null || clientId === '') return entraErrors.missing('client_id');
	const app = findApp(clientId);
	if (app === undefined) return entraErrors.appNotFound(clientId, realm.company.name);
	if (!app.publicFlows) return entraErrors.publicFlowsOff;
	if (form.has('client_secret') || form.has('client_assertion')) return entraErrors.secretFromPublicClient;
	return app;
}

/** Makes the check that runs before oidc-provider handles a token request. */
export function createTokenGate(
	realm: Realm,
	provider: Provider,
): (form: URLSearchParams, origin: string | undefined) => Promise<TokenVerdict> {
	const polls = createDevicePolls(realm, provider);
	return async (form, origin) => {
		const armed = realm.faults.take();
		if (armed !== undefined) return { error: armed };
		if (origin !== undefined) return { error: entraErrors.originOfNonSpa };
		const grant = form.get('grant_type');
		if (grant === null || grant === '') return { error: entraErrors.missing('grant_type') };
		if (absentGrants.includes(grant)) return { absent: grant };
		const app = checkApp(realm, form);
		if ('error' in app) return { error: app };
		if (readClaims(form.get('claims')) === undefined) return { error: entraErrors.malformed };
		const rewritten = new URLSearchParams(form);
		switch (grant) {
			case 'authorization_code':
				return { form: rewritten };
			case 'device_code':
			case deviceGrant: {
				const code = form.get('device_code') ?? form.get('code');
				if (code === null) return { error: entraErrors.missing('device_code') };
				const error = await polls.check(code);
				rewritten.set('grant_type', deviceGrant);
				rewritten.set('device_code', code);
				return error === undefined ? { form: rewritten } : { error };
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
	const read = readScopes(form.get('scope') ?? '', realm.graphResources);
	if ('problem' in read) {
		if (read.problem === 'unknown-resource') return entraErrors.resourceNotFound(read.value, realm.company.name);
		if (read.problem === 'mixed-default') return entraErrors.mixedDefault(read.value);
		return entraErrors.scopeNotFound(app.name, read.value);
	}
	const consented = realm.state.consented(signIn.oid, app.clientId);
	if (consented.size === 0 || read.graph?.some((scope) => !consented.has(scope)) === true) {
		return entraErrors.consentMissing(app.clientId, app.name);
	}
	const { acrs = [] } = readClaims(form.get('claims')) ?? {};
	const unmet = acrs.find((value_) => !signIn.acrs.includes(value_));
	if (unmet === undefined) return undefined;
	return entraErrors.stepUp(JSON.stringify({ access_token: { acrs: { essential: true, value: unmet } } }));
}

/** Entra's form of a token answer: granted permissions, the longer lifetime, and `client_info` when it was asked for. */
export function finishTokenAnswer(
	realm: Realm,
	context: Pick<Context, 'req'> & { readonly oidc?: Context['oidc'] },
	answer: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
	const oid = context.oidc?.account?.accountId ?? '';
	const clientId = context.oidc?.client?.clientId ?? '';
	const wantsInfo = context.req instanceof TenantRequest && context.req.form.get('client_info') === '1';
	return {
		...answer,
		scope: grantedScopes(realm, oid, clientId).join(' '),
		ext_expires_in: answer['expires_in'],
		...(wantsInfo ? { client_info: clientInfo(realm, oid) } : {}),
	};
}
