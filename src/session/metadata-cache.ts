/** Keeps the OpenID configuration of authorities that MSAL does not know, so that a second command asks nobody. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../cache/atomic-file.js';
import { isRecord } from '../config/config-file.js';
import type { Authority } from '../flows/authority.js';
import type { Runtime } from '../runtime.js';

/** How long a document is used without asking again. */
const lifetimeMs = 24 * 60 * 60 * 1000;

/**
 * The metadata text of an authority, from disk while it is fresh; undefined for authorities that MSAL knows.
 * @param keep false writes nothing
 */
export async function loadMetadata(
	runtime: Runtime,
	authority: Authority,
	caFile: string | undefined,
	keep = true,
): Promise<string | undefined> {
	if (!authority.needsMetadata) return undefined;
	const name = createHash('sha256').update(authority.url).digest('hex').slice(0, 16);
	const path = join(runtime.folders.cache, `authority-${name}.json`);
	const kept = await readKept(path, authority.url);
	const now = runtime.clock.now();
	if (kept && now >= kept.fetchedAt && now - kept.fetchedAt < lifetimeMs) return kept.document;
	const { fetchAuthorityMetadata } = await import('../flows/authority-metadata.js');
	const document = await fetchAuthorityMetadata(runtime.http, authority, { caFile, signal: runtime.signal });
	if (!keep) return document;
	await writeFileAtomically(runtime, path, JSON.stringify({ url: authority.url, fetchedAt: now, document })).catch(
		(error: unknown) => {
			runtime.log.debug(
				`The authority's metadata could not be kept: ${error instanceof Error ? error.message : String(error)}`,
			);
		},
	);
	return document;
}

async function readKept(path: string, url: string): Promise<{ fetchedAt: number; document: string } | undefined> {
	try {
		const kept: unknown = JSON.parse(await readFile(path, 'utf8'));
		if (!isRecord(kept) || kept['url'] !== url) return undefined;
		const { fetchedAt, document } = kept;
		return typeof fetchedAt === 'number' && typeof document === 'string' ? { fetchedAt, document } : undefined;
	} catch {
		return undefined;
	}
}
