/** What the full-screen mailbox asks of Graph and of this computer, for one account. */
import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, resolve, sep } from 'node:path';
import { downloadAttachment, listAttachments } from '../graph/attachments.js';
import type { WaitInfo } from '../graph/client.js';
import { listFolders } from '../graph/mail-folders.js';
import { readFolderFacts, readMessagePage } from '../graph/mail-page.js';
import { readHeaders, readMessage, readMime } from '../graph/mail-read.js';
import type { Runtime } from '../runtime.js';
import { safeFileName } from '../text/file-name.js';
import type { Command, Request } from '../ui/mailbox/mailbox-data.js';
import type { GraphAnswer } from '../ui/mailbox/read-answer.js';
import { type Download, downloadInto, openFolder } from './download.js';
import type { OpenedSession } from './open.js';
import { itemEnding } from './save-attachments.js';

type Graph = OpenedSession['graph'];
export type GraphRequest = Exclude<Request, { readonly kind: 'accounts' }>;

/** Messages of one page of the list. */
export const pageSize = 50;

/** Asks Graph for one thing until it is no longer wanted; `onWait` is told before each wait. @throws GraphctlError what Graph answers */
export async function askGraph(
	runtime: Pick<Runtime, 'clock'>,
	client: Graph,
	request: GraphRequest,
	signal: AbortSignal,
	onWait: (info: WaitInfo) => void,
): Promise<GraphAnswer> {
	const graph: Pick<Graph, 'get'> = { get: (path, options) => client.get(path, { ...options, signal, onWait }) };
	switch (request.kind) {
		case 'counts':
			return { kind: 'counts', facts: await readFolderFacts(graph, request.folder) };
		case 'page': {
			const { folder, unreadOnly, search } = request.query;
			const query = { folder, top: pageSize, search, ...(unreadOnly ? { unread: true } : {}) };
			const place = search === undefined ? { skip: request.number * pageSize } : { link: request.link };
			return { kind: 'page', page: await readMessagePage(graph, query, place, runtime.clock) };
		}
		case 'message':
			return { kind: 'message', message: await readMessage(graph, request.id) };
		case 'headers':
			return { kind: 'headers', message: await readHeaders(graph, request.id) };
		case 'attachments':
			return { kind: 'attachments', attachments: await listAttachments(graph, request.id) };
		case 'folders':
			return { kind: 'folders', folders: await listFolders(graph) };
	}
}

type SaveCommand = Extract<Command, { readonly kind: 'save-message' | 'save-attachment' }>;

/** Saves a message or an attachment under the name that was typed, or that name with a number; below `folder` unless a path says otherwise. */
export async function saveTyped(
	runtime: Pick<Runtime, 'randomBytes' | 'env'>,
	graph: Graph,
	command: SaveCommand,
	folder: string,
): Promise<Download> {
	const home = runtime.env['HOME'] ?? runtime.env['USERPROFILE'];
	// No shell does it here.
	const path = home === undefined ? command.path : command.path.replace(/^~(?=[\\/]|$)/, () => home);
	const target = isAbsolute(path) ? path : resolve(folder, path);
	const isFolder = /[\\/]$/.test(path) || (await isFolderThere(target));
	const into = isFolder ? target : dirname(target);
	await openFolder(into);
	// The name may be a stranger's: the person only pressed Enter.
	const typed = isFolder ? '' : target.slice(target.lastIndexOf(sep) + 1);
	const fallback = command.kind === 'save-message' ? 'message.eml' : 'attachment';
	return downloadInto(
		runtime,
		into,
		(start) => safeFileName(typed, fallback, 'item' in command && command.item ? itemEnding(start) : ''),
		(begin) =>
			command.kind === 'save-message'
				? readMime(graph, command.id, begin)
				: downloadAttachment(graph, command.id, command.attachment, begin),
	);
}

async function isFolderThere(path: string): Promise<boolean> {
	return stat(path).then(
		(there) => there.isDirectory(),
		() => false,
	);
}
