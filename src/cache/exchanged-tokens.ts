/** What the token store keeps of on-behalf-of exchanges: a section of our own, an entry for each caller's token and set of scopes. */
import { createHash } from 'node:crypto';
import type { AppOwner } from './app-store.js';
import { exchangeSection, isEntry, sectionOf } from './cache-document.js';
import { withLock } from './file-lock.js';
import { loadDocument } from './load-document.js';
import { realmOf, type TokenCacheOptions } from './token-facts.js';

/** Which exchange: by which app, of whose token, for what. */
export interface Exchange extends AppOwner {
	/** The caller's token; only its hash is kept. */
	readonly assertion: string;
	readonly scopes: readonly string[];
}

export interface ExchangedToken {
	readonly accessToken: string;
	/** Milliseconds since the epoch. */
	readonly expiresOn: number;
	/** Granted scopes. */
	readonly scopes: readonly string[];
	/** The caller. */
	readonly username: string;
	readonly tenantId: string;
}

/** The token of an earlier exchange, whatever is left of its time. @throws GraphctlError `storage.*` */
export async function readExchanged(
	options: TokenCacheOptions,
	exchange: Exchange,
): Promise<ExchangedToken | undefined> {
	const entry = sectionOf((await loadDocument(options)) ?? {}, exchangeSection)[keyOf(exchange)];
	if (!isEntry(entry) || entry['user_assertion_hash'] !== hashOf(exchange.assertion)) return undefined;
	const said = (name: string): string => String(entry[name] ?? '');
	return {
		accessToken: said('secret'),
		expiresOn: Number(entry['expires_on'] ?? 0) * 1000,
		scopes: said('target').split(' '),
		username: said('username'),
		tenantId: said('tenant_id'),
	};
}

/** Keeps the token; those that have expired are dropped, for no caller's token serves for ever. @throws GraphctlError `storage.*` */
export async function saveExchanged(
	options: TokenCacheOptions,
	exchange: Exchange,
	{ accessToken, expiresOn, scopes, username, tenantId }: ExchangedToken,
): Promise<void> {
	const { lockPath, runtime, signal, store } = options;
	const entry = {
		client_id: exchange.clientId,
		environment: new URL(exchange.authority).host,
		realm: realmOf(exchange.authority),
		user_assertion_hash: hashOf(exchange.assertion),
		secret: accessToken,
		target: scopes.join(' '),
		expires_on: String(Math.floor(expiresOn / 1000)),
		username,
		tenant_id: tenantId,
	};
	const work = async (): Promise<void> => {
		const document = (await loadDocument(options, { isLocked: true })) ?? {};
		const now = runtime.clock.now();
		const alive = Object.entries(sectionOf(document, exchangeSection)).filter(
			([, old]) => isEntry(old) && Number(old['expires_on'] ?? 0) * 1000 > now,
		);
		const section = { ...Object.fromEntries(alive), [keyOf(exchange)]: entry };
		await store.save(JSON.stringify({ ...document, [exchangeSection]: section }));
	};
	await withLock(runtime, lockPath, work, { signal });
}

function keyOf({ assertion, authority, clientId, scopes }: Exchange): string {
	const wanted = [...new Set(scopes.map((scope) => scope.toLowerCase()))].sort().join(' ');
	return `${new URL(authority).host}-${clientId}-${realmOf(authority)}-${hashOf(assertion)}-${wanted}`;
}

/** As MSAL writes it into entries of its own. */
function hashOf(assertion: string): string {
	return createHash('sha256').update(assertion).digest('base64url');
}
