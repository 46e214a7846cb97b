/**
 * Remembers the storage of the first successful sign-in, so that `auto` means the same from then on, and every kind that may hold
 * tokens, so that signing out leaves none behind.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Folders } from '../runtime.js';
import { writeFileAtomically } from './atomic-file.js';
import { isEntry } from './cache-document.js';
import { withLock } from './file-lock.js';
import { systemCode, toStorageError } from './storage-errors.js';
import { type CacheRuntime, type StoreKind, storeKinds } from './store.js';

type PinRuntime = CacheRuntime & { readonly folders: Pick<Folders, 'state'> };

export interface StorageMarks {
	/** Where the tokens of the listed accounts rest. */
	readonly pinned: StoreKind | undefined;
	/** Every kind that a sign-in was begun with and that was not cleared since. */
	readonly used: readonly StoreKind[];
}

/** What is remembered; nothing when there is no file, or it says nothing sensible. */
export async function readStorageMarks(runtime: Pick<PinRuntime, 'folders'>): Promise<StorageMarks> {
	const path = pathOf(runtime);
	try {
		const value: unknown = JSON.parse(await readFile(path, 'utf8'));
		const { storage, used } = isEntry(value) ? value : {};
		const pinned = storeKinds.find((kind) => kind === storage);
		const listed: readonly unknown[] = Array.isArray(used) ? used : [];
		return { pinned, used: storeKinds.filter((kind) => kind === pinned || listed.includes(kind)) };
	} catch (error) {
		if (systemCode(error) === undefined || systemCode(error) === 'ENOENT') return { pinned: undefined, used: [] };
		throw toStorageError(error, 'read', path);
	}
}

/** Notes, before anybody signs in, that a kind may soon hold tokens: also when the process is killed before the account is listed. */
export async function markStorageUsed(runtime: PinRuntime, kind: StoreKind): Promise<void> {
	await change(runtime, ({ pinned, used }) => ({ pinned, used: [...used, kind] }));
}

/** Pins a kind. Memory ends with the process and is never pinned; nothing is written when nothing changes. */
export async function pinStorage(runtime: PinRuntime, kind: StoreKind): Promise<void> {
	if (kind !== 'memory') await change(runtime, ({ used }) => ({ pinned: kind, used: [...used, kind] }));
}

/** Forgets the pin, after the last account went, and the kinds that hold nothing any more. */
export async function unpinStorage(runtime: PinRuntime, cleared: readonly StoreKind[]): Promise<void> {
	await change(runtime, ({ used }) => ({ pinned: undefined, used: used.filter((kind) => !cleared.includes(kind)) }));
}

async function change(runtime: PinRuntime, next: (marks: StorageMarks) => StorageMarks): Promise<void> {
	const path = pathOf(runtime);
	const settle = async (): Promise<{ text: string; isNew: boolean }> => {
		const before = await readStorageMarks(runtime);
		const text = asText(next(before));
		return { text, isNew: text !== asText(before) };
	};
	if (!(await settle()).isNew) return;
	await withLock(runtime, `${path}.lock`, async () => {
		const { text } = await settle();
		if (text !== '') return writeFileAtomically(runtime, path, text);
		await rm(path, { force: true }).catch((error: unknown) => {
			throw toStorageError(error, 'remove', path);
		});
	});
}

function asText({ pinned, used }: StorageMarks): string {
	const kinds = storeKinds.filter((kind) => kind !== 'memory' && used.includes(kind));
	if (pinned === undefined && kinds.length === 0) return '';
	return `${JSON.stringify({ ...(pinned === undefined ? {} : { storage: pinned }), used: kinds })}\n`;
}

function pathOf(runtime: Pick<PinRuntime, 'folders'>): string {
	return join(runtime.folders.state, 'storage.json');
}
