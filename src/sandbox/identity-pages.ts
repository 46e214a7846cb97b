/** The sign-in pages. Button and field names are stable: browser tests find them by role and name. */

import { type Html, html, renderPage } from './page-layout.js';
import type { Permission } from './permission-catalogue.js';
import type { Person } from './types.js';

/** What every page says: whose directory this is. */
export interface PageFrame {
	/** Name of the company. */
	readonly company: string;
}

const submit = (name: string, value: string, label: string, main = false): Html =>
	html`<button type="submit" name="${name}" value="${value}"${main ? html` class="main"` : ''}>${label}</button>`;

/** Account picker; picking a person is signing in. */
export function renderPicker(
	frame: PageFrame,
	view: {
		readonly app: string;
		readonly people: readonly Person[];
		/** Object id of the person a login hint names. */
		readonly hinted?: string | undefined;
		/** Object id of the person who is signed in. */
		readonly signedIn?: string | undefined;
		/** The app demands that the person proves again who they are. */
		readonly stepUp: boolean;
	},
): string {
	const ordered = view.people.toSorted((a, b) => Number(b.id === view.hinted) - Number(a.id === view.hinted));
	const heading = view.stepUp ? 'Verify it is you' : 'Pick an account';
	const lead = view.stepUp
		? html`<p><b>${view.app}</b> needs stronger proof than before. Pick your account again to give it.</p>`
		: html`<p>to continue to <b>${view.app}</b></p>`;
	const rows = ordered.map((person) => renderPerson(person, view.hinted, view.signedIn));
	return renderPage(
		'Sign in to your account',
		frame.company,
		html`<h1>${heading}</h1>
${lead}
<form method="post">
<ul class="people">${rows}</ul>
<p class="soft">No passwords here: picking a person signs them in.</p>
<div class="actions">${submit('action', 'cancel', 'Cancel')}</div>
</form>`,
	);
}

function renderPerson(person: Person, hinted: string | undefined, signedIn: string | undefined): Html {
	const initials = `${person.givenName.slice(0, 1)}${person.surname.slice(0, 1)}`;
	const state = person.id === signedIn ? ' · Signed in' : '';
	const emphasis = person.id === hinted ? html` autofocus` : '';
	return html`<li><button class="person${person.id === hinted ? ' hinted' : ''}" type="submit" name="account" value="${person.id}" aria-labelledby="n-${person.id}" aria-describedby="u-${person.id}"${emphasis}><span class="face" aria-hidden="true">${initials}</span><span><b id="n-${person.id}" dir="auto">${person.displayName}</b><small id="u-${person.id}">${person.userPrincipalName}${state}</small></span></button></li>
`;
}

/** Consent page. In the device flow it is always shown, so that nobody lets in an app they never heard of. */
export function renderConsent(
	frame: PageFrame,
	view: {
		readonly app: string;
		readonly person: Person;
		readonly permissions: readonly Permission[];
		readonly device: boolean;
		/** Nothing new is asked; the person only confirms. */
		readonly known: boolean;
	},
): string {
	const heading = view.device ? `Are you trying to sign in to ${view.app}?` : 'Permissions requested';
	const warning = view.device
		? html`<p>A device waits for you. Only continue if you started <b>${view.app}</b> yourself and typed its code here.</p>`
		: '';
	const lead = view.known
		? html`<p>You have already agreed that <b>${view.app}</b> may:</p>`
		: html`<p><b>${view.app}</b> would like to:</p>`;
	const rows = view.permissions.map(
		(permission) => html`<li>${permission.title}<br><code>${permission.name}</code></li>
`,
	);
	return renderPage(
		'Permissions requested',
		frame.company,
		html`<p class="soft">${view.person.userPrincipalName}</p>
<h1>${heading}</h1>
${warning}${lead}
<ul class="scopes">${rows}</ul>
<p class="soft">Accepting lets the app use your data as listed, and as you. It is remembered until the sandbox stops.</p>
<form method="post">
<div class="actions">${submit('action', 'cancel', 'Cancel')}${submit('action', 'decline', 'Decline')}${submit('action', 'accept', 'Accept', true)}</div>
</form>`,
	);
}

