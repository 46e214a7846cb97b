/** Starts the process. This file is all that `--version` loads. */
import * as module from 'node:module';
import { compileCacheFolder } from './node/folders.js';

declare const GRAPHCTL_VERSION: string;

if (process.argv.length === 3 && process.argv[2] === '--version') {
	// A reader that has gone away (`| true`) is no crash.
	process.stdout.on('error', () => {}).write(`${GRAPHCTL_VERSION}\n`);
} else {
	// Node 20 has no compile cache; it helps only what is imported after this call.
	module.enableCompileCache?.(compileCacheFolder(process));
	const { start } = await import('./start.js');
	await start(GRAPHCTL_VERSION);
}
