/** The pages between authorize (or a typed device code) and its answer: who are you, and do you agree? */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Interaction, type InteractionResult, type Provider } from 'oidc-provider';
import { entraErrors } from './entra-errors.js';
import { renderAdminNeeded, renderConsent, renderMessage, renderPicker } from './identity-pages.js';
import { sendPage } from './page-layout.js';
import { findPermission, type Permission } from './permission-catalogue.js';
import type { Realm } from './realm.js';
import { findApp } from './sample-apps.js';
import { missingConsent, offlineScope } from './sign-ins.js';
import { readBody } from './tenant-request.js';

/** Serves one interaction of oidc-provider; the browser's cookie says which. */
export async function serveSignIn(
	realm: Realm,
	provider: Provider,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	let interaction: Interaction;
	try {
		interaction = await provider.interactionDetails(request, response);
	} catch (error) {
		if (!(error instanceof errors.SessionNotFound)) throw error;
		const text = ['This sign-in has expired or was finished in another window. Go back to the app and start again.'];
		sendPage(response, 400, renderMessage({ company: realm.company.name }, { title: 'Sign in', text }));
		return;
	}
	if (request.method !== 'POST') {
		sendPage(response, 200, renderInteraction(realm, interaction));
		return;
	}
	const form = new URLSearchParams((await readBody(request)) ?? '');
	const result = decide(realm, interaction, form);
	if (result === undefined) {
		sendPage(response, 400, renderInteraction(realm, interaction));
		return;
	}
	const location = await provider.interactionResult(request, response, result);
	if (result.login !== undefined) await forgetOtherAccount(provider, interaction, result.login.accountId);
	response.writeHead(303, { location, 'cache-control': 'no-store', 'content-length': 0 });
	response.end();
}

function renderInteraction(realm: Realm, interaction: Interaction): string {
	const frame = { company: realm.company.name };
	const app = findApp(interaction.params['client_id'])?.name ?? 'the app';
	const person = realm.person(interaction.session?.accountId);
	if (interaction.prompt.name !== 'consent' || person === undefined) {
		return renderPicker(frame, {
			app,
			people: realm.company.people,
			hinted: realm.personByHint(interaction.params['login_hint'])?.id,
			signedIn: person?.id,
			stepUp: interaction.prompt.reasons.includes('step_up'),
		});
	}
	const { asked, missing } = scopesOf(realm, interaction, person.id);
	const admin = toPermissions(missing).filter((permission) => permission.adminOnly === true);
	if (admin.length > 0) return renderAdminNeeded(frame, { app, person, permissions: admin });
	const known = missing.length === 0 && interaction.deviceCode !== undefined;
	return renderConsent(frame, {
		app,
		person,
		permissions: toPermissions(missing.length > 0 ? missing : asked),
		device: interaction.deviceCode !== undefined,
		known,
	});
}

/** What a submitted page means; undefined when it means nothing. */
function decide(realm: Realm, interaction: Interaction, form: URLSearchParams): InteractionResult | undefined {
	const refuse = (error: { error: string; aadsts?: number; message: string }): InteractionResult => ({
		error: error.error,
		error_description: `AADSTS${error.aadsts}: ${error.message}`,
	});
	const action = form.get('action');
	if (action === 'cancel') return refuse(entraErrors.cancelled);
	if (interaction.prompt.name !== 'consent') {
		const person = realm.person(form.get('account') ?? undefined);
		return person === undefined ? undefined : { login: { accountId: person.id }, select_account: {} };
	}
	if (action === 'decline') return refuse(entraErrors.declined);
	if (action === 'admin') return refuse(entraErrors.adminConsentNeeded);
	const oid = interaction.session?.accountId;
	if (action !== 'accept' || oid === undefined) return undefined;
	const { asked, missing } = scopesOf(realm, interaction, oid);
	// The page offers no Accept for these; a forged form must not get further than the page.
	if (toPermissions(missing).some((permission) => permission.adminOnly === true)) return undefined;
	realm.state.consent(oid, interaction.params['client_id'] ?? '', asked);
	return { consent: {} };
}

function scopesOf(
	realm: Realm,
	interaction: Interaction,
	oid: string,
): { readonly asked: readonly string[]; readonly missing: readonly string[] } {
	const asked = (interaction.params['scope'] ?? '').split(' ').filter((scope) => scope !== '');
	return { asked, missing: missingConsent(realm, oid, interaction.params['client_id'] ?? '', asked) };
}

/** Permissions as people read them; `openid`, `profile` and `email` go without saying beside `User.Read`. */
function toPermissions(scopes: readonly string[]): readonly Permission[] {
	const names = scopes.map((scope) => (scope === offlineScope ? 'offline_access' : scope));
	const implied = names.includes('User.Read') ? ['openid', 'profile', 'email'] : [];
	return names
		.filter((name) => !implied.includes(name))
		.map((name) => findPermission(name))
		.filter((permission) => permission !== undefined)
		.toSorted((a, b) => Number(a.name === 'offline_access') - Number(b.name === 'offline_access'));
}

/** Lets another person take over the browser session; oidc-provider would ask for a detour with a script. */
async function forgetOtherAccount(provider: Provider, interaction: Interaction, oid: string): Promise<void> {
	const { uid, accountId } = interaction.session ?? {};
	if (uid === undefined || accountId === undefined || accountId === oid) return;
	const session = await provider.Session.findByUid(uid);
	if (session === undefined) return;
	delete session.accountId;
	delete session.authorizations;
	await session.persist();
}