/** Shown instead of the consent page when only an administrator may agree. */
export function renderAdminNeeded(
	frame: PageFrame,
	view: { readonly app: string; readonly person: Person; readonly permissions: readonly Permission[] },
): string {
	return renderPage(
		'Need admin approval',
		frame.company,
		html`<p class="soft">${view.person.userPrincipalName}</p>
<h1>Need admin approval</h1>
<p><b>${view.app}</b> asks for permissions that only an administrator of ${frame.company} can grant:</p>
<ul class="scopes">${view.permissions.map((row) => html`<li>${row.title}<br><code>${row.name}</code></li>`)}</ul>
<form method="post"><div class="actions">${submit('action', 'admin', 'Return to the application', true)}</div></form>`,
	);
}

/** Consent of an administrator for the whole tenant. */
export function renderAdminConsent(
	frame: PageFrame,
	view: { readonly app: string; readonly permissions: readonly Permission[] },
): string {
	return renderPage(
		'Permissions requested',
		frame.company,
		html`<p class="soft">As an administrator</p>
<h1>Review for your organization</h1>
<p>For everybody in ${frame.company}, <b>${view.app}</b> would like to:</p>
<ul class="scopes">${view.permissions.map((row) => html`<li>${row.title}<br><code>${row.name}</code></li>`)}</ul>
<p class="soft">No passwords here: whoever sees this page may answer it.</p>
<form method="post">
<div class="actions">${submit('action', 'decline', 'Decline')}${submit('action', 'accept', 'Accept', true)}</div>
</form>`,
	);
}

/** Page on which the code of the device flow is typed. */
export function renderCodeForm(
	frame: PageFrame,
	view: {
		readonly action: string;
		readonly xsrf: string;
		readonly code?: string | undefined;
		readonly problem?: string | undefined;
	},
): string {
	const problem = view.problem === undefined ? '' : html`<p class="bad" role="alert" id="problem">${view.problem}</p>`;
	const described = view.problem === undefined ? '' : html` aria-invalid="true" aria-describedby="problem"`;
	return renderPage(
		'Sign in to your account',
		frame.company,
		html`<h1>Enter code to allow access</h1>
<p>Type the code that your app or device shows. Never type a code that somebody sent you.</p>
${problem}<form method="post" action="${view.action}">
<input type="hidden" name="xsrf" value="${view.xsrf}">
<input type="hidden" name="confirm" value="yes">
<label for="code">Code</label>
<input type="text" id="code" name="user_code" value="${view.code ?? ''}" maxlength="32" autocomplete="off" autocapitalize="characters" spellcheck="false" autofocus required${described}>
<div class="actions"><button type="submit" class="main">Next</button></div>
</form>`,
	);
}

/** Asks whom to sign out; shown when no logout hint says it. */
export function renderSignOut(frame: PageFrame, person: Person): string {
	return renderPage(
		'Sign out',
		frame.company,
		html`<h1>Which account do you want to sign out of?</h1>
<form method="post">
<ul class="people">${[renderPerson(person, undefined, person.id)]}</ul>
<div class="actions">${submit('action', 'cancel', 'Cancel')}</div>
</form>`,
	);
}

/** A page that only says something. */
export function renderMessage(
	frame: PageFrame,
	view: { readonly title: string; readonly text: readonly string[]; readonly details?: readonly string[] },
): string {
	const details = (view.details ?? []).map((line) => html`<code>${line}</code><br>`);
	return renderPage(
		view.title,
		frame.company,
		html`<h1>${view.title}</h1>
${view.text.map((line) => html`<p>${line}</p>`)}
<p>${details}</p>`,
	);
}
