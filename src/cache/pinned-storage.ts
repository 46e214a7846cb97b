/** Remembers the storage of the first successful sign-in, so that `auto` means the same from then on. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Folders } from '../runtime.js';
import { writeFileAtomically } from './atomic-file.js';
import { isEntry } from './cache-document.js';
import { systemCode, toStorageError } from './storage-errors.js';
import { type CacheRuntime, type StoreKind, storeKinds } from './store.js';

type PinRuntime = CacheRuntime & { readonly folders: Pick<Folders, 'state'> };

/** The pinned kind; undefined when there is none, or the file says nothing sensible. */
export async function readPinnedStorage(runtime: Pick<PinRuntime, 'folders'>): Promise<StoreKind | undefined> {
	const path = pathOf(runtime);
	try {
		const value: unknown = JSON.parse(await readFile(path, 'utf8'));
		return isEntry(value) ? storeKinds.find((kind) => kind === value['storage']) : undefined;
	} catch (error) {
		if (systemCode(error) === undefined || systemCode(error) === 'ENOENT') return undefined;
		throw toStorageError(error, 'read', path);
	}
}

/** Pins a kind. Memory ends with the process and is never pinned; nothing is written when nothing changes. */
export async function pinStorage(runtime: PinRuntime, kind: StoreKind): Promise<void> {
	if (kind === 'memory' || (await readPinnedStorage(runtime)) === kind) return;
	await writeFileAtomically(runtime, pathOf(runtime), `${JSON.stringify({ storage: kind })}\n`);
}

/** Forgets the pin, after the last account went. */
export async function unpinStorage(runtime: Pick<PinRuntime, 'folders'>): Promise<void> {
	await rm(pathOf(runtime), { force: true }).catch((error: unknown) => {
		throw toStorageError(error, 'remove', pathOf(runtime));
	});
}

function pathOf(runtime: Pick<PinRuntime, 'folders'>): string {
	return join(runtime.folders.state, 'storage.json');
}
