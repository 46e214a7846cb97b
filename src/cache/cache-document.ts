/** MSAL's serialized token cache as data: sections of named entries, of which only sound ones are handed on. */

/** An entry: a token, an account or app metadata. */
export type Entry = Readonly<Record<string, unknown>>;

/** Section name (`Account`, `RefreshToken`, ...) to entry key to entry; other values at the root are kept as they are. */
export type CacheDocument = Readonly<Record<string, unknown>>;

/** What MSAL reads of each entry without checking; an entry that lacks it would make every command fail. */
const needed: Readonly<Record<string, readonly string[]>> = {
	Account: ['home_account_id', 'environment'],
	IdToken: ['home_account_id', 'environment', 'credential_type', 'client_id', 'secret'],
	AccessToken: ['home_account_id', 'environment', 'credential_type', 'client_id', 'secret', 'realm', 'target'],
	RefreshToken: ['home_account_id', 'environment', 'credential_type', 'client_id', 'secret'],
	AppMetadata: ['client_id', 'environment'],
};

/** Our own section beside MSAL's: the secrets of apps, and which apps are signed in. MSAL neither reads nor writes it. */
export const appSection = 'AppCredential';

/** Likewise: tokens that apps exchanged on behalf of their callers. */
export const exchangeSection = 'OnBehalfOf';

/** What each entry of our own section has. */
const neededOfApp = ['client_id', 'environment', 'realm', 'flow'];

/** Sections that hold tokens. */
export const credentialSections = ['IdToken', 'AccessToken', 'RefreshToken'] as const;

/** The sections MSAL knows. */
export const knownSections = Object.keys(needed);

export interface ParsedCache {
	readonly document: CacheDocument;
	/** Broken entries that were left out. */
	readonly dropped: number;
}

/** Reads a cache; undefined when it is not a JSON object at all. Broken entries are left out, sound ones stay. */
export function parseCache(text: string): ParsedCache | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (!isEntry(value)) return undefined;
	let dropped = 0;
	const document = Object.fromEntries(
		Object.entries(value).map(([name, section]) => {
			const fields = name === appSection ? neededOfApp : Object.hasOwn(needed, name) ? needed[name] : undefined;
			if (!fields) return [name, section];
			if (!isEntry(section)) {
				dropped++;
				return [name, {}];
			}
			const all = Object.entries(section);
			const sound = all.filter(([key, entry]) => key !== '__proto__' && isSound(entry, fields));
			dropped += all.length - sound.length;
			return [name, Object.fromEntries(sound)];
		}),
	);
	return { document, dropped };
}

/** The entries of a section; empty when there is no such section. */
export function sectionOf(document: CacheDocument, name: string): Readonly<Record<string, unknown>> {
	const section = Object.hasOwn(document, name) ? document[name] : undefined;
	return isEntry(section) ? section : {};
}

/** The document with every section MSAL expects. */
export function withAllSections(document: CacheDocument): CacheDocument {
	return { ...Object.fromEntries(knownSections.map((name) => [name, {}])), ...document };
}

/** True when nothing is left that is worth storing. App metadata alone says nothing about anybody. */
export function isEmptyCache(document: CacheDocument): boolean {
	return Object.entries(document).every(
		([name, section]) => name === 'AppMetadata' || (isEntry(section) && Object.keys(section).length === 0),
	);
}

/** Equality of JSON values, whatever the order of their properties. */
export function isSame(a: unknown, b: unknown): boolean {
	if (a === b) return true;
	if (Array.isArray(a) || Array.isArray(b)) return JSON.stringify(a) === JSON.stringify(b);
	if (!isEntry(a) || !isEntry(b)) return false;
	const keys = Object.keys(a);
	return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
}

/** A plain JSON object. */
export function isEntry(value: unknown): value is Entry {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSound(entry: unknown, fields: readonly string[]): boolean {
	if (!isEntry(entry) || !fields.every((field) => typeof entry[field] === 'string')) return false;
	const profiles = entry['tenantProfiles'];
	return profiles === undefined || (Array.isArray(profiles) && profiles.every(isJsonText));
}

/** MSAL keeps tenant profiles as JSON text within the JSON. */
function isJsonText(value: unknown): boolean {
	if (typeof value !== 'string') return false;
	try {
		JSON.parse(value);
		return true;
	} catch {
		return false;
	}
}
