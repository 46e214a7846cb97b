/** What the token store keeps for an app beside MSAL's entries: its secret, and the token of a managed identity. */
import type { Account, AppFlow } from './account.js';
import { appSection, isEntry, sectionOf } from './cache-document.js';
import { withLock } from './file-lock.js';
import { loadDocument } from './load-document.js';
import { realmOf, type TokenCacheOptions } from './token-facts.js';

/** The app, as far as the store tells apps apart. */
export type AppOwner = Pick<Account, 'clientId' | 'authority'>;

/** What is kept; the secret is the client secret, or the password of the certificate file where it has one. */
export interface KeptCredential {
	readonly flow: AppFlow;
	readonly secret?: string | undefined;
}

export interface KeptToken {
	readonly accessToken: string;
	/** Milliseconds since the epoch. */
	readonly expiresOn: number;
	/** From when on its issuer wants it renewed, though it still serves; milliseconds since the epoch. */
	readonly refreshOn?: number | undefined;
}

/**
 * The secret that this app signs in with; undefined when there is none, or when a login by another flow has put its own in that place.
 * @param first a load that was started earlier
 * @throws GraphctlError `storage.*`
 */
export async function readSecretOf(
	options: TokenCacheOptions,
	app: AppOwner & Pick<Account, 'flow'>,
	first?: Promise<string | undefined>,
): Promise<string | undefined> {
	const entry = sectionOf((await loadDocument(options, { first })) ?? {}, appSection)[credentialKey(app)];
	// The password of a certificate file must never be sent as a client secret.
	if (!isEntry(entry) || entry['flow'] !== app.flow) return undefined;
	return typeof entry['secret'] === 'string' ? entry['secret'] : undefined;
}

/** Keeps the credential, in the place of an earlier one. @throws GraphctlError `storage.*` */
export async function saveCredential(
	options: TokenCacheOptions,
	app: AppOwner,
	{ flow, secret }: KeptCredential,
): Promise<void> {
	const entry = { ...fieldsOf(app), flow, ...(secret === undefined ? {} : { secret }) };
	await change(options, appSection, credentialKey(app), entry);
}

/** A token is renewed when less than this is left of it, as MSAL does. */
const marginMs = 5 * 60 * 1000;

/**
 * A token for this scope that is good for a while, whether MSAL or we kept it; undefined when there is none.
 * @param first a load that was started earlier
 * @throws GraphctlError `storage.*`
 */
export async function readAppToken(
	options: TokenCacheOptions,
	app: AppOwner,
	scope: string,
	first?: Promise<string | undefined>,
): Promise<KeptToken | undefined> {
	const now = options.runtime.clock.now();
	const millis = (value: unknown): number => Number(value ?? Number.NaN) * 1000;
	for (const entry of Object.values(sectionOf((await loadDocument(options, { first })) ?? {}, 'AccessToken'))) {
		if (!isEntry(entry) || entry['home_account_id'] || typeof entry['secret'] !== 'string') continue;
		if (entry['client_id'] !== app.clientId || entry['realm'] !== realmOf(app.authority)) continue;
		if (String(entry['target']).toLowerCase() !== scope.toLowerCase()) continue;
		const expiresOn = millis(entry['expires_on']);
		if (!(expiresOn > now + marginMs)) continue;
		const refreshOn = millis(entry['refresh_on']);
		return { accessToken: entry['secret'], expiresOn, refreshOn: Number.isNaN(refreshOn) ? undefined : refreshOn };
	}
	return undefined;
}

/** Keeps a token in the form of MSAL's own entries, so that whatever counts, shows or removes those does the same with it. */
export async function saveAppToken(
	options: TokenCacheOptions,
	app: AppOwner,
	scope: string,
	{ accessToken, expiresOn, refreshOn }: KeptToken,
): Promise<void> {
	const expires = String(Math.floor(expiresOn / 1000));
	await change(options, 'AccessToken', tokenKey(app, scope), {
		...fieldsOf(app),
		home_account_id: '',
		credential_type: 'AccessToken',
		secret: accessToken,
		target: scope,
		cached_at: String(Math.floor(options.runtime.clock.now() / 1000)),
		expires_on: expires,
		extended_expires_on: expires,
		...(refreshOn === undefined ? {} : { refresh_on: String(Math.floor(refreshOn / 1000)) }),
		token_type: 'Bearer',
	});
}

async function change(
	options: TokenCacheOptions,
	section: string,
	key: string,
	entry: Readonly<Record<string, string>>,
): Promise<void> {
	const { lockPath, runtime, signal, store } = options;
	const work = async (): Promise<void> => {
		const document = (await loadDocument(options, { isLocked: true })) ?? {};
		const text = JSON.stringify({ ...document, [section]: { ...sectionOf(document, section), [key]: entry } });
		await store.save(text);
	};
	await withLock(runtime, lockPath, work, { signal });
}

function fieldsOf({ authority, clientId }: AppOwner): Readonly<Record<string, string>> {
	return { client_id: clientId, environment: new URL(authority).host, realm: realmOf(authority) };
}

function credentialKey({ authority, clientId }: AppOwner): string {
	return `${new URL(authority).host}-appcredential-${clientId}-${realmOf(authority)}`.toLowerCase();
}

/** As MSAL writes the keys of access tokens without an account. */
function tokenKey({ authority, clientId }: AppOwner, scope: string): string {
	return `-${new URL(authority).host}-accesstoken-${clientId}-${realmOf(authority)}-${scope}--`.toLowerCase();
}
