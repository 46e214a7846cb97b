/** What the commands of `mail` have in common. */
import { findFolder } from '../graph/mail-folders.js';
import { nearest } from '../text/suggest.js';
import type { OpenedSession } from './open.js';

/** Describes `--folder` in help. */
export const folderHelp = 'Folder: inbox, sentitems, archive ..., a path such as "Projects/2026", or an id';

/** What Graph takes for a folder as it was typed. @throws GraphctlError `not-found.folder`, `usage.ambiguous-folder` */
export function folderOf(session: Pick<OpenedSession, 'graph'>, text: string): Promise<string> {
	return findFolder(session.graph, text, nearest);
}

/** Says what is wrong with `--top`, alone and beside `--all`. */
export function checkTop(args: {
	readonly top?: string | undefined;
	readonly all?: boolean | undefined;
}): string | undefined {
	if (args.top !== undefined && !/^[1-9]\d{0,6}$/.test(args.top)) {
		return `--top takes a whole number from 1, not "${args.top}".`;
	}
	return args.top !== undefined && args.all ? '--top and --all cannot be combined.' : undefined;
}
