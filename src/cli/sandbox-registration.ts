/** Makes a running sandbox the cloud `sandbox` of this user, and takes it back without loss, however the sandbox ended. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../cache/make-folder.js';
import { type ConfigFile, isRecord, readConfigFile, writeConfigFile } from '../config/config-file.js';
import { GraphctlError } from '../errors.js';
import type { ProcessId, Runtime } from '../runtime.js';
import type { Sandbox } from '../sandbox/types.js';
import { withConfigLock } from './config-lock.js';
import { cloudEntryOf } from './sandbox-options.js';

/** A sandbox that is the cloud `sandbox` until it stops. */
export interface RegisteredSandbox {
	readonly sandbox: Sandbox;
	/** True when a cloud of that name, defined by the user, waits for the sandbox to stop. */
	readonly setsAside: boolean;
	/** Stops it, brings back the cloud it set aside, and removes its folder. */
	stop(): Promise<void>;
}

/**
 * Starts a sandbox in a folder of its own and registers it. What `kill -9` left of earlier ones is removed on the way.
 * @param start starts it with the given folder
 * @throws GraphctlError `config.sandbox-running`, `config.*`, `storage.*`, and what `start` throws
 */
export async function startRegistered(
	runtime: Runtime,
	start: (folder: string) => Promise<Sandbox>,
): Promise<RegisteredSandbox> {
	const folder = join(sandboxFolder(runtime), folderName(runtime.processes.self));
	const clear = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 });
	const startAndRegister = async (): Promise<RegisteredSandbox> => {
		const file = await readConfigFile(runtime);
		const replaced = await usersOwnEntry(runtime, cloudsOf(file)['sandbox']);
		await removeStaleFolders(runtime);
		const sandbox = await start(folder);
		try {
			const { pid, started } = runtime.processes.self;
			const mark = { startedBy: { pid, started }, ...(replaced === undefined ? {} : { replaced }) };
			const clouds = { ...cloudsOf(file), sandbox: { ...cloudEntryOf(sandbox), ...mark } };
			await writeConfigFile(runtime, { ...file, clouds }, makeFolder);
		} catch (error) {
			await sandbox.close();
			throw error;
		}
		const stop = async (): Promise<void> => {
			try {
				await withConfigLock(runtime, () => unregister(runtime));
			} finally {
				await Promise.all([sandbox.close(), clear()]);
			}
		};
		return { sandbox, setsAside: replaced !== undefined, stop };
	};
	return withConfigLock(runtime, startAndRegister, runtime.signal).catch(async (error: unknown) => {
		await clear();
		throw error;
	});
}

/** Takes this process's sandbox out of the config file, unless another has taken its place. */
async function unregister(runtime: Runtime): Promise<void> {
	const file = await readConfigFile(runtime);
	const { sandbox: entry, ...others } = cloudsOf(file);
	const owner = ownerOf(entry);
	const { pid, started } = runtime.processes.self;
	if (!isRecord(entry) || owner?.pid !== pid || owner.started !== started) return;
	const clouds = entry['replaced'] === undefined ? others : { ...others, sandbox: entry['replaced'] };
	const { clouds: _old, ...rest } = file;
	await writeConfigFile(runtime, Object.keys(clouds).length > 0 ? { ...rest, clouds } : rest, makeFolder);
}

/** What the user defined under the name: the entry, or what the entry of an ended sandbox had set aside. */
async function usersOwnEntry(runtime: Runtime, entry: unknown): Promise<unknown> {
	const owner = ownerOf(entry);
	if (!owner || !isRecord(entry)) return entry;
	if (runtime.processes.isAlive(owner) && (await answers(runtime, entry))) throw alreadyRunning(owner, entry);
	return entry['replaced'];
}

/**
 * False only when nobody can reach a sandbox there. The process alone does not tell: its number may now be another
 * program's, where the system keeps no start time, or one of another container.
 */
async function answers(runtime: Runtime, entry: Record<string, unknown>): Promise<boolean> {
	const { authority, caFile } = entry;
	if (typeof authority !== 'string' || typeof caFile !== 'string') return false;
	try {
		await runtime.http.request({
			method: 'GET',
			url: `${authority}/`,
			caFile,
			timeoutMs: 2000,
			signal: runtime.signal,
		});
		return true;
	} catch (error) {
		// A sandbox without its certificate authority is of no use to anybody either.
		return !(error instanceof GraphctlError && ['network.refused', 'config.ca-file'].includes(error.code));
	}
}

function alreadyRunning({ pid }: ProcessId, { authority }: Record<string, unknown>): GraphctlError {
	return new GraphctlError({
		code: 'config.sandbox-running',
		message: `A sandbox is running already: sign-in at ${authority}, process ${pid}.`,
		hint: [
			'Use that one:',
			'  graphctl login --cloud sandbox',
			`Or stop it with Ctrl-C where it runs (or: kill ${pid}). Or start another one that has a home of its own:`,
			'  GRAPHCTL_HOME=FOLDER graphctl sandbox start',
		].join('\n'),
	});
}

/** Removes the folders of sandboxes whose processes no longer run. */
async function removeStaleFolders(runtime: Runtime): Promise<void> {
	const root = sandboxFolder(runtime);
	await makeFolder(root, 0o700);
	for (const name of await readdir(root)) {
		const [, pid, started] = /^(\d+)-([\w.]*)$/.exec(name) ?? [];
		if (pid === undefined || started === undefined) continue;
		if (runtime.processes.isAlive({ pid: Number(pid), started })) continue;
		await rm(join(root, name), { recursive: true, force: true, maxRetries: 3 });
	}
}

/** The process that an entry of ours names; undefined for a user's own entry. */
function ownerOf(entry: unknown): ProcessId | undefined {
	const owner = isRecord(entry) ? entry['startedBy'] : undefined;
	if (!isRecord(owner)) return undefined;
	const { pid, started } = owner;
	return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : undefined;
}

function cloudsOf(file: ConfigFile): Readonly<Record<string, unknown>> {
	return isRecord(file['clouds']) ? file['clouds'] : {};
}

/** Where the sandboxes of this user keep what clients must read; one folder a process. */
function sandboxFolder(runtime: Pick<Runtime, 'folders'>): string {
	return join(runtime.folders.state, 'sandbox');
}

function folderName({ pid, started }: ProcessId): string {
	return `${pid}-${started.replace(/[^\w.]/g, '')}`;
}
