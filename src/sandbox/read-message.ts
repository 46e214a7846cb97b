/** `GET /me/messages/{id}`, also below a folder. */

import { findFolder, ranksIn } from './folders.js';
import { type Answer, jsonAnswer } from './graph-answer.js';
import { itemNotFound, malformedId } from './graph-errors.js';
import type { GraphRequest } from './graph-request.js';
import { isWellFormedId } from './item-ids.js';
import { authorizeMail } from './mail-access.js';
import { messageJson, readView } from './message-json.js';
import { Message } from './message-properties.js';
import { contextOf, readQuery } from './odata.js';

export function readMessage(request: GraphRequest): Answer {
	const { options, names, preferences } = request;
	const { owner, fullRead } = authorizeMail(request);
	const { mailbox, ids } = request.mailboxOf(owner);
	const query = readQuery(request.parameters, ['select'], ['filter', 'orderby', 'search', 'skip', 'skiptoken', 'top']);
	const view = readView(query, fullRead);
	const folderName = names['folder'];
	const folder = folderName === undefined ? undefined : findFolder(ids, folderName);
	const id = names['message'] ?? '';
	const rank = ids.rankOf(id);
	if (rank === undefined && !isWellFormedId(id)) throw malformedId();
	if (rank === undefined || rank >= mailbox.count) throw itemNotFound();
	if (folder !== undefined && !ranksIn(mailbox, folder).includes(rank)) throw itemNotFound();
	const folderPath = folderName === undefined ? '' : `/mailFolders('${encodeURIComponent(folderName)}')`;
	return jsonAnswer(
		{
			'@odata.context': contextOf(
				options.origin(),
				`users('${encodeURIComponent(owner.id)}')${folderPath}/messages`,
				view.selection,
				true,
			),
			...messageJson(new Message(mailbox, ids, rank, preferences.body), view),
		},
		preferences.applied === undefined ? {} : { 'Preference-Applied': preferences.applied },
	);
}
