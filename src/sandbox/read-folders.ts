/** `GET /me/mailFolders`, `/me/mailFolders/{id}` and `/childFolders`. */

import {
	childFolders,
	type FolderProperty,
	type FolderResource,
	findFolder,
	folderProperties,
	folderResource,
} from './folders.js';
import { type Answer, jsonAnswer } from './graph-answer.js';
import type { GraphRequest } from './graph-request.js';
import { authorizeMail } from './mail-access.js';
import type { Json } from './message-properties.js';
import { contextOf, nextLink, readCount, readQuery, readSelect, readSkip, readTop } from './odata.js';

const defaultPage = 10;
const largestPage = 1000;

/** The top level, or with a folder in the path what lies directly below it. */
export function listFolders(request: GraphRequest): Answer {
	const { options, names } = request;
	const { owner } = authorizeMail(request);
	const { mailbox, ids } = request.mailboxOf(owner);
	const query = readQuery(request.parameters, ['count', 'select', 'skip', 'top']);
	const selection = readFolderSelect(query);
	const top = readTop(query, defaultPage, largestPage);
	const skip = readSkip(query);
	const parent = names['folder'];
	const includeHidden = readIncludeHidden(request.parameters);
	const folders = childFolders(parent === undefined ? undefined : findFolder(ids, parent), includeHidden);
	const below = parent === undefined ? '' : `('${encodeURIComponent(parent)}')/childFolders`;
	return jsonAnswer({
		'@odata.context': contextOf(
			options.origin(),
			`users('${encodeURIComponent(owner.id)}')/mailFolders${below}`,
			selection,
			false,
		),
		...(readCount(query) ? { '@odata.count': folders.length } : {}),
		value: folders.slice(skip, skip + top).map((folder) => selectFrom(folderResource(mailbox, ids, folder), selection)),
		...(folders.length > skip + top
			? {
					'@odata.nextLink': withHidden(
						nextLink(`${options.origin()}${request.path}`, query, 'skip', String(skip + top)),
						includeHidden,
					),
				}
			: {}),
	});
}

/** One folder, by id or well-known name. */
export function readFolder(request: GraphRequest): Answer {
	const { options, names } = request;
	const { owner } = authorizeMail(request);
	const { mailbox, ids } = request.mailboxOf(owner);
	const query = readQuery(request.parameters, ['select'], ['filter', 'orderby', 'search', 'skip', 'skiptoken', 'top']);
	const selection = readFolderSelect(query);
	const folder = findFolder(ids, names['folder'] ?? '');
	return jsonAnswer({
		'@odata.context': contextOf(
			options.origin(),
			`users('${encodeURIComponent(owner.id)}')/mailFolders`,
			selection,
			true,
		),
		...selectFrom(folderResource(mailbox, ids, folder), selection),
	});
}

/** `includeHiddenFolders` is no system query option: it has no `$`. */
function readIncludeHidden(parameters: URLSearchParams): boolean {
	const [, value] = [...parameters].find(([name]) => name.toLowerCase() === 'includehiddenfolders') ?? [];
	return value?.toLowerCase() === 'true';
}

function withHidden(link: string, includeHidden: boolean): string {
	return includeHidden ? `${link}&includeHiddenFolders=true` : link;
}

function readFolderSelect(query: Parameters<typeof readSelect>[0]): readonly string[] | undefined {
	return readSelect(query, 'microsoft.graph.mailFolder', (name) =>
		folderProperties.find((property) => property.toLowerCase() === name.toLowerCase()),
	);
}

function selectFrom(resource: FolderResource, selection: readonly string[] | undefined): Record<string, Json> {
	const selected = (name: FolderProperty): boolean =>
		selection === undefined || name === 'id' || selection.includes(name);
	return Object.fromEntries(folderProperties.filter(selected).map((name) => [name, resource[name]]));
}
