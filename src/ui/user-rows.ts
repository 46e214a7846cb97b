/** A list of people as the screens show it. No React here: the plain-text path must start fast. */
import { type SafeText, safeText, sanitizeLine } from '../text/sanitize.js';
import { formatTable } from '../text/table.js';

/** What is read of Graph's user; every property may be missing or null. */
export interface ListedUser {
	readonly displayName?: string | null | undefined;
	readonly jobTitle?: string | null | undefined;
	readonly mail?: string | null | undefined;
	readonly userPrincipalName?: string | null | undefined;
	readonly mobilePhone?: string | null | undefined;
	readonly businessPhones?: readonly string[] | null | undefined;
	readonly officeLocation?: string | null | undefined;
}

/** One person; what is unknown is empty. */
export interface UserRow {
	readonly name: SafeText;
	readonly title: SafeText;
	/** The mail address, or the sign-in name of somebody without one. */
	readonly mail: SafeText;
	readonly phone: SafeText;
	readonly office: SafeText;
}

export interface UserListTitle {
	/** Account that asked. */
	readonly username: string;
	/** True when only some people were asked for, by filter or words. */
	readonly narrowed?: boolean | undefined;
}

/** In the order of the table. */
const userColumns = ['name', 'title', 'mail', 'phone', 'office'] as const;

/** A column of the table. */
export type UserColumn = (typeof userColumns)[number];

/** Graph's users as rows. */
export function userRows(users: readonly ListedUser[]): UserRow[] {
	return users.map((user) => {
		const address = squeeze(user.mail) || squeeze(user.userPrincipalName);
		return {
			name: sanitizeLine(squeeze(user.displayName) || address || '(no name)'),
			title: sanitizeLine(squeeze(user.jobTitle)),
			mail: sanitizeLine(address),
			phone: sanitizeLine(squeeze(user.businessPhones?.[0]) || squeeze(user.mobilePhone)),
			office: sanitizeLine(squeeze(user.officeLocation)),
		};
	});
}

/** The columns in which anybody has something: the smallest permission shows names and addresses alone. */
export function filledColumns(rows: readonly UserRow[]): readonly UserColumn[] {
	return userColumns.filter((column) => rows.some((row) => row[column] !== ''));
}

/** One aligned line for each person, without escape sequences. Nothing but a sentence for an empty list. */
export function usersAsText(rows: readonly UserRow[], title: UserListTitle): string {
	if (rows.length === 0) return `${nobody(title)}\n`;
	const columns = filledColumns(rows);
	const widths = { name: 40, title: 40, mail: undefined, phone: 24, office: 24 };
	return formatTable(
		rows.map((row) => columns.map((column) => row[column])),
		{ atMost: columns.map((column) => widths[column]) },
	);
}

/** The sentence for an empty list. */
export function nobody({ narrowed }: UserListTitle): SafeText {
	return narrowed === true ? safeText`Nobody in the directory matches.` : safeText`Nobody is in the directory.`;
}

/** One line with single spaces. */
function squeeze(text: string | null | undefined): string {
	return sanitizeLine(typeof text === 'string' ? text : '')
		.replace(/\s+/g, ' ')
		.trim();
}
