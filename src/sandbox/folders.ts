/** The mailFolder resource (graph-rest-1.0 mailFolder): the tree, well-known names, counts. */
import { itemNotFound, malformedId } from './graph-errors.js';
import { type ItemIds, isWellFormedId } from './item-ids.js';
import type { FolderKey } from './mail-model.js';
import type { Mailbox } from './mailbox.js';

interface FolderEntry {
	/** Key of the messages it holds, a well-known name where Graph has one. */
	readonly key: FolderKey | 'msgfolderroot' | 'outbox' | 'conversationhistory';
	readonly displayName: string;
	readonly parent: FolderEntry['key'];
}

/** Ordered by display name, as the service lists them. */
const entries: readonly FolderEntry[] = [
	{ key: 'archive', displayName: 'Archive', parent: 'msgfolderroot' },
	{ key: 'conversationhistory', displayName: 'Conversation History', parent: 'msgfolderroot' },
	{ key: 'deleteditems', displayName: 'Deleted Items', parent: 'msgfolderroot' },
	{ key: 'drafts', displayName: 'Drafts', parent: 'msgfolderroot' },
	{ key: 'inbox', displayName: 'Inbox', parent: 'msgfolderroot' },
	{ key: 'junkemail', displayName: 'Junk Email', parent: 'msgfolderroot' },
	{ key: 'outbox', displayName: 'Outbox', parent: 'msgfolderroot' },
	{ key: 'projects', displayName: 'Projects', parent: 'msgfolderroot' },
	{ key: 'projects2026', displayName: '2026', parent: 'projects' },
	{ key: 'sentitems', displayName: 'Sent Items', parent: 'msgfolderroot' },
];
const root: FolderEntry = { key: 'msgfolderroot', displayName: 'Top of Information Store', parent: 'msgfolderroot' };

/** Folders that no well-known name reaches. */
const customKeys: readonly string[] = ['projects', 'projects2026'];
const emptyKeys: readonly string[] = ['msgfolderroot', 'outbox', 'conversationhistory'];

/** Every property of a mailFolder, in the order it is sent. */
export const folderProperties = [
	'id',
	'displayName',
	'parentFolderId',
	'childFolderCount',
	'unreadItemCount',
	'totalItemCount',
	'isHidden',
] as const;

export type FolderProperty = (typeof folderProperties)[number];
export type FolderResource = Readonly<Record<FolderProperty, string | number | boolean>>;
/** A folder of a mailbox, found by id or by well-known name. */
export type Folder = FolderEntry;

/** Finds a folder by its id or, in any case, its well-known name. @throws GraphError `ErrorInvalidIdMalformed`, `ErrorItemNotFound` */
export function findFolder(ids: ItemIds, idOrName: string): Folder {
	const name = idOrName.toLowerCase();
	const all = [root, ...entries];
	const found = all.find((entry) =>
		entry.key === name ? !customKeys.includes(entry.key) : ids.folder(entry.key) === idOrName,
	);
	if (found !== undefined) return found;
	throw isWellFormedId(idOrName) || unusedNames.has(name) ? itemNotFound() : malformedId();
}

/** Well-known names that exist in Graph and whose folders these mailboxes do not have. */
const unusedNames: ReadonlySet<string> = new Set([
	'clutter',
	'conflicts',
	'localfailures',
	'recoverableitemsdeletions',
	'scheduled',
	'searchfolders',
	'serverfailures',
	'syncissues',
]);

/** The folders directly below one; `msgfolderroot` has the top level. */
export function childFolders(parent: Folder['key']): readonly Folder[] {
	return entries.filter((entry) => entry.parent === parent);
}

/** The top level of the tree. */
export function topFolders(): readonly Folder[] {
	return childFolders(root.key);
}

/** Ranks of a folder's messages, newest first. */
export function ranksIn(mailbox: Mailbox, folder: Folder): Uint32Array {
	return holdsMail(folder.key) ? mailbox.ranksIn(folder.key) : new Uint32Array();
}

function holdsMail(key: Folder['key']): key is FolderKey {
	return !emptyKeys.includes(key);
}

/** The folder as Graph sends it, without annotations. */
export function folderResource(mailbox: Mailbox, ids: ItemIds, folder: Folder): FolderResource {
	const ranks = ranksIn(mailbox, folder);
	let unread = 0;
	for (const rank of ranks) if (!mailbox.isRead(rank)) unread++;
	return {
		id: ids.folder(folder.key),
		displayName: folder.displayName,
		parentFolderId: ids.folder(folder.parent),
		childFolderCount: childFolders(folder.key).length,
		unreadItemCount: unread,
		totalItemCount: ranks.length,
		isHidden: false,
	};
}
