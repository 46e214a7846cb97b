/** `graphctl me --photo`: the profile photo, byte for byte, into a file or a pipe. */
import { GraphctlError } from '../errors.js';
import type { GraphClient } from '../graph/client.js';
import { getPhoto } from '../graph/me.js';
import type { Runtime } from '../runtime.js';
import { safeText, sanitizeLine } from '../text/sanitize.js';
import { type OutputChoice, writeOut, writeResult } from './output.js';
import { checkSavePath, saveFile } from './save-file.js';

/** What is to be done with the photo; the file `-` is standard output. */
export interface PhotoChoice {
	readonly file: string;
	readonly force: boolean;
	readonly output: OutputChoice;
}

/** @throws GraphctlError `not-found.photo`, `usage.terminal`, and as `saveFile`; what can be known is said before Graph is asked */
export async function savePhoto(runtime: Runtime, graph: GraphClient, choice: PhotoChoice): Promise<void> {
	const { file, force, output } = choice;
	if (file !== '-') await checkSavePath(file, { force });
	else if (runtime.stdout.isTTY === true) {
		throw new GraphctlError({
			code: 'usage.terminal',
			message: 'A photo is not written to a terminal.',
			hint: 'Name a file, or send it on: graphctl me --photo - > photo.jpg',
		});
	}
	const bytes = await getPhoto(graph);
	if (bytes === undefined) {
		throw new GraphctlError({ code: 'not-found.photo', message: 'There is no photo in this profile.' });
	}
	if (file === '-') return writeOut(runtime, bytes);
	await saveFile(runtime, file, bytes, { force });
	await writeResult(
		runtime,
		output,
		{ file, bytes: bytes.length },
		() => `${safeText`The photo is in ${sanitizeLine(file)} (${Math.ceil(bytes.length / 1024)} KiB).`}\n`,
	);
}
