/** What authorize and devicecode ask, in Entra's terms: which scopes mean what, and when a page must be shown. */
import { type Context, errors, interactionPolicy } from 'oidc-provider';
import { readClaims } from './claims-request.js';
import { type EntraError, entraErrors } from './entra-errors.js';
import { readScopes, resourceOf } from './permission-catalogue.js';
import type { Realm } from './realm.js';
import { findApp } from './sample-apps.js';
import { missingConsent, offlineScope } from './sign-ins.js';

/** An error that oidc-provider delivers to the app (or to the client, for devicecode). */
function refuse(error: EntraError): Error {
	return new errors.CustomOIDCProviderError(error.error, `AADSTS${error.aadsts}: ${error.message}`);
}

/**
 * Runs after oidc-provider's own checks of an authorize or devicecode request: reads Entra's scopes and claims, and
 * with auto-approve signs the person in and gives consent, so that no page is needed.
 */
export function checkRequest(realm: Realm, context: Context): void {
	const { oidc } = context;
	if (readClaims(oidc.params['claims']) === undefined) throw refuse(entraErrors.malformed);
	const clientId = oidc.client?.clientId ?? '';
	const isAuthorize = oidc.route === 'authorization';
	// oidc-provider has already edited params.scope; what the client sent is still here.
	const asked = isAuthorize ? context.query['scope'] : oidc.body?.['scope'];
	const scopes = resolveScopes(realm, clientId, typeof asked === 'string' ? asked : '');
	oidc.params['scope'] = scopes.join(' ');
	if (!isAuthorize) return;
	const approver = realm.approver(oidc.params['login_hint']);
	if (approver === undefined) return;
	oidc.session.loginAccount({ accountId: approver.id });
	realm.state.consent(approver.id, clientId, scopes);
	if (oidc.params['prompt'] !== 'none') oidc.params['prompt'] = undefined;
}

/** Scopes under oidc-provider's names. @throws an error for the client */
function resolveScopes(realm: Realm, clientId: string, text: string): readonly string[] {
	const app = findApp(clientId);
	const read = readScopes(text, realm.graphResources);
	if ('problem' in read) {
		if (read.problem === 'unknown-resource') throw refuse(entraErrors.resourceNotFound(read.value, realm.company.name));
		if (read.problem === 'mixed-default') throw refuse(entraErrors.mixedDefault(read.value));
		throw refuse(entraErrors.scopeNotFound(app?.name ?? clientId, read.value));
	}
	if (!read.names.every((name) => realm.allows(name))) throw refuse(entraErrors.adminConsentNeeded);
	const oidc = read.oidc.map((name) => (name === 'offline_access' ? offlineScope : name));
	const registered = (app?.permissions ?? []).filter((name) => read.resources.includes(resourceOf(name)));
	return [...oidc, ...(read.isDefault ? registered : read.names)];
}

/** The prompts of oidc-provider's interaction policy, in the order in which they are checked. */
export function createPolicy(realm: Realm): readonly object[] {
	const { Check, Prompt } = interactionPolicy;
	const silent = `AADSTS${entraErrors.notSignedIn.aadsts}: ${entraErrors.notSignedIn.message}`;
	const account = (context: Context): string | undefined => context.oidc.account?.accountId;
	const isFresh = (context: Context): boolean => context.oidc.result?.login !== undefined;
	return [
		new Prompt({ name: 'select_account', requestable: true }),
		new Prompt(
			{ name: 'login', requestable: true },
			new Check('no_session', silent, 'login_required', (context) => account(context) === undefined),
			new Check('other_account', silent, 'login_required', (context) => {
				const hinted = realm.personByHint(context.oidc.params['login_hint']);
				return hinted !== undefined && hinted.id !== account(context) && !isFresh(context) && !isApproved(context);
			}),
			new Check(
				'step_up',
				`AADSTS50076: ${entraErrors.stepUp('').message}`,
				'interaction_required',
				(context) =>
					(readClaims(context.oidc.params['claims'])?.acrs.length ?? 0) > 0 &&
					!isFresh(context) &&
					!isApproved(context),
			),
		),
		new Prompt(
			{ name: 'consent', requestable: true },
			new Check(
				'scopes_missing',
				'AADSTS65001: The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource.',
				'consent_required',
				({ oidc }) => {
					const { accountId } = oidc.account ?? {};
					if (accountId === undefined || oidc.client === undefined) return false;
					return missingConsent(realm, accountId, oidc.client.clientId, oidc.requestParamScopes).length > 0;
				},
			),
			new Check(
				'device',
				'The person must confirm the sign-in of a device.',
				'interaction_required',
				({ oidc }) => /^(code|device)_/.test(oidc.route) && oidc.result?.consent === undefined,
			),
		),
	];

	function isApproved(context: Context): boolean {
		return realm.approver(context.oidc.params['login_hint']) !== undefined;
	}
}
