/** `GET /me/messages/{id}` and its `$value`, also below a folder. */
import { streamFrom } from './attachment-content.js';
import { type AttachmentView, attachmentsJson, readAttachmentSelect } from './attachment-json.js';
import { attachedBytes } from './attachment-plan.js';
import { findMessage, findReadableMessage } from './find-message.js';
import { type Answer, bytesAnswer, jsonAnswer } from './graph-answer.js';
import { badRequest, notImplemented } from './graph-errors.js';
import type { GraphRequest } from './graph-request.js';
import { messageJson, readView } from './message-json.js';
import { writeMime } from './mime-message.js';
import { contextOf, type Query, readQuery } from './odata.js';

/** The message resource. @throws GraphError 400, 403, 404 */
export function readMessage(request: GraphRequest): Answer {
	const { options, preferences } = request;
	const query = readQuery(
		request.parameters,
		['expand', 'select'],
		['filter', 'orderby', 'search', 'skip', 'skiptoken', 'top'],
	);
	const expanded = readExpand(query);
	const { message, fullRead, collection } = findMessage(request);
	if (expanded && !fullRead) findReadableMessage(request);
	const view = readView(query, fullRead);
	return jsonAnswer(
		{
			'@odata.context': contextOf(options.origin(), collection, view.selection, true),
			...messageJson(message, view),
			...(expanded ? { attachments: attachmentsJson(message, expanded) } : {}),
		},
		preferences.applied === undefined ? {} : { 'Preference-Applied': preferences.applied },
	);
}

/** `$expand=attachments`, alone or with its own `$select`. @throws GraphError 400 for what cannot be expanded, 501 for other options */
function readExpand(query: Query): AttachmentView | undefined {
	const expand = query.get('expand')?.trim();
	if (expand === undefined) return undefined;
	const [, name = '', options] = /^(\w+)(?:\((.*)\))?$/s.exec(expand) ?? [];
	if (name.toLowerCase() !== 'attachments') {
		throw badRequest(`Parsing OData Select and Expand failed: '${expand}' cannot be expanded.`);
	}
	if (options === undefined) return { selection: undefined, expanded: false };
	const select = /^\$select=([^;()]+)$/i.exec(options)?.[1];
	if (select === undefined) throw notImplemented('options other than $select inside $expand');
	return { selection: readAttachmentSelect(new Map([['select', select]])), expanded: false };
}

/** The message as MIME; a large one goes out while it is written. @throws GraphError 400, 403, 404 */
export function readMime(request: GraphRequest): Answer {
	readQuery(request.parameters, []);
	const { message } = findReadableMessage(request);
	const isLarge = attachedBytes(message.header.attachments) > streamFrom;
	return bytesAnswer('text/plain', isLarge ? () => writeMime(message) : Buffer.concat([...writeMime(message)]));
}
