/** The end-session endpoint as Entra has it (graph-contract 4.7). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { renderMessage, renderSignOut } from './identity-pages.js';
import { sendPage } from './page-layout.js';
import { loginHintOf, type Realm } from './realm.js';
import { isRegisteredRedirect } from './sample-apps.js';
import { readBody } from './tenant-request.js';

/**
 * Ends the browser session. With a `logout_hint` (the `login_hint` claim; a user name is not one) of the person who is
 * signed in nobody is asked; otherwise a page asks.
 */
export async function serveSignOut(
	realm: Realm,
	provider: Provider,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const frame = { company: realm.company.name };
	const query = new URL(realm.loginOrigin + request.url).searchParams;
	const form = new URLSearchParams(request.method === 'POST' ? await readBody(request) : '');
	const context = provider.createContext(request, response);
	const session = await provider.Session.get(context);
	const person = realm.person(session.accountId);
	if (form.get('action') === 'cancel') {
		return sendPage(
			response,
			200,
			renderMessage(frame, { title: 'Still signed in', text: ['You were not signed out.'] }),
		);
	}
	if (person !== undefined) {
		const hint = query.get('logout_hint') ?? form.get('logout_hint');
		if (hint !== loginHintOf(person) && form.get('account') !== person.id) {
			return sendPage(response, 200, renderSignOut(frame, person));
		}
		await session.destroy();
	}
	const expired = `${provider.cookieName('session')}=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; secure; httponly; samesite=lax`;
	response.setHeader('set-cookie', expired);
	const back = query.get('post_logout_redirect_uri') ?? form.get('post_logout_redirect_uri');
	if (back === null || !isRegisteredRedirect(back)) {
		const text = ['It is a good idea to close all browser windows.'];
		return sendPage(response, 200, renderMessage(frame, { title: 'You signed out of your account', text }));
	}
	const location = new URL(back);
	const state = query.get('state') ?? form.get('state');
	if (state !== null) location.searchParams.set('state', state);
	response.writeHead(302, { location: location.href, 'cache-control': 'no-store', 'content-length': 0 });
	response.end();
}
