/** `GET /me/messages/{id}` and its `$value`, also below a folder. */
import { streamFrom } from './attachment-content.js';
import { attachedBytes } from './attachment-plan.js';
import { findMessage, findReadableMessage } from './find-message.js';
import { type Answer, bytesAnswer, jsonAnswer } from './graph-answer.js';
import type { GraphRequest } from './graph-request.js';
import { messageJson, readView } from './message-json.js';
import { writeMime } from './mime-message.js';
import { contextOf, readQuery } from './odata.js';

/** The message resource. @throws GraphError 400, 403, 404 */
export function readMessage(request: GraphRequest): Answer {
	const { options, preferences } = request;
	const query = readQuery(request.parameters, ['select'], ['filter', 'orderby', 'search', 'skip', 'skiptoken', 'top']);
	const { message, fullRead, collection } = findMessage(request);
	const view = readView(query, fullRead);
	return jsonAnswer(
		{
			'@odata.context': contextOf(options.origin(), collection, view.selection, true),
			...messageJson(message, view),
		},
		preferences.applied === undefined ? {} : { 'Preference-Applied': preferences.applied },
	);
}

/** The message as MIME; a large one goes out while it is written. @throws GraphError 400, 403, 404 */
export function readMime(request: GraphRequest): Answer {
	readQuery(request.parameters, []);
	const { message } = findReadableMessage(request);
	const isLarge = attachedBytes(message.header.attachments) > streamFrom;
	return bytesAnswer('text/plain', isLarge ? () => writeMime(message) : Buffer.concat([...writeMime(message)]));
}
