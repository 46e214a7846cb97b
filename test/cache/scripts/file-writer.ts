/** Writes a file of many bytes over an old one. Arguments: path, bytes. Prints what became of it as JSON. */
import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomically } from '../../../src/cache/atomic-file.js';
import { GraphctlError } from '../../../src/errors.js';
import { makeCacheRuntime } from '../cache-runtime.js';

const [, , path = '', bytes = '0'] = process.argv;
const outcome = await writeFileAtomically(makeCacheRuntime(dirname(path)), path, 'x'.repeat(Number(bytes))).then(
	() => ({ code: 'written', message: '' }),
	(error: unknown) => {
		if (error instanceof GraphctlError) return { code: error.code, message: error.message };
		throw error;
	},
);
const content = await readFile(path, 'utf8');
process.stdout.write(JSON.stringify({ ...outcome, content: content.slice(0, 3), files: await readdir(dirname(path)) }));
