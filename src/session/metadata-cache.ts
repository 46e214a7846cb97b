/** Keeps the OpenID configuration of authorities that MSAL does not know, so that a second command asks nobody. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../cache/atomic-file.js';
import { isRecord } from '../config/config-file.js';
import { GraphctlError } from '../errors.js';
import type { Authority } from '../flows/authority.js';
import type { Runtime } from '../runtime.js';

/** How long a document is used without asking again. */
const lifetimeMs = 24 * 60 * 60 * 1000;
/** How old it may be where nobody can be asked: endpoints change once in years, and what they answer is checked anyway. */
const emergencyMs = 30 * lifetimeMs;
/** Longest wait in milliseconds for a newer document where the kept one would do. */
const patienceMs = 5000;

interface Kept {
	/** Milliseconds since the epoch. */
	readonly fetchedAt: number;
	readonly document: string;
}

/**
 * The metadata text of an authority; undefined for authorities that MSAL knows. From disk while it is a day old at most, else fetched;
 * where the host cannot be reached or is busy, the kept one is taken for a month.
 *
 * @param keeps false writes nothing
 * @throws GraphctlError `network.*`, `throttled.sign-in`, `config.tenant`, `config.authority`
 */
export async function loadMetadata(
	runtime: Runtime,
	authority: Authority,
	caFile: string | undefined,
	keeps = true,
): Promise<string | undefined> {
	if (!authority.needsMetadata) return undefined;
	const { fetchAuthorityMetadata, isUsableMetadata } = await import('../flows/authority-metadata.js');
	const name = createHash('sha256').update(authority.url).digest('hex').slice(0, 16);
	const path = join(runtime.folders.cache, `authority-${name}.json`);
	const read = await readKept(path, authority.url);
	const kept = read && isUsableMetadata(authority, read.document) ? read : undefined;
	const now = runtime.clock.now();
	const age = kept && now >= kept.fetchedAt ? now - kept.fetchedAt : Number.POSITIVE_INFINITY;
	if (kept && age < lifetimeMs) return kept.document;
	const fallback = age < emergencyMs ? kept : undefined;
	const { http, signal } = runtime;
	const timeoutMs = fallback && patienceMs;
	try {
		const document = await fetchAuthorityMetadata(http, authority, { caFile, signal, timeoutMs });
		if (keeps) await keep(runtime, path, { url: authority.url, fetchedAt: now, document });
		return document;
	} catch (error) {
		if (!fallback || !isOutage(error)) throw error;
		runtime.log.info(
			`${error.message} Its OpenID configuration of ${new Date(fallback.fetchedAt).toISOString()} is used.`,
		);
		return fallback.document;
	}
}

/** The service or the way to it is down. A bad certificate is no outage: whoever answers there is not the host that was asked. */
const outages = ['dns', 'refused', 'reset', 'timeout', 'unreachable', 'truncated', 'proxy', 'sign-in-unavailable'].map(
	(name) => `network.${name}`,
);

function isOutage(error: unknown): error is GraphctlError {
	return error instanceof GraphctlError && (outages.includes(error.code) || error.code === 'throttled.sign-in');
}

async function keep(runtime: Runtime, path: string, entry: Kept & { readonly url: string }): Promise<void> {
	await writeFileAtomically(runtime, path, JSON.stringify(entry)).catch((error: unknown) => {
		const reason = error instanceof Error ? error.message : String(error);
		runtime.log.debug(`The authority's metadata could not be kept: ${reason}`);
	});
}

async function readKept(path: string, url: string): Promise<Kept | undefined> {
	try {
		const kept: unknown = JSON.parse(await readFile(path, 'utf8'));
		if (!isRecord(kept) || kept['url'] !== url) return undefined;
		const { fetchedAt, document } = kept;
		return typeof fetchedAt === 'number' && typeof document === 'string' ? { fetchedAt, document } : undefined;
	} catch {
		return undefined;
	}
}
