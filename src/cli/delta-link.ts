/** The link to the later changes of a list (https://learn.microsoft.com/graph/delta-query-overview): for a file, or for the person. */
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { quote } from '../session/login-line.js';
import { openOutputFile } from './output-file.js';
import { noteWhole } from './report.js';

export interface DeltaLink {
	/** Called with the link, if there is one. */
	take(link: string): void;
	/**
	 * Hands the link on. To be called when every item is where it belongs: from then on only what changed later is asked for.
	 * @throws GraphctlError `usage.no-delta-link` for a file and a list without such a link
	 */
	keep(): Promise<void>;
	/** Leaves the file as it was; does nothing after `keep`. */
	discard(): Promise<void>;
}

/** Prepares it, so that a file that cannot be written is known before anything is asked. @throws GraphctlError `usage.output-file` */
export async function openDeltaLink(runtime: Runtime, path: string | undefined): Promise<DeltaLink> {
	const file = path === undefined ? undefined : await openOutputFile(runtime, path, true);
	let link: string | undefined;
	return {
		take: (given) => {
			link = given;
		},
		async keep() {
			if (link === undefined && !file) return;
			if (link === undefined) throw noDeltaLink(path);
			if (!file) return noteWhole(runtime, `Later changes: graphctl api ${quote(link)} --paginate`);
			file.stream.write(`${link}\n`);
			await file.keep();
		},
		discard: async () => file?.discard(),
	};
}

function noDeltaLink(path = ''): GraphctlError {
	return new GraphctlError({
		code: 'usage.no-delta-link',
		message: `The list names no link to its later changes; ${path} was left as it was.`,
		hint: 'Only lists whose path ends in /delta name one, such as /me/mailFolders/inbox/messages/delta.',
	});
}
