/** Folders that every mailbox has, whatever its language (https://learn.microsoft.com/graph/api/resources/mailfolder). */
import { GraphctlError } from '../errors.js';

/** Their names as they may be typed, and what Graph calls them. */
export const wellKnown: Readonly<Record<string, string>> = {
	inbox: 'inbox',
	archive: 'archive',
	drafts: 'drafts',
	sent: 'sentitems',
	sentitems: 'sentitems',
	deleted: 'deleteditems',
	deleteditems: 'deleteditems',
	trash: 'deleteditems',
	junk: 'junkemail',
	junkemail: 'junkemail',
	spam: 'junkemail',
	outbox: 'outbox',
	clutter: 'clutter',
	conflicts: 'conflicts',
	conversationhistory: 'conversationhistory',
	localfailures: 'localfailures',
	msgfolderroot: 'msgfolderroot',
	recoverableitemsdeletions: 'recoverableitemsdeletions',
	scheduled: 'scheduled',
	searchfolders: 'searchfolders',
	serverfailures: 'serverfailures',
	syncissues: 'syncissues',
};

/** What Graph calls the folder of that name, however it is written; undefined for every other name. */
export function wellKnownName(name: string): string | undefined {
	const plain = name.trim().toLowerCase().replaceAll(/[\s-]/g, '');
	return Object.hasOwn(wellKnown, plain) ? wellKnown[plain] : undefined;
}

/** An id or well-known name as a path segment. @throws GraphctlError `usage.value` for what can be neither */
export function folderSegment(folder: string): string {
	const name = folder.trim();
	if (name === '' || name === '.' || name === '..') {
		throw new GraphctlError({ code: 'usage.value', message: `"${folder}" is not a folder.` });
	}
	return encodeURIComponent(wellKnownName(name) ?? name);
}
