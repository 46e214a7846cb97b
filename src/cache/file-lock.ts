/** A lock file between processes that heals itself: the lock of a dead process is taken over at once, and by one process only. */
import { link, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cancelled, GraphctlError } from '../errors.js';
import type { ProcessId } from '../runtime.js';
import { randomName, removeLeftovers, temporaryPath } from './atomic-file.js';
import { makeFolder } from './make-folder.js';
import { systemCode, toStorageError } from './storage-errors.js';
import type { CacheRuntime } from './store.js';

export interface LockOptions {
	/** Longest wait for another owner in milliseconds; default 30 000. */
	readonly timeoutMs?: number | undefined;
	readonly signal?: AbortSignal | undefined;
}

/** Content of a lock file. The token is unique to one acquisition, so a lock is never mistaken for an earlier one. */
interface Owner extends ProcessId {
	readonly token: string;
}

/** A lock file without a readable owner: a machine lost power, or the owner is between creating and writing it. */
const unreadableAfterMs = 2000;
/** A lock is held for milliseconds; an owner that is this old hangs, or its number now belongs to somebody else. */
const abandonedAfterMs = 600_000;

/**
 * Runs `work` while holding the lock file `path`. Callers in one process exclude each other too.
 *
 * @throws GraphctlError `storage.locked` naming the owner and the file, `cancelled.by-user`, or `storage.*` when the file cannot be made
 */
export async function withLock<T>(
	runtime: CacheRuntime,
	path: string,
	work: () => Promise<T>,
	options: LockOptions = {},
): Promise<T> {
	const token = await acquire(runtime, path, options);
	try {
		return await work();
	} finally {
		await release(path, token);
	}
}

async function acquire(runtime: CacheRuntime, path: string, options: LockOptions): Promise<string> {
	const { timeoutMs = 30_000, signal } = options;
	const deadline = runtime.clock.now() + timeoutMs;
	await makeFolder(dirname(path), 0o700).catch((error: unknown) => {
		throw toStorageError(error, 'make the folder', dirname(path));
	});
	for (let pause = 4; ; pause = Math.min(pause * 1.5, 60)) {
		if (signal?.aborted) throw cancelled();
		const attempt = await tryAcquire(runtime, path);
		if (attempt.token !== undefined) {
			await clearUp(runtime, path);
			return attempt.token;
		}
		if (runtime.clock.now() >= deadline) throw busy(path, attempt.owner, timeoutMs);
		// Between half and one and a half times the pause, so that waiting processes do not move in step.
		const jitter = 0.5 + (runtime.randomBytes(1)[0] ?? 0) / 256;
		await runtime.clock.sleep(pause * jitter, signal).catch(() => {
			throw cancelled();
		});
	}
}

type Attempt = { readonly token: string } | { readonly token?: undefined; readonly owner: ProcessId | undefined };

/**
 * One attempt. The file of a dead owner T is replaced only by the process that holds the claim `PATH.after-T`, and only while
 * `PATH` still says T. T's owner is dead, so nobody but the claim's holder can change that, and the claim is itself such a lock,
 * so that the death of a claim's holder heals the same way.
 */
async function tryAcquire(runtime: CacheRuntime, path: string): Promise<Attempt> {
	const token = randomName(runtime);
	const temporary = temporaryPath(runtime, path);
	try {
		const holder = await readHolder(runtime, path);
		if (holder?.alive) return { owner: holder.owner };
		const file = await open(temporary, 'wx', 0o600);
		try {
			await file.writeFile(JSON.stringify({ ...runtime.processes.self, token }));
		} finally {
			await file.close();
		}
		if (!holder) return (await createFrom(temporary, path)) ? { token } : { owner: undefined };
		const claimPath = `${path}.after-${holder.token}`;
		const claim = await tryAcquire(runtime, claimPath);
		if (claim.token === undefined) return { owner: claim.owner };
		try {
			if ((await readHolder(runtime, path))?.token !== holder.token) return { owner: undefined };
			await rename(temporary, path);
		} finally {
			await release(claimPath, claim.token);
		}
		return { token };
	} catch (error) {
		throw toStorageError(error, 'lock', path);
	} finally {
		await rm(temporary, { force: true }).catch(() => {});
	}
}

/** Gives a complete file a second name; false when that name is taken. Nobody ever sees a lock file without its content. */
async function createFrom(temporary: string, path: string): Promise<boolean> {
	try {
		await link(temporary, path);
		return true;
	} catch (error) {
		if (systemCode(error) === 'EEXIST') return false;
		if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(systemCode(error) ?? '')) throw error;
	}
	// A file system without links (FAT, some network ones): exclusive creation, then the content.
	try {
		const file = await open(path, 'wx', 0o600);
		try {
			await file.writeFile(await readFile(temporary));
		} finally {
			await file.close();
		}
		return true;
	} catch (error) {
		if (systemCode(error) === 'EEXIST') return false;
		throw error;
	}
}

interface Holder {
	readonly token: string;
	readonly alive: boolean;
	readonly owner: ProcessId | undefined;
}

/** Who holds the lock, or undefined when nobody does any more. */
async function readHolder(runtime: CacheRuntime, path: string): Promise<Holder | undefined> {
	try {
		const [text, { mtimeMs, ino }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
		const age = runtime.clock.now() - mtimeMs;
		const owner = parseOwner(text);
		if (!owner) return { token: `${ino}-${Math.trunc(mtimeMs)}`, alive: age < unreadableAfterMs, owner };
		return { token: owner.token, alive: age < abandonedAfterMs && runtime.processes.isAlive(owner), owner };
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined;
		throw error;
	}
}

function parseOwner(text: string): Owner | undefined {
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value !== 'object' || value === null) return undefined;
		if (!('pid' in value && 'started' in value && 'token' in value)) return undefined;
		const { pid, started, token } = value;
		if (typeof pid !== 'number' || typeof started !== 'string' || typeof token !== 'string') return undefined;
		// The token becomes part of a file name.
		return /^[0-9a-f]{16}$/.test(token) ? { pid, started, token } : undefined;
	} catch {
		return undefined;
	}
}

/** Removes our own lock, and never one that somebody else took over meanwhile. */
async function release(path: string, token: string): Promise<void> {
	try {
		if (parseOwner(await readFile(path, 'utf8'))?.token === token) await rm(path, { force: true });
	} catch {
		// Already gone, or a folder that became read-only: the next process takes it over once this one has ended.
	}
}

/**
 * Removes what killed processes left beside a lock that is now ours: temporary files, and claims, which speak of owners that hold
 * nothing any more.
 */
async function clearUp(runtime: CacheRuntime, path: string): Promise<void> {
	try {
		await removeLeftovers(runtime, path);
		const prefix = `${basename(path)}.after-`;
		for (const name of await readdir(dirname(path))) {
			if (!name.startsWith(prefix) || name.endsWith('.tmp')) continue;
			const claim = join(dirname(path), name);
			if ((await readHolder(runtime, claim))?.alive === false) await rm(claim, { force: true });
		}
	} catch {
		// Litter is harmless, and the lock is held: its work must go on.
	}
}

function busy(path: string, owner: ProcessId | undefined, timeoutMs: number): GraphctlError {
	return new GraphctlError({
		code: 'storage.locked',
		message: `Another process${owner ? ` (${owner.pid})` : ''} has held ${path} for more than ${Math.round(timeoutMs / 1000)} seconds.`,
		hint: `Wait for that process or end it. If it is not a graphctl, remove the file: rm '${path}'`,
	});
}
