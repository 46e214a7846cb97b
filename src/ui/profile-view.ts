/** A profile as the screens show it. No React here: the plain-text path must start fast. */
import { initials } from '../text/initials.js';
import { type SafeText, safeText, sanitizeLine } from '../text/sanitize.js';
import { formatTable } from '../text/table.js';

/** What is read of Graph's user; every property may be missing or null. */
export interface ProfileUser {
	readonly displayName?: string | null | undefined;
	readonly jobTitle?: string | null | undefined;
	readonly department?: string | null | undefined;
	readonly mail?: string | null | undefined;
	readonly userPrincipalName?: string | null | undefined;
	readonly mobilePhone?: string | null | undefined;
	readonly businessPhones?: readonly string[] | null | undefined;
	readonly officeLocation?: string | null | undefined;
	/** Undefined when nobody asked who it is, null when there is none. */
	readonly manager?: ProfileUser | null | undefined;
}

/** What the account knows beside the user. */
export interface ProfileAccount {
	readonly tenantId: string;
	readonly tenantName?: string | undefined;
	readonly username: string;
}

export interface ProfileView {
	readonly name: SafeText;
	readonly initials: SafeText;
	/** Job title and department; undefined when Graph knows neither. */
	readonly title: SafeText | undefined;
	readonly details: readonly ProfileDetail[];
}

export interface ProfileDetail {
	readonly label: SafeText;
	readonly value: SafeText;
}

/** The profile of Graph's user, made safe to show; what is unknown is left out. */
export function profileView(user: ProfileUser, account: ProfileAccount): ProfileView {
	const signInName = user.userPrincipalName || account.username;
	const name = sanitizeLine(user.displayName || signInName).trim();
	const details: readonly (readonly [SafeText, string | null | undefined])[] = [
		[safeText`Mail`, user.mail],
		[safeText`Sign-in`, sameText(user.mail, signInName) ? undefined : signInName],
		[safeText`Mobile`, user.mobilePhone],
		[safeText`Phone`, user.businessPhones?.filter((phone) => phone !== user.mobilePhone).join(', ')],
		[safeText`Location`, user.officeLocation],
		[safeText`Manager`, managerText(user.manager)],
		[safeText`Tenant`, account.tenantName ?? account.tenantId],
		[safeText`Tenant id`, account.tenantName === undefined ? undefined : account.tenantId],
	];
	const title = [user.jobTitle, user.department].filter((part) => !!part).join(', ');
	return {
		name: sanitizeLine(name || '(no name)'),
		initials: initials(sanitizeLine(name)),
		title: title === '' ? undefined : sanitizeLine(title),
		details: details.flatMap(([label, value]) => (value ? [{ label, value: sanitizeLine(value) }] : [])),
	};
}

/** The profile as aligned lines without escape sequences. */
export function profileAsText(view: ProfileView): string {
	const title = view.title === undefined ? [] : [[safeText`Title`, view.title]];
	return formatTable([
		[safeText`Name`, view.name],
		...title,
		...view.details.map(({ label, value }) => [label, value]),
	]);
}

function managerText(manager: ProfileUser | null | undefined): string | undefined {
	if (manager === undefined) return undefined;
	if (manager === null) return '(none)';
	const address = manager.mail || manager.userPrincipalName;
	return [manager.displayName, manager.jobTitle, address].filter((part) => !!part).join(', ') || '(no name)';
}

function sameText(a: string | null | undefined, b: string): boolean {
	return a?.toLowerCase() === b.toLowerCase();
}
