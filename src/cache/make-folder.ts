/** Makes a folder and those above it. */
import { mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { systemCode } from './storage-errors.js';

/**
 * Makes what is missing of a path, one folder after the other: Node's recursive mkdir never returns where a folder that is there answers ENOENT
 * to a new one (`/proc`, automounted folders). Where one cannot be made, those made before it go again.
 * @returns the topmost folder that was made, undefined when nothing was missing
 * @throws the system's error; EEXIST when something there is no folder
 */
export async function makeFolder(path: string, mode = 0o777): Promise<string | undefined> {
	const missing: string[] = [];
	let at = resolve(path);
	while ((await isFolder(at)) === undefined && dirname(at) !== at) {
		missing.unshift(at);
		at = dirname(at);
	}
	if (missing.length === 0 && !(await isFolder(at)))
		throw Object.assign(new Error('It is no folder.'), { code: 'EEXIST' });
	const made: string[] = [];
	for (const folder of missing) {
		try {
			await mkdir(folder, { mode });
			made.unshift(folder);
		} catch (error) {
			// Another process was faster; a link that leads nowhere is there, too, but no folder.
			if (systemCode(error) === 'EEXIST' && (await isFolder(folder).catch(() => false))) continue;
			for (const one of made) await rmdir(one).catch(() => {});
			throw error;
		}
	}
	return missing[0];
}

/** Undefined when nothing is there. */
async function isFolder(path: string): Promise<boolean | undefined> {
	try {
		return (await stat(path)).isDirectory();
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined;
		throw error;
	}
}
