/** Which app sends a token request, and whether it proves to be that app. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { appErrors } from './app-errors.js';
import { checkAssertion } from './client-assertion.js';
import { type EntraError, entraErrors } from './entra-errors.js';
import type { Realm } from './realm.js';
import type { SampleApp } from './sample-apps.js';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** What a client says of itself, in the form or in the header. */
interface Claimed {
	readonly clientId: string | null;
	readonly secret: string | null;
	readonly assertion: string | null;
}

/** What of an HTTP request tells who sent it. */
export interface Sender {
	readonly authorization: string | undefined;
	/** Hosts under which the login origin was reached. */
	readonly hosts: readonly string[];
}

/** The app that a devicecode request names; it must be a public client. */
export function checkPublicApp(realm: Realm, form: URLSearchParams): EntraError | SampleApp {
	const app = nameApp(realm, form.get('client_id'));
	if ('error' in app) return app;
	if (!app.publicFlows) return entraErrors.publicFlowsOff;
	return form.has('client_secret') || form.has('client_assertion') ? entraErrors.secretFromPublicClient : app;
}

/** The app behind a token request. */
export function authenticateApp(realm: Realm, form: URLSearchParams, sender: Sender): EntraError | SampleApp {
	const claimed = readBasic(sender.authorization, form) ?? {
		clientId: form.get('client_id'),
		secret: form.get('client_secret'),
		assertion: form.get('client_assertion'),
	};
	const app = nameApp(realm, claimed.clientId);
	if ('error' in app) return app;
	const { secret, assertion } = claimed;
	if (!secret && !assertion) {
		if (form.get('grant_type') === 'client_credentials') return appErrors.credentialsMissing;
		return app.publicFlows ? app : entraErrors.publicFlowsOff;
	}
	if (app.publicFlows) return entraErrors.secretFromPublicClient;
	if (assertion) {
		if (form.get('client_assertion_type') !== assertionType) return appErrors.badAssertionType;
		return checkAssertion(realm, app, assertion, sender.hosts) ?? app;
	}
	if (!isSame(secret ?? '', realm.registrations.credentials(app.clientId).secret)) {
		return appErrors.wrongSecret(app.clientId);
	}
	return realm.registrations.isSecretExpired(app.clientId) ? appErrors.secretExpired(app.clientId) : app;
}

function nameApp(realm: Realm, clientId: string | null): EntraError | SampleApp {
	if (!clientId) return entraErrors.missing('client_id');
	return realm.app(clientId) ?? entraErrors.appNotFound(clientId, realm.company.name);
}

/** Client id and secret of a Basic header (RFC 6749 2.3.1), or undefined without one. */
function readBasic(authorization: string | undefined, form: URLSearchParams): Claimed | undefined {
	const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '') ?? [];
	if (encoded === undefined) return undefined;
	const [id = '', secret = ''] = Buffer.from(encoded, 'base64')
		.toString('utf8')
		.split(/:(.*)/s)
		.map((part) => new URLSearchParams(`x=${part.replaceAll('&', '%26')}`).get('x') ?? '');
	return { clientId: id, secret, assertion: form.get('client_assertion') };
}

/** Compares digests, so that the time tells nothing. */
function isSame(sent: string, registered: string | undefined): boolean {
	const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
	return registered !== undefined && timingSafeEqual(digest(sent), digest(registered));
}
