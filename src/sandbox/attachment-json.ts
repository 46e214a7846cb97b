/** The attachment resources (graph-rest-1.0 fileAttachment, itemAttachment, referenceAttachment) as Graph sends them. */
import { contentOf } from './attachment-content.js';
import { itemJson } from './attachment-items.js';
import { sizeOfFile } from './attachment-plan.js';
import type { AttachmentPlan } from './mail-model.js';
import type { Json, Message } from './message-properties.js';
import { type Query, readSelect } from './odata.js';

/** Properties of the base type: `$select` names them alone. */
const baseProperties = ['id', 'lastModifiedDateTime', 'name', 'contentType', 'size', 'isInline'];
/** Properties of a file: `$select` takes them only behind the type, e.g. `microsoft.graph.fileAttachment/contentId`. */
const fileProperties = ['contentId', 'contentLocation', 'contentBytes'];
const fileCast = 'microsoft.graph.fileAttachment/';

/** What is shown of attachments. */
export interface AttachmentView {
	/** Names for `@odata.context`; undefined when nothing was selected. */
	readonly selection: readonly string[] | undefined;
	/** Items with their content. */
	readonly expanded: boolean;
}

/** @throws GraphError 400 for a property that attachments in general do not have */
export function readAttachmentSelect(query: Query): readonly string[] | undefined {
	const casts = fileProperties.map((name) => `${fileCast}${name}`);
	return readSelect(query, 'microsoft.graph.attachment', (name) =>
		[...baseProperties, ...casts].find((one) => one.toLowerCase() === name.toLowerCase()),
	);
}

/** Every attachment of a message. */
export function attachmentsJson(message: Message, view: AttachmentView): Record<string, Json>[] {
	const { ids, rank, header } = message;
	return header.attachments.map((plan, index) => attachmentJson(message, plan, ids.attachment(rank, index), view));
}

/** The attachment with its type and id, which come whatever was selected. `id`: as this request knows it. */
export function attachmentJson(
	message: Message,
	plan: AttachmentPlan,
	id: string,
	view: AttachmentView,
): Record<string, Json> {
	const wants = (name: string): boolean => view.selection === undefined || view.selection.includes(name);
	const body: Record<string, Json> = { '@odata.type': `#microsoft.graph.${plan.kind}Attachment` };
	if (plan.kind === 'file' && view.selection === undefined) body['@odata.mediaContentType'] = plan.contentType;
	body['id'] = id;
	if (wants('lastModifiedDateTime')) body['lastModifiedDateTime'] = modifiedOf(message);
	if (wants('name')) body['name'] = plan.name;
	if (wants('contentType')) body['contentType'] = plan.kind === 'file' ? plan.contentType : null;
	if (wants('size')) body['size'] = plan.kind === 'file' ? sizeOfFile(plan.bytes) : 4_000;
	if (wants('isInline')) body['isInline'] = plan.kind === 'file' && plan.inline === true;
	if (plan.kind === 'file') {
		if (wants(`${fileCast}contentId`)) body['contentId'] = plan.contentId ?? null;
		if (wants(`${fileCast}contentLocation`)) body['contentLocation'] = null;
		if (wants(`${fileCast}contentBytes`)) body['contentBytes'] = Buffer.concat([...contentOf(plan)]).toString('base64');
	}
	if (plan.kind === 'item' && view.expanded) body['item'] = itemJson(plan.item, message);
	return body;
}

function modifiedOf({ header }: Message): string {
	return `${new Date(header.receivedAt).toISOString().slice(0, 19)}Z`;
}
