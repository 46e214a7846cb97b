/** The message that a path names, for every handler below `/me/messages/{id}`. */
import { findFolder, ranksIn } from './folders.js';
import { itemNotFound, mailAccessDenied, malformedId } from './graph-errors.js';
import type { GraphRequest } from './graph-request.js';
import { isWellFormedId } from './item-ids.js';
import { authorizeMail } from './mail-access.js';
import { Message } from './message-properties.js';

interface FoundMessage {
	readonly message: Message;
	/** False for Mail.ReadBasic, which shows no bodies. */
	readonly fullRead: boolean;
	/** For `@odata.context`: the collection the message was found in. */
	readonly collection: string;
}

/** Finds the message, in its folder when the path names one. @throws GraphError 400, 403, 404 */
export function findMessage(request: GraphRequest): FoundMessage {
	const { names, preferences } = request;
	const { owner, fullRead } = authorizeMail(request);
	const { mailbox, ids } = request.mailboxOf(owner);
	const folderName = names['folder'];
	const folder = folderName === undefined ? undefined : findFolder(ids, folderName);
	const id = names['message'] ?? '';
	const rank = ids.rankOf(id);
	if (rank === undefined && !isWellFormedId(id)) throw malformedId();
	if (rank === undefined || rank >= mailbox.count) throw itemNotFound();
	if (folder !== undefined && !ranksIn(mailbox, folder).includes(rank)) throw itemNotFound();
	const folderPath = folderName === undefined ? '' : `/mailFolders('${encodeURIComponent(folderName)}')`;
	return {
		message: new Message(mailbox, ids, rank, preferences.body),
		fullRead,
		collection: `users('${encodeURIComponent(owner.id)}')${folderPath}/messages`,
	};
}

/** As `findMessage`, for what Mail.ReadBasic does not show. @throws GraphError 400, 403, 404 */
export function findReadableMessage(request: GraphRequest): FoundMessage {
	const { fullRead } = authorizeMail(request);
	if (!fullRead) throw mailAccessDenied();
	return findMessage(request);
}
