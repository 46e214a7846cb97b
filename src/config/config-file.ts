/** Reads and writes `config.json`. */
import { readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';

/** A cloud defined by the user (or by `graphctl sandbox start`). */
export interface CloudEntry {
	/** Login URL, e.g. `https://login.example.com`; may name a tenant. */
	readonly authority: string;
	/** Graph origin. */
	readonly graph: string;
	/** PEM file with the certificate authority that both use. */
	readonly caFile?: string;
	readonly clientId?: string;
}

/** Content of `config.json`: settings by key, clouds, and whatever else a later version wrote. */
export type ConfigFile = Readonly<Record<string, unknown>>;

export function configPath(runtime: Pick<Runtime, 'folders'>): string {
	return join(runtime.folders.config, 'config.json');
}

/** The config file's object; empty when there is none. @throws GraphctlError `config.unreadable`, `config.invalid-json` */
export async function readConfigFile(runtime: Pick<Runtime, 'folders'>): Promise<ConfigFile> {
	const path = configPath(runtime);
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch (error) {
		if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return {};
		throw new GraphctlError({
			code: 'config.unreadable',
			message: `Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}.`,
			cause: error,
		});
	}
	let parsed: unknown;
	try {
		parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch (error) {
		throw new GraphctlError({
			code: 'config.invalid-json',
			message: `${path} is not valid JSON: ${error instanceof Error ? error.message : String(error)}.`,
			hint: 'Mend the file, or delete it to start afresh.',
			cause: error,
		});
	}
	if (!isRecord(parsed)) {
		throw new GraphctlError({
			code: 'config.invalid-json',
			message: `${path} must hold a JSON object.`,
			hint: 'Mend the file, or delete it to start afresh.',
		});
	}
	return parsed;
}

/** Replaces the config file in one step; `makeFolder` makes its folder where that is missing. @throws GraphctlError `config.unwritable` */
export async function writeConfigFile(
	runtime: Pick<Runtime, 'folders' | 'randomBytes'>,
	content: ConfigFile,
	makeFolder: (path: string, mode: number) => Promise<unknown>,
): Promise<void> {
	// A file that somebody keeps elsewhere and links to stays a link.
	const path = await realpath(configPath(runtime)).catch(() => configPath(runtime));
	const temporary = `${path}.${Buffer.from(runtime.randomBytes(6)).toString('hex')}.tmp`;
	try {
		await makeFolder(runtime.folders.config, 0o700);
		await writeFile(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true });
		await rename(temporary, path);
	} catch (error) {
		await rm(temporary, { force: true }).catch(() => {});
		throw new GraphctlError({
			code: 'config.unwritable',
			message: `Cannot write ${path}: ${error instanceof Error ? error.message : String(error)}.`,
			hint: 'Choose a writable folder with GRAPHCTL_HOME.',
			cause: error,
		});
	}
}

/** The clouds that `config.json` defines, checked. @throws GraphctlError `config.cloud` */
export function cloudEntries(file: ConfigFile): Readonly<Record<string, CloudEntry>> {
	const clouds = file['clouds'];
	if (clouds === undefined) return {};
	if (!isRecord(clouds)) throw cloudError('"clouds" must be an object');
	const entries: Record<string, CloudEntry> = {};
	for (const [name, value] of Object.entries(clouds)) {
		if (!isRecord(value)) throw cloudError(`cloud "${name}" must be an object`);
		if (name.trim() === '') throw cloudError('a cloud has an empty name');
		const unknown = Object.keys(value).find((key) => ![...cloudKeys, ...sandboxMarks].includes(key));
		if (unknown !== undefined)
			throw cloudError(`cloud "${name}" has "${unknown}", which is none of ${cloudKeys.join(', ')}`);
		entries[name] = {
			authority: requireUrl(name, 'authority', value['authority']),
			graph: requireOrigin(name, value['graph']),
			...optionalText(name, 'caFile', value['caFile']),
			...optionalText(name, 'clientId', value['clientId']),
		};
	}
	return entries;
}

const cloudKeys = ['authority', 'graph', 'caFile', 'clientId'];
/** What a running sandbox notes beside them: whose it is, and the entry that it set aside. */
const sandboxMarks = ['startedBy', 'replaced'];

/** An https URL without anything that could not belong to an address of a service. */
function requireUrl(name: string, key: string, value: unknown): string {
	if (typeof value !== 'string' || !URL.canParse(value) || new URL(value).protocol !== 'https:') {
		throw cloudError(`cloud "${name}" needs "${key}" with an https URL`);
	}
	const { username, password, search, hash } = new URL(value);
	if (username || password) throw cloudError(`cloud "${name}": "${key}" must not hold a user name or a password`);
	if (search || hash) throw cloudError(`cloud "${name}": "${key}" must not have a query or a fragment`);
	return value.replace(/\/+$/, '');
}

/** Versions and paths are added to it. */
function requireOrigin(name: string, value: unknown): string {
	const url = requireUrl(name, 'graph', value);
	if (new URL(url).pathname !== '/')
		throw cloudError(`cloud "${name}": "graph" must be the host alone, without a path`);
	return url;
}

function optionalText<K extends string>(name: string, key: K, value: unknown): { [P in K]?: string } {
	if (value === undefined) return {};
	if (typeof value !== 'string' || value === '') throw cloudError(`cloud "${name}": "${key}" must be text`);
	return { [key]: value } as { [P in K]: string };
}

function cloudError(reason: string): GraphctlError {
	return new GraphctlError({
		code: 'config.cloud',
		message: `The config file's clouds are wrong: ${reason}.`,
		hint: 'See `graphctl config path` for the file.',
	});
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
