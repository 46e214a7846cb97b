/** What is attached to a message. */
import { GraphctlError } from '../errors.js';
import type { BodyTaker } from '../runtime.js';
import type { GraphClient } from './client.js';
import { messagePath } from './mail-read.js';
import { pages } from './paging.js';

/** An attachment with Graph's own property names, without its content (https://learn.microsoft.com/graph/api/resources/attachment). */
export interface Attachment {
	/** `#microsoft.graph.fileAttachment`, `#microsoft.graph.itemAttachment` or `#microsoft.graph.referenceAttachment`. */
	readonly '@odata.type'?: string | null;
	readonly id: string;
	readonly name?: string | null;
	readonly contentType?: string | null;
	/** Bytes; a little more than the file has. */
	readonly size?: number | null;
	readonly isInline?: boolean | null;
	readonly lastModifiedDateTime?: string | null;
	/** Address of a `reference`, where Graph tells it. */
	readonly sourceUrl?: string | null;
}

/** A file, an Outlook item (message, event, contact), or a link to a file elsewhere. */
export type AttachmentKind = 'file' | 'item' | 'reference';

/** The attachments of a message. @throws GraphctlError `not-found.item`, `not-found.malformed-id` */
export async function listAttachments(client: Pick<GraphClient, 'get'>, messageId: string): Promise<Attachment[]> {
	const $select = 'id,name,contentType,size,isInline,lastModifiedDateTime';
	const found: Attachment[] = [];
	const path = `${messagePath(messageId)}/attachments`;
	for await (const page of pages<Attachment>(client, path, { query: { $select } })) found.push(...page);
	if (found.every(({ id }) => typeof id === 'string')) return found;
	throw new GraphctlError({ code: 'graph.invalid-answer', message: 'Graph lists an attachment that has no id.' });
}

/** Files are what is not said to be something else. */
export function kindOf(attachment: Attachment): AttachmentKind {
	const type = attachment['@odata.type']?.toLowerCase() ?? '';
	if (type.endsWith('.itemattachment')) return 'item';
	return type.endsWith('.referenceattachment') ? 'reference' : 'file';
}

/** Hands on the bytes of a file, or an item as MIME, iCalendar or vCard, as they arrive; `begin` is asked for a taker each time it starts anew. */
export async function downloadAttachment(
	client: Pick<GraphClient, 'request'>,
	messageId: string,
	attachmentId: string,
	begin: () => BodyTaker,
): Promise<void> {
	const path = `${messagePath(messageId)}/attachments/${encodeURIComponent(attachmentId)}/$value`;
	await client.request('GET', path, { headers: { Accept: '*/*' }, receive: begin });
}

/** Where the person can see a message in a browser; for what Graph gives no link of its own. */
export async function webLinkOf(client: Pick<GraphClient, 'get'>, messageId: string): Promise<string | undefined> {
	const { webLink } = await client.get<{ webLink?: unknown }>(messagePath(messageId), {
		query: { $select: 'webLink' },
	});
	return typeof webLink === 'string' ? webLink : undefined;
}
