/** What the token cache knows of an account, without asking anybody. */
import { type Account, appFlowOf } from './account.js';
import {
	appSection,
	type CacheDocument,
	credentialSections,
	type Entry,
	exchangeSection,
	isEntry,
	parseCache,
	sectionOf,
} from './cache-document.js';
import { withLock } from './file-lock.js';
import { loadDocument } from './load-document.js';
import type { CacheRuntime, Store } from './store.js';

/** Sections whose entries belong to a person or an app. */
const ownedSections = [...credentialSections, appSection, exchangeSection];

/** Whose tokens; without an environment those of every cloud. */
export type TokenOwner = Pick<Account, 'homeAccountId' | 'clientId' | 'environment'> &
	Partial<Pick<Account, 'flow' | 'authority'>>;

export interface TokenFacts {
	readonly accessTokens: readonly { readonly scopes: readonly string[]; readonly expiresOn: number }[];
	/** True when the account can get new tokens without anybody's help. */
	readonly refreshable: boolean;
}

export interface TokenCacheOptions {
	readonly runtime: CacheRuntime;
	readonly store: Store;
	readonly lockPath: string;
	/** Told when the cache was damaged and has been set aside. */
	readonly onCorrupt: (message: string) => void;
	readonly signal?: AbortSignal | undefined;
}

/** Reads the facts of one account; `expiresOn` is in milliseconds since the epoch. @throws GraphctlError `storage.*` */
export async function readTokenFacts(options: TokenCacheOptions, account: TokenOwner): Promise<TokenFacts> {
	const own = await readOwn(options, account);
	return {
		accessTokens: own('AccessToken').map((entry) => ({
			scopes: rolesOf(entry, account) ?? textsOf(String(entry['target'] ?? '').split(' ')),
			expiresOn: Number(entry['expires_on'] ?? 0) * 1000,
		})),
		refreshable: own('RefreshToken').length > 0 || own(appSection).length > 0,
	};
}

/** An app asks for everything at once; what it was given stands in the token. */
function rolesOf(entry: Entry, { flow = '' }: TokenOwner): readonly string[] | undefined {
	const roles = appFlowOf(flow) === undefined ? undefined : claimsOf(entry['secret'])['roles'];
	return Array.isArray(roles) ? textsOf(roles) : undefined;
}

function textsOf(values: readonly unknown[]): string[] {
	return values.filter((value) => typeof value === 'string').filter((value) => value !== '');
}

/**
 * The account's ID token as it was issued; undefined when none is kept. A person who is a guest elsewhere has several: the one of
 * `tenantId` is taken where it is there. @throws GraphctlError `storage.*`
 */
export async function readIdToken(
	options: TokenCacheOptions,
	account: TokenOwner & Pick<Account, 'tenantId'>,
): Promise<string | undefined> {
	const own = await readOwn(options, account);
	const tokens = own('IdToken');
	const token = tokens.find((entry) => entry['realm'] === account.tenantId) ?? tokens[0];
	const secret = token?.['secret'];
	return typeof secret === 'string' ? secret : undefined;
}

/** Reads the cache; the function returns what a section holds of the account. */
async function readOwn(options: TokenCacheOptions, account: TokenOwner): Promise<(section: string) => Entry[]> {
	const document = (await loadDocument(options)) ?? {};
	return (section) =>
		Object.values(sectionOf(document, section))
			.filter((entry) => isEntry(entry))
			.filter((entry) => belongsTo(entry, account));
}

/**
 * The `login_hint` claims of the accounts' ID tokens, which nobody verifies here, for those that have one. A damaged cache has none
 * and stays where it is. @throws GraphctlError `storage.*`
 */
export async function readLoginHints<T extends TokenOwner>(
	store: Pick<Store, 'load'>,
	accounts: readonly T[],
): Promise<ReadonlyMap<T, string>> {
	const document = parseCache((await store.load()) ?? '{}')?.document ?? {};
	const hints = new Map<T, string>();
	for (const entry of Object.values(sectionOf(document, 'IdToken'))) {
		if (!isEntry(entry)) continue;
		const hint = claimsOf(entry['secret'])['login_hint'];
		if (typeof hint !== 'string' || hint === '') continue;
		for (const account of accounts) if (belongsTo(entry, account)) hints.set(account, hint);
	}
	return hints;
}

/** What a token says of itself, unverified; empty for an opaque one. */
export function claimsOf(token: unknown): Entry {
	try {
		const payload = String(token).split('.')[1] ?? '';
		const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
		return isEntry(claims) ? claims : {};
	} catch {
		return {};
	}
}

/** Removes the whole document, with tokens that belong to no listed account; true when there was one. */
export async function removeAllTokens({ runtime, store, lockPath, signal }: TokenCacheOptions): Promise<boolean> {
	return withLock(runtime, lockPath, () => store.remove(), { signal });
}

/** Whose tokens go. `api`: only the access tokens whose scopes name this origin, because another account shares all the others. */
export interface TokenRemoval extends TokenOwner {
	readonly api?: string | undefined;
}

/** Removes the tokens of these accounts, and what is left of accounts without any. Offline; leaves the others untouched. */
export async function removeTokens(options: TokenCacheOptions, accounts: readonly TokenRemoval[]): Promise<void> {
	const { runtime, store, lockPath, signal } = options;
	await withLock(
		runtime,
		lockPath,
		async () => {
			const document = await loadDocument(options, { isLocked: true });
			if (document === undefined) return;
			const left = without(document, accounts);
			const empty = ownedSections.every((section) => Object.keys(sectionOf(left, section)).length === 0);
			if (empty) await store.remove();
			else await store.save(JSON.stringify(left));
		},
		{ signal },
	);
}

function without(document: CacheDocument, accounts: readonly TokenRemoval[]): CacheDocument {
	const result: Record<string, unknown> = { ...document };
	for (const section of ownedSections) {
		if (document[section] === undefined) continue;
		const entries = Object.entries(sectionOf(document, section));
		result[section] = Object.fromEntries(
			entries.filter(
				([, entry]) =>
					!isEntry(entry) || !accounts.some((account) => belongsTo(entry, account) && isFor(entry, account.api)),
			),
		);
	}
	const owners = new Set(
		credentialSections.flatMap((section) =>
			Object.values(sectionOf(result, section)).flatMap((entry) => (isEntry(entry) ? [entry['home_account_id']] : [])),
		),
	);
	const people = Object.entries(sectionOf(document, 'Account'));
	result['Account'] = Object.fromEntries(
		people.filter(([, entry]) => isEntry(entry) && owners.has(entry['home_account_id'])),
	);
	return result;
}

function isFor(entry: Entry, api: string | undefined): boolean {
	return api === undefined || String(entry['target'] ?? '').includes(`${api}/`);
}

function belongsTo(entry: Entry, owner: TokenOwner): boolean {
	const { homeAccountId, clientId, environment } = owner;
	if (entry['client_id'] !== clientId) return false;
	if (environment !== undefined && entry['environment'] !== environment) return false;
	// An app's tokens and secret belong to no account, only to the app in one tenant.
	if (appFlowOf(owner.flow ?? '') !== undefined) {
		return !entry['home_account_id'] && entry['realm'] === realmOf(owner.authority ?? '');
	}
	return entry['home_account_id'] === homeAccountId;
}

/** The tenant of an authority as the cache writes it: the first part of the path. */
export function realmOf(authority: string): string {
	return URL.canParse(authority) ? (new URL(authority).pathname.split('/')[1] ?? '') : '';
}
