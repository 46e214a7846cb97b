import { describe, expect, it } from 'vitest';
import { compiledFolder, resolveFolders } from '../../src/node/folders.js';

const home = '/home/ann';

describe('the folders', () => {
	it('follow XDG on Linux', () => {
		expect(resolveFolders({ env: {}, platform: 'linux', home })).toEqual({
			config: '/home/ann/.config/graphctl',
			state: '/home/ann/.local/state/graphctl',
			cache: '/home/ann/.cache/graphctl',
		});
		const env = { XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s', XDG_CACHE_HOME: '/k' };
		expect(resolveFolders({ env, platform: 'linux', home })).toEqual({
			config: '/c/graphctl',
			state: '/s/graphctl',
			cache: '/k/graphctl',
		});
	});

	it('ignore XDG values that are empty or relative', () => {
		const env = { XDG_CONFIG_HOME: '', XDG_STATE_HOME: 'state', XDG_CACHE_HOME: './cache' };
		expect(resolveFolders({ env, platform: 'linux', home })).toEqual(
			resolveFolders({ env: {}, platform: 'linux', home }),
		);
	});

	it('are in the Library on macOS, whatever XDG says', () => {
		const env = { XDG_CONFIG_HOME: '/c' };
		expect(resolveFolders({ env, platform: 'darwin', home: '/Users/ann' })).toEqual({
			config: '/Users/ann/Library/Application Support/graphctl',
			state: '/Users/ann/Library/Application Support/graphctl',
			cache: '/Users/ann/Library/Caches/graphctl',
		});
	});

	it('roam only with the configuration on Windows', () => {
		const env = { APPDATA: 'C:\\Users\\ann\\AppData\\Roaming', LOCALAPPDATA: 'C:\\Users\\ann\\AppData\\Local' };
		const wanted = {
			config: 'C:\\Users\\ann\\AppData\\Roaming\\graphctl',
			state: 'C:\\Users\\ann\\AppData\\Local\\graphctl\\state',
			cache: 'C:\\Users\\ann\\AppData\\Local\\graphctl\\cache',
		};
		expect(resolveFolders({ env, platform: 'win32', home: 'C:\\Users\\ann' })).toEqual(wanted);
		expect(resolveFolders({ env: {}, platform: 'win32', home: 'C:\\Users\\ann' })).toEqual(wanted);
	});

	it.each(['linux', 'darwin'] as const)('are all in GRAPHCTL_HOME when it is set, on %s', (platform) => {
		const folders = resolveFolders({ env: { GRAPHCTL_HOME: '/x/home', XDG_CONFIG_HOME: '/c' }, platform, home });
		expect(folders).toEqual({ config: '/x/home', state: '/x/home', cache: '/x/home/cache' });
		expect(compiledFolder({ env: { GRAPHCTL_HOME: '/x/home' }, platform })).toBe('/x/home/cache/compiled');
	});

	it('are absolute when GRAPHCTL_HOME is relative, and an empty one is none', () => {
		expect(resolveFolders({ env: { GRAPHCTL_HOME: 'here' }, platform: 'linux', home }).state).toBe(
			`${process.cwd()}/here`,
		);
		expect(resolveFolders({ env: { GRAPHCTL_HOME: '' }, platform: 'linux', home }).state).toBe(
			'/home/ann/.local/state/graphctl',
		);
	});
});
