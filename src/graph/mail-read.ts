/** One message with its text, and its MIME form. */
import { GraphctlError } from '../errors.js';
import type { BodyTaker } from '../runtime.js';
import type { Attachment } from './attachments.js';
import type { GraphClient } from './client.js';
import type { Message, Recipient } from './mail.js';
import { listedProperties } from './mail-query.js';

/** A whole message, with Graph's own property names. */
export interface FullMessage extends Message {
	readonly body?: { readonly contentType?: string | null; readonly content?: string | null } | null;
	readonly ccRecipients?: readonly Recipient[] | null;
	readonly bccRecipients?: readonly Recipient[] | null;
	readonly replyTo?: readonly Recipient[] | null;
	readonly internetMessageId?: string | null;
	/** Without their content. */
	readonly attachments?: readonly Attachment[] | null;
	/** Only when they were asked for. */
	readonly internetMessageHeaders?: readonly InternetHeader[] | null;
}

/** A header line of the message as it travelled. */
export interface InternetHeader {
	readonly name?: string | null;
	readonly value?: string | null;
}

const properties = [...listedProperties, 'ccRecipients', 'bccRecipients', 'replyTo', 'internetMessageId', 'body'];
/** Names and sizes, not the content (https://learn.microsoft.com/graph/api/message-list-attachments). */
const attachments = 'attachments($select=id,name,contentType,size,isInline)';

/**
 * The message with its text and the names of its attachments, in one request. The text is as it was written, or of `bodyType`.
 * @throws GraphctlError `not-found.item`, `not-found.malformed-id`
 */
export function readMessage(
	client: Pick<GraphClient, 'get'>,
	id: string,
	bodyType?: 'html' | 'text',
): Promise<FullMessage> {
	const headers = bodyType === undefined ? {} : { Prefer: `outlook.body-content-type="${bodyType}"` };
	return client.get(messagePath(id), { query: { $select: properties.join(','), $expand: attachments }, headers });
}

/** The header lines of the message as it travelled, and what names it. @throws GraphctlError as `readMessage` */
export function readHeaders(client: Pick<GraphClient, 'get'>, id: string): Promise<FullMessage> {
	return client.get(messagePath(id), { query: { $select: 'id,subject,internetMessageId,internetMessageHeaders' } });
}

/** Hands on the message as MIME (RFC 5322), byte for byte, as it arrives; `begin` is asked for a taker each time it starts anew. */
export async function readMime(
	client: Pick<GraphClient, 'request'>,
	id: string,
	begin: () => BodyTaker,
): Promise<void> {
	await client.request('GET', `${messagePath(id)}/$value`, { headers: { Accept: '*/*' }, receive: begin });
}

/** The path of a message. @throws GraphctlError `usage.value` for what is no id */
export function messagePath(id: string): string {
	const name = id.trim();
	if (name === '' || name === '.' || name === '..') {
		throw new GraphctlError({ code: 'usage.value', message: `"${id}" is not an id of a message.` });
	}
	return `/me/messages/${encodeURIComponent(name)}`;
}
