/** Starts the process. This file is all that `--version` loads. */
import { join } from 'node:path';
import { createCodeLoader } from './node/code-loader.js';
import { compiledFolder } from './node/folders.js';

declare const GRAPHCTL_VERSION: string;
/** Name of the file that `start.ts` became. */
declare const START_FILE: string;

if (process.argv.length === 3 && process.argv[2] === '--version') {
	// A reader that has gone away (`| true`) is no crash.
	process.stdout.on('error', () => {}).write(`${GRAPHCTL_VERSION}\n`);
} else {
	const code = createCodeLoader({ folder: compiledFolder(process), require });
	const { start } = code.load(join(__dirname, START_FILE)) as typeof import('./start.js');
	start(GRAPHCTL_VERSION, code);
}
