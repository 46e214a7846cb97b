/** The mailFolder resource (graph-rest-1.0 mailFolder): the tree, well-known names, counts. */
import { itemNotFound, malformedId } from './graph-errors.js';
import { type ItemIds, isWellFormedId } from './item-ids.js';
import type { FolderKey } from './mail-model.js';
import type { FolderContent, Mailbox } from './mailbox.js';

interface FolderEntry {
	/** Key of the messages it holds, a well-known name where Graph has one. */
	readonly key: FolderKey | (typeof emptyKeys)[number];
	readonly displayName: string;
	readonly parent: FolderEntry['key'];
	/** Listed only with `includeHiddenFolders=true`. */
	readonly hidden?: true;
}

/** Folders that never hold mail. */
const emptyKeys = ['msgfolderroot', 'outbox', 'conversationhistory', 'waiting', 'conversationactions'] as const;

/** Ordered by display name, as the service lists them. */
const entries: readonly FolderEntry[] = [
	{ key: 'archive', displayName: 'Archive', parent: 'msgfolderroot' },
	{ key: 'archive2025', displayName: '2025', parent: 'archive' },
	{
		key: 'conversationactions',
		displayName: 'Conversation Action Settings',
		parent: 'msgfolderroot',
		hidden: true,
	},
	{ key: 'conversationhistory', displayName: 'Conversation History', parent: 'msgfolderroot' },
	{ key: 'deleteditems', displayName: 'Deleted Items', parent: 'msgfolderroot' },
	{ key: 'drafts', displayName: 'Drafts', parent: 'msgfolderroot' },
	{ key: 'inbox', displayName: 'Inbox', parent: 'msgfolderroot' },
	{ key: 'receipts', displayName: 'Receipts', parent: 'inbox' },
	{ key: 'junkemail', displayName: 'Junk Email', parent: 'msgfolderroot' },
	{ key: 'outbox', displayName: 'Outbox', parent: 'msgfolderroot' },
	{ key: 'projects', displayName: 'Projects', parent: 'msgfolderroot' },
	{ key: 'projects2025', displayName: '2025', parent: 'projects' },
	{ key: 'projects2026', displayName: '2026', parent: 'projects' },
	{ key: 'northlight', displayName: 'Northlight', parent: 'projects2026' },
	{ key: 'sales', displayName: 'Sales/Marketing', parent: 'msgfolderroot' },
	{ key: 'oddname', displayName: `100% "draft" #1 & 'more'? \\ 東京 🎨`, parent: 'sales' },
	{ key: 'sentitems', displayName: 'Sent Items', parent: 'msgfolderroot' },
	{ key: 'waiting', displayName: 'Waiting for reply', parent: 'msgfolderroot' },
	// A name that would clear the screen, set the title, leave the folder and turn the line around.
	{
		key: 'hostile',
		displayName: '\u001b[2J\u001b]0;owned\u0007../../etc\u202egnp.\r\nInbox\u009b31m',
		parent: 'msgfolderroot',
	},
];
const root: FolderEntry = { key: 'msgfolderroot', displayName: 'Top of Information Store', parent: 'msgfolderroot' };

/** Folders that no well-known name reaches. */
const customKeys: readonly string[] = [
	'archive2025',
	'receipts',
	'sales',
	'oddname',
	'hostile',
	'projects',
	'projects2025',
	'projects2026',
	'northlight',
	'waiting',
	'conversationactions',
];

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

/** The folders directly below one; without one the top level. */
export function childFolders(parent: Folder = root, includeHidden = false): readonly Folder[] {
	return entries.filter((entry) => entry.parent === parent.key && (includeHidden || entry.hidden !== true));
}

/** Ranks of a folder's messages, newest first. */
export function ranksIn(mailbox: Mailbox, folder: Folder): Uint32Array {
	return contentOf(mailbox, folder).ranks;
}

function contentOf(mailbox: Mailbox, { key }: Folder): FolderContent {
	return isEmpty(key) ? { ranks: new Uint32Array(), unread: 0 } : mailbox.contentOf(key);
}

function isEmpty(key: Folder['key']): key is (typeof emptyKeys)[number] {
	return emptyKeys.some((one) => one === key);
}

/** The folder as Graph sends it, without annotations. */
export function folderResource(mailbox: Mailbox, ids: ItemIds, folder: Folder): FolderResource {
	const { ranks, unread } = contentOf(mailbox, folder);
	return {
		id: ids.folder(folder.key),
		displayName: folder.displayName,
		parentFolderId: ids.folder(folder.parent),
		childFolderCount: childFolders(folder).length,
		unreadItemCount: unread,
		totalItemCount: ranks.length,
		isHidden: folder.hidden === true,
	};
}
