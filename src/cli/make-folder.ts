/** Makes a folder and those above it. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { systemCode } from './output-file.js';

/**
 * Makes what is missing of a path, one folder after the other: Node's recursive mkdir never returns where a folder that is there answers ENOENT
 * to a new one (`/proc`, automounted folders).
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
	for (const folder of missing) {
		await mkdir(folder, { mode }).catch(async (error: unknown) => {
			// Another process was faster; a link that leads nowhere is there, too, but no folder.
			if (systemCode(error) !== 'EEXIST' || !(await isFolder(folder))) throw error;
		});
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
