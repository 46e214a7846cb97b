/** An account as graphctl remembers it: who, where and how, and nothing secret. */
import { GraphctlError } from '../errors.js';
import { isEntry } from './cache-document.js';

/** What tells one account from another: a person signed in to two apps, or in two clouds, is two accounts. */
export interface AccountId {
	readonly homeAccountId: string;
	readonly clientId: string;
	readonly cloud: string;
}

/** How an app signs in as itself, without a person. */
export const appFlows = ['client-secret', 'client-certificate', 'federated-token', 'managed-identity'] as const;

export type AppFlow = (typeof appFlows)[number];

/** The app-only flow of that name; undefined for any other. */
export function appFlowOf(flow: string): AppFlow | undefined {
	return appFlows.find((name) => name === flow);
}

export interface Account extends AccountId {
	readonly localAccountId: string;
	readonly username: string;
	readonly name?: string | undefined;
	readonly tenantId: string;
	/** Host of the identity platform as MSAL's cache writes it. */
	readonly environment?: string | undefined;
	readonly authority: string;
	/** `external` or `b2c`, where the tenant is of a kind that limits what its people can do. */
	readonly tenantKind?: string | undefined;
	/** How it signed in, and signs in again. */
	readonly flow: string;
	readonly alias?: string | undefined;
	/** Absolute path of an app's PEM or PFX file. */
	readonly certificateFile?: string | undefined;
	/** Absolute path of the file with an app's federated token. */
	readonly federatedTokenFile?: string | undefined;
	/** Client id of a user-assigned managed identity; without it the machine's own is meant. */
	readonly managedIdentityId?: string | undefined;
	/** ISO 8601 time of the first sign-in. */
	readonly addedAt: string;
}

export interface AccountList {
	readonly accounts: readonly Account[];
	/** The account commands use unless told otherwise; undefined only when there are none. */
	readonly current: Account | undefined;
}

const texts = [
	'homeAccountId',
	'clientId',
	'cloud',
	'localAccountId',
	'username',
	'tenantId',
	'authority',
	'flow',
	'addedAt',
];

/** True for a complete account; fields of later versions may be there too. */
export function isAccount(value: unknown): value is Account {
	if (!isEntry(value) || !texts.every((field) => typeof value[field] === 'string')) return false;
	const { name, alias, tenantKind, certificateFile, federatedTokenFile, managedIdentityId } = value;
	const more = [name, alias, tenantKind, certificateFile, federatedTokenFile, managedIdentityId];
	return more.every((text) => text === undefined || typeof text === 'string');
}

/** What messages and titles call an account: an app, whose username is its client id, by its name and that. */
export function nameAccount({ flow, name, username }: Account): string {
	return name && appFlowOf(flow) !== undefined ? `${name} (${username})` : username;
}

export function isSameAccount(a: AccountId, b: AccountId): boolean {
	return a.homeAccountId === b.homeAccountId && a.clientId === b.clientId && a.cloud === b.cloud;
}

/**
 * The account that a name means: an alias, else a home account id, else a username or local account id, in any case. `NAME/CLOUD` or
 * `NAME/CLIENT-ID` picks one of several.
 *
 * @throws GraphctlError `not-found.account` naming the accounts there are, `usage.ambiguous-account` listing the candidates
 */
export function findAccount(list: Pick<AccountList, 'accounts'>, name: string): Account {
	const { accounts } = list;
	const wanted = name.toLowerCase();
	const matches = firstMatches(accounts, wanted);
	const slash = wanted.lastIndexOf('/');
	if (matches.length === 0 && slash > 0) {
		const place = wanted.slice(slash + 1);
		const here = accounts.filter(
			({ cloud, clientId }) => cloud.toLowerCase() === place || clientId.toLowerCase() === place,
		);
		matches.push(...firstMatches(here, wanted.slice(0, slash)));
	}
	const [account, ...others] = matches;
	if (account === undefined) throw notFound(accounts, name);
	if (others.length === 0) return account;
	throw new GraphctlError({
		code: 'usage.ambiguous-account',
		message: `${name} means more than one account: ${matches.map(describeAccount).join('; ')}.`,
		hint: `Name one of them: ${matches.map((match) => nameOf(match, matches)).join(' or ')}`,
	});
}

function firstMatches(accounts: readonly Account[], wanted: string): Account[] {
	const ways: readonly ((account: Account) => string | undefined)[] = [
		(account) => account.alias,
		(account) => account.homeAccountId,
		(account) => account.username,
		(account) => account.localAccountId,
		// An app is known by its client id, whatever name it goes by.
		(account) => (appFlowOf(account.flow) === undefined ? undefined : account.clientId),
	];
	for (const way of ways) {
		const matches = accounts.filter((account) => way(account)?.toLowerCase() === wanted);
		if (matches.length > 0) return matches;
	}
	return [];
}

/** A name that means this account and none of the others. */
function nameOf(account: Account, others: readonly Account[]): string {
	if (account.alias) return account.alias;
	const name = others.some((other) => other !== account && other.homeAccountId !== account.homeAccountId)
		? account.homeAccountId
		: account.username;
	const sameCloud = others.filter(
		(other) => other.homeAccountId === account.homeAccountId && other.cloud === account.cloud,
	);
	return `${name}/${sameCloud.length > 1 ? account.clientId : account.cloud}`;
}

function describeAccount({ alias, username, tenantId, cloud, clientId }: Account): string {
	return `${alias ? `${alias} = ` : ''}${username} (tenant ${tenantId}, cloud ${cloud}, app ${clientId})`;
}

function notFound(accounts: readonly Account[], name: string): GraphctlError {
	const names = accounts.map(({ alias, username }) => alias ?? username);
	return new GraphctlError({
		code: 'not-found.account',
		message: `There is no account ${name}.`,
		hint:
			names.length > 0 ? `Signed in: ${names.join(', ')}. \`graphctl login\` adds another.` : 'Sign in: graphctl login',
	});
}
