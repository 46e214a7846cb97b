/** Where the platform wants a program's files. */
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import type { Folders } from '../runtime.js';

/** What decides about the folders; `process` fits. */
export interface FolderSources {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly platform: NodeJS.Platform;
	/** Home folder of the user; default is the operating system's answer. */
	readonly home?: string;
}

const name = 'graphctl';

/**
 * The folders of this user: `GRAPHCTL_HOME` for all of them, else XDG on Linux, `~/Library` on macOS, `%APPDATA%` and
 * `%LOCALAPPDATA%` on Windows. An empty or relative XDG value is ignored, as the XDG Base Directory Specification demands.
 */
export function resolveFolders({ env, platform, home }: FolderSources): Folders {
	const path = platform === 'win32' ? win32 : posix;
	const own = env['GRAPHCTL_HOME'];
	if (own !== undefined && own !== '') {
		const root = path.resolve(own);
		return { config: root, state: root, cache: path.join(root, 'cache') };
	}
	const user = home ?? homedir();
	const absolute = (variable: string, fallback: string): string => {
		const value = env[variable];
		return value !== undefined && path.isAbsolute(value) ? value : path.join(user, fallback);
	};
	if (platform === 'win32') {
		const local = absolute('LOCALAPPDATA', 'AppData\\Local');
		return {
			config: path.join(absolute('APPDATA', 'AppData\\Roaming'), name),
			state: path.join(local, name, 'state'),
			cache: path.join(local, name, 'cache'),
		};
	}
	if (platform === 'darwin') {
		const library = path.join(user, 'Library');
		return {
			config: path.join(library, 'Application Support', name),
			state: path.join(library, 'Application Support', name),
			cache: path.join(library, 'Caches', name),
		};
	}
	return {
		config: path.join(absolute('XDG_CONFIG_HOME', '.config'), name),
		state: path.join(absolute('XDG_STATE_HOME', '.local/state'), name),
		cache: path.join(absolute('XDG_CACHE_HOME', '.cache'), name),
	};
}

/** Folder for compiled code, which makes every start after the first one faster. */
export function compiledFolder(sources: FolderSources): string {
	const path = sources.platform === 'win32' ? win32 : posix;
	return path.join(resolveFolders(sources).cache, 'compiled');
}
