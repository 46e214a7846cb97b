/** `GET /me/messages/{id}/attachments`, one attachment, and its `$value`; also below a folder. */
import { contentOf, streamFrom } from './attachment-content.js';
import { attachedMessage, calendarOf, cardOf } from './attachment-items.js';
import { type AttachmentView, attachmentJson, attachmentsJson, readAttachmentSelect } from './attachment-json.js';
import { findReadableMessage } from './find-message.js';
import { type Answer, bytesAnswer, jsonAnswer } from './graph-answer.js';
import { badRequest, itemNotFound, malformedId, methodNotAllowed, notImplemented } from './graph-errors.js';
import type { GraphRequest } from './graph-request.js';
import { isWellFormedId } from './item-ids.js';
import type { AttachmentPlan } from './mail-model.js';
import type { Message } from './message-properties.js';
import { writeMime } from './mime-message.js';
import { contextOf, type Query, readCount, readQuery } from './odata.js';

/** Every attachment of a message; a `$filter` is ignored, as the service ignores it. @throws GraphError 400, 403, 404 */
export function listAttachments(request: GraphRequest): Answer {
	const query = readQuery(request.parameters, ['count', 'expand', 'filter', 'select'], ['search']);
	const view = readAttachmentView(query);
	const { message, collection } = findReadableMessage(request);
	const { attachments } = message.header;
	return jsonAnswer({
		'@odata.context': contextOf(request.options.origin(), pathBelow(collection, request), view.selection, false),
		...(readCount(query) ? { '@odata.count': attachments.length } : {}),
		value: attachmentsJson(message, view),
	});
}

/** One attachment. @throws GraphError 400, 403, 404 */
export function readAttachment(request: GraphRequest): Answer {
	const query = readQuery(request.parameters, ['expand', 'select'], ['filter', 'search', 'skip', 'skiptoken', 'top']);
	const view = readAttachmentView(query);
	const { message, collection } = findReadableMessage(request);
	const { plan, index } = findAttachment(message, request.names['attachment'] ?? '');
	return jsonAnswer({
		'@odata.context': contextOf(request.options.origin(), pathBelow(collection, request), view.selection, true),
		...attachmentJson(message, plan, message.ids.attachment(message.rank, index), view),
	});
}

/** What is attached: the bytes of a file, an item as MIME, iCalendar or vCard. @throws GraphError 400, 403, 404, 405 for a link */
export function readAttachmentValue(request: GraphRequest): Answer {
	readQuery(request.parameters, []);
	const { message } = findReadableMessage(request);
	const { plan } = findAttachment(message, request.names['attachment'] ?? '');
	switch (plan.kind) {
		case 'file':
			// A header field cannot carry what a hostile content type holds.
			return bytesAnswer(
				/^[\x20-\x7e]+$/.test(plan.contentType) ? plan.contentType : 'application/octet-stream',
				plan.bytes > streamFrom ? () => contentOf(plan) : Buffer.concat([...contentOf(plan)]),
				plan.bytes,
			);
		case 'item':
			return itemValue(message, plan.item);
		case 'reference':
			throw methodNotAllowed([]);
	}
}

function itemValue(message: Message, item: 'message' | 'event' | 'contact'): Answer {
	switch (item) {
		case 'message':
			return bytesAnswer('text/plain', Buffer.concat([...writeMime(attachedMessage(message))]));
		case 'event':
			return bytesAnswer('text/calendar', Buffer.from(calendarOf(message)));
		case 'contact':
			return bytesAnswer('text/vcard', Buffer.from(cardOf()));
	}
}

function readAttachmentView(query: Query): AttachmentView {
	const expand = query.get('expand')?.trim().toLowerCase();
	if (expand?.includes('(')) throw notImplemented('options inside $expand');
	if (expand !== undefined && expand !== 'microsoft.graph.itemattachment/item') {
		throw badRequest(`Parsing OData Select and Expand failed: '${query.get('expand') ?? ''}' cannot be expanded.`);
	}
	return { selection: readAttachmentSelect(query), expanded: expand !== undefined };
}

function pathBelow(collection: string, { names }: GraphRequest): string {
	return `${collection}('${encodeURIComponent(names['message'] ?? '')}')/attachments`;
}

function findAttachment(message: Message, id: string): { readonly plan: AttachmentPlan; readonly index: number } {
	const { header, ids, rank } = message;
	const index = header.attachments.findIndex((_, at) => ids.isAttachment(id, rank, at));
	const plan = header.attachments[index];
	if (plan !== undefined) return { plan, index };
	throw isWellFormedId(id) ? itemNotFound() : malformedId();
}
