/** Finds out why keytar cannot be loaded, before msal-node-extensions imports it. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { GraphctlError } from '../errors.js';

/**
 * Loads keytar's native part. An import that fails inside msal-node-extensions would end the process on Node 20, even when caught.
 *
 * @param load resolves and loads a module; default is `require` from this file
 * @throws GraphctlError `storage.keychain-unavailable` with the reason
 */
export function probeKeytar(platform: NodeJS.Platform, load: NodeJS.Require = createRequire(import.meta.url)): void {
	try {
		load('keytar');
	} catch (error) {
		throw new GraphctlError({
			code: 'storage.keychain-unavailable',
			message: `The keychain cannot be used: ${reasonOf(platform, load)}.`,
			cause: error,
		});
	}
}

/** keytar's own error hides what the system's loader said; this asks it again. */
function reasonOf(platform: NodeJS.Platform, load: NodeJS.Require): string {
	const target = `${platform}-${process.arch}`;
	let folder: string;
	try {
		folder = dirname(load.resolve('keytar/package.json'));
	} catch {
		return 'the package keytar is not installed';
	}
	try {
		load(join(folder, 'prebuilds', target, 'keytar.node'));
		return 'keytar could not be loaded';
	} catch (error) {
		const text = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
		if (/libsecret/.test(text)) return `the library libsecret cannot be loaded (${text})`;
		if (/Cannot find module/.test(text)) return `keytar has no binary for ${target}`;
		return `keytar could not be loaded (${text})`;
	}
}
