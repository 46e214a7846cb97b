/** Three-way merge of MSAL's cache: what this process changed is applied to what is in the store now. */
import {
	appSection,
	type CacheDocument,
	credentialSections,
	type Entry,
	isEntry,
	isSame,
	sectionOf,
} from './cache-document.js';

export interface CacheMerge {
	/** What this process read from the store. */
	readonly base: CacheDocument;
	/** `base` as MSAL writes it back unchanged; MSAL leaves out what it does not know. Default is `base`. */
	readonly seen?: CacheDocument | undefined;
	/** What MSAL holds now. */
	readonly mine: CacheDocument;
	/** What is in the store now. */
	readonly theirs: CacheDocument;
	/**
	 * The app this process works for. When MSAL signs an account out it removes the tokens of every app of that account; with
	 * this set, those of other apps stay.
	 */
	readonly clientId?: string | undefined;
}

/**
 * Merges so that nothing is lost: entries added or changed by either side stay; an entry that one side removed and the other
 * changed stays; of two changes mine wins, except an access token that expires earlier than theirs. Only signing out is final:
 * where one side removed all tokens of an account, the other side's new ones go as well.
 */
export function mergeCache({ base, seen = base, mine, theirs, clientId }: CacheMerge): CacheDocument {
	const result: Record<string, unknown> = { ...theirs };
	for (const name of new Set([...Object.keys(seen), ...Object.keys(mine)])) {
		if (isSame(seen[name], mine[name])) continue;
		if (isEntry(mine[name] ?? {})) result[name] = mergeSection(name, { base, seen, mine, theirs, clientId });
		else result[name] = mine[name];
	}
	const left = [...leftAccounts(seen, mine), ...leftAccounts(base, theirs)];
	const gone = left.filter(
		(account) => clientId === undefined || account.client === clientId || !hasTokens(theirs, account),
	);
	const people = gone.length === 0 ? result : withoutAccounts(result, gone);
	return withoutApps(people, goneApps(base, theirs));
}

function mergeSection(
	name: string,
	{ base, seen, mine, theirs, clientId }: CacheMerge & { seen: CacheDocument },
): Entry {
	const [b, s, m, t] = [base, seen, mine, theirs].map((document) => sectionOf(document, name));
	const result = new Map(Object.entries(t ?? {}));
	for (const key of new Set([...Object.keys(s ?? {}), ...Object.keys(m ?? {})])) {
		const [was, now, other] = [s?.[key], m?.[key], t?.[key]];
		if (isSame(was, now)) continue;
		const otherChanged = !isSame(b?.[key], other);
		if (now === undefined) {
			if (!otherChanged && mayRemove(name, was, theirs, mine, clientId)) result.delete(key);
		} else if (!(otherChanged && name === 'AccessToken' && expiry(now) < expiry(other))) result.set(key, now);
	}
	return Object.fromEntries(result);
}

/** False for what belongs to another app: its tokens, and the account entry that they need. */
function mayRemove(
	name: string,
	entry: unknown,
	theirs: CacheDocument,
	mine: CacheDocument,
	clientId: string | undefined,
): boolean {
	if (clientId === undefined || !isEntry(entry)) return true;
	if (name !== 'Account') return entry['client_id'] === undefined || entry['client_id'] === clientId;
	const used = credentialSections.some((section) =>
		Object.values(sectionOf(theirs, section)).some(
			(token) => isEntry(token) && sameIdentity(token, entry) && token['client_id'] !== clientId,
		),
	);
	// Removed because its tokens went, or replaced by another entry of the same account.
	return (
		!used || Object.values(sectionOf(mine, 'Account')).some((other) => isEntry(other) && sameIdentity(other, entry))
	);
}

function expiry(token: unknown): number {
	const seconds = isEntry(token) ? Number(token['expires_on']) : Number.NaN;
	return Number.isFinite(seconds) ? seconds : 0;
}

/** An account as one app knows it. */
interface AppAccount {
	readonly home: unknown;
	readonly environment: unknown;
	readonly client: unknown;
}

/** Accounts with a refresh or id token before, and no token of any kind after: somebody signed them out. */
function leftAccounts(before: CacheDocument, after: CacheDocument): AppAccount[] {
	const accounts = new Map<string, AppAccount>();
	for (const section of ['RefreshToken', 'IdToken']) {
		for (const token of Object.values(sectionOf(before, section))) {
			// App-only tokens have no account and simply expire.
			if (!isEntry(token) || !token['home_account_id']) continue;
			const account = { home: token['home_account_id'], environment: token['environment'], client: token['client_id'] };
			accounts.set(JSON.stringify(account), account);
		}
	}
	return [...accounts.values()].filter((account) => !hasTokens(after, account));
}

/** Apps that somebody signed out meanwhile: their tokens, which belong to no account, go as well. */
function goneApps(before: CacheDocument, now: CacheDocument): Entry[] {
	const left = sectionOf(now, appSection);
	return Object.entries(sectionOf(before, appSection)).flatMap(([key, app]) =>
		isEntry(app) && left[key] === undefined ? [app] : [],
	);
}

function withoutApps(document: CacheDocument, apps: readonly Entry[]): CacheDocument {
	if (apps.length === 0) return document;
	const same = (token: Entry, app: Entry): boolean =>
		['client_id', 'realm'].every((field) => token[field] === app[field]);
	const keep = (token: Entry): boolean => Boolean(token['home_account_id']) || !apps.some((app) => same(token, app));
	return { ...document, AccessToken: filterEntries(document, 'AccessToken', keep) };
}

function hasTokens(document: CacheDocument, account: AppAccount): boolean {
	return credentialSections.some((section) =>
		Object.values(sectionOf(document, section)).some((token) => belongsTo(token, account)),
	);
}

function belongsTo(token: unknown, { home, environment, client }: AppAccount): boolean {
	if (!isEntry(token)) return false;
	return token['home_account_id'] === home && token['environment'] === environment && token['client_id'] === client;
}

function sameIdentity(a: Entry, b: Entry): boolean {
	return a['home_account_id'] === b['home_account_id'] && a['environment'] === b['environment'];
}

function withoutAccounts(document: CacheDocument, gone: readonly AppAccount[]): CacheDocument {
	const result: Record<string, unknown> = { ...document };
	for (const section of credentialSections) {
		result[section] = filterEntries(document, section, (token) => !gone.some((account) => belongsTo(token, account)));
	}
	const tokens = credentialSections.flatMap((section) => Object.values(sectionOf(result, section))).filter(isEntry);
	result['Account'] = filterEntries(document, 'Account', (entry) => {
		const isGone = gone.some(
			(one) => entry['home_account_id'] === one.home && entry['environment'] === one.environment,
		);
		return !isGone || tokens.some((token) => sameIdentity(token, entry));
	});
	return result;
}

function filterEntries(document: CacheDocument, section: string, keep: (entry: Entry) => boolean): Entry {
	return Object.fromEntries(
		Object.entries(sectionOf(document, section)).filter(([, entry]) => isEntry(entry) && keep(entry)),
	);
}
