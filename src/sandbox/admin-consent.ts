/** The admin consent endpoint (graph-contract 4.7): an administrator lets an app in for the whole tenant. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { appErrors } from './app-errors.js';
import { type EntraError, entraErrors } from './entra-errors.js';
import { renderAdminConsent, renderMessage } from './identity-pages.js';
import { sendPage } from './page-layout.js';
import { appRolePermissions, findPermission, type Permission, resourceOf } from './permission-catalogue.js';
import type { Realm } from './realm.js';
import { isRegisteredRedirect, type SampleApp } from './sample-apps.js';
import { checkScopes } from './scope-check.js';
import { providerScopes } from './sign-ins.js';
import { readBody } from './tenant-request.js';

/** What is granted when the administrator accepts. */
interface Wish {
	readonly app: SampleApp;
	/** Application permissions. */
	readonly roles: readonly string[];
	/** Delegated permissions, for everybody. */
	readonly scopes: readonly string[];
}

/**
 * Serves the page and what it submits.
 * @param showError shows a problem that must not go back to the app
 */
export async function serveAdminConsent(
	realm: Realm,
	call: {
		readonly request: IncomingMessage;
		readonly response: ServerResponse;
		readonly tenant: string;
		readonly query: URLSearchParams;
	},
	showError: (error: EntraError) => void,
): Promise<void> {
	const { request, response, query } = call;
	const wish = readWish(realm, call.tenant, query);
	if ('error' in wish) return showError(wish);
	const isApproved = realm.approver(undefined) !== undefined;
	if (request.method !== 'POST' && !isApproved) {
		const permissions = [...describeRoles(wish.roles), ...describeScopes(wish.scopes)];
		return sendPage(
			response,
			200,
			renderAdminConsent({ company: realm.company.name }, { app: wish.app.name, permissions }),
		);
	}
	// Another site must not be able to press the button; the page's own Origin is hidden by its referrer policy.
	const site = request.headers['sec-fetch-site'];
	if (request.method === 'POST' && site !== undefined && site !== 'same-origin')
		return showError(entraErrors.malformed);
	const action = isApproved ? 'accept' : new URLSearchParams(await readBody(request)).get('action');
	if (action === 'accept') {
		realm.registrations.grantRoles(wish.app.clientId, wish.roles);
		if (wish.scopes.length > 0) realm.state.consentForAll(wish.app.clientId, [...wish.scopes, ...providerScopes]);
	}
	finish(realm, call, action === 'accept');
}

function readWish(realm: Realm, tenant: string, query: URLSearchParams): Wish | EntraError {
	if (tenant.toLowerCase() === 'common') return appErrors.tenantMissing;
	const clientId = query.get('client_id');
	if (!clientId) return entraErrors.missing('client_id');
	const app = realm.app(clientId);
	if (app === undefined) return entraErrors.appNotFound(clientId, realm.company.name);
	const redirect = query.get('redirect_uri');
	if (redirect !== null && !isRegisteredRedirect(redirect)) return entraErrors.redirectMismatch(clientId);
	const read = checkScopes(realm, app, query.get('scope') ?? '');
	if ('error' in read) return read;
	if (!read.names.every((name) => realm.allows(name))) return entraErrors.adminConsentNeeded;
	// `.default`, or no scope at all, means everything that is registered.
	const isAll = read.isDefault || read.names.length === 0;
	const isMeant = (name: string): boolean => read.resources.length === 0 || read.resources.includes(resourceOf(name));
	return {
		app,
		roles: isAll ? app.appRoles.filter(isMeant) : [],
		scopes: isAll ? app.permissions.filter(isMeant) : read.names,
	};
}

function describeRoles(roles: readonly string[]): readonly Permission[] {
	return appRolePermissions.filter(({ name }) => roles.includes(name));
}

function describeScopes(scopes: readonly string[]): readonly Permission[] {
	return scopes.map(findPermission).filter((permission) => permission !== undefined);
}

/** Back to the app, or to a page that says what happened. */
function finish(
	realm: Realm,
	{ response, query }: { readonly response: ServerResponse; readonly query: URLSearchParams },
	accepted: boolean,
): void {
	const redirect = query.get('redirect_uri');
	if (redirect === null) {
		const text = [accepted ? 'The permissions were granted.' : 'Nothing was granted.'];
		sendPage(response, 200, renderMessage({ company: realm.company.name }, { title: 'Admin consent', text }));
		return;
	}
	const location = new URL(redirect);
	const answer: Readonly<Record<string, string | null>> = accepted
		? { admin_consent: 'True', tenant: realm.company.tenantId, scope: query.get('scope'), state: query.get('state') }
		: {
				error: 'consent_required',
				error_description: `AADSTS${entraErrors.declined.aadsts}: ${entraErrors.declined.message}`,
				admin_consent: 'True',
				tenant: realm.company.tenantId,
				state: query.get('state'),
			};
	for (const [name, value] of Object.entries(answer)) if (value !== null) location.searchParams.set(name, value);
	response.writeHead(303, { location: location.href, 'cache-control': 'no-store', 'content-length': 0 });
	response.end();
}
