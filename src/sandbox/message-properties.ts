/** The message resource (graph-rest-1.0 message): every property, its type for `$filter`, and how it is read. */
import { isListed } from './attachment-plan.js';
import { previewOf, renderHtml, renderText } from './body.js';
import { internetHeadersOf } from './internet-headers.js';
import type { ItemIds } from './item-ids.js';
import type { Block, MailHeader, Recipient } from './mail-model.js';
import type { Mailbox } from './mailbox.js';

/** JSON as it goes out. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

/** How bodies are to be rendered; from the `Prefer` header. */
export interface BodyPreference {
	readonly contentType: 'html' | 'text';
	readonly allowUnsafeHtml: boolean;
}

/** One message of a mailbox; parts are made when they are first read. */
export class Message {
	readonly mailbox: Mailbox;
	readonly ids: ItemIds;
	readonly rank: number;
	readonly preference: BodyPreference;
	#header: MailHeader | undefined;

	constructor(mailbox: Mailbox, ids: ItemIds, rank: number, preference: BodyPreference) {
		this.mailbox = mailbox;
		this.ids = ids;
		this.rank = rank;
		this.preference = preference;
	}

	get header(): MailHeader {
		this.#header ??= this.mailbox.header(this.rank);
		return this.#header;
	}

	body(unique: boolean): Json {
		const blocks: readonly Block[] = this.mailbox.blocks(this.rank, unique);
		return this.preference.contentType === 'text'
			? { contentType: 'text', content: renderText(blocks) }
			: { contentType: 'html', content: renderHtml(blocks, this.preference.allowUnsafeHtml) };
	}
}

export interface MessageProperty {
	readonly name: string;
	/** Sent only when selected by name. */
	readonly onRequest?: true;
	/** Mail.ReadBasic does not show it. */
	readonly needsFullRead?: true;
	/** Undefined: the message does not have it. */
	read(message: Message): Json | undefined;
}

/** All properties in the order the service sends them. */
export const messageProperties: readonly MessageProperty[] = [
	{ name: 'id', read: ({ ids, rank }) => ids.message(rank) },
	{ name: 'createdDateTime', read: ({ mailbox, rank }) => formatTime(mailbox.receivedAt(rank) - 1000) },
	{ name: 'lastModifiedDateTime', read: ({ mailbox, rank }) => formatTime(mailbox.receivedAt(rank) + 1000) },
	{ name: 'changeKey', read: ({ ids, rank }) => ids.changeKey(rank) },
	{ name: 'categories', read: ({ header }) => header.categories },
	{ name: 'receivedDateTime', read: ({ mailbox, rank }) => formatTime(mailbox.receivedAt(rank)) },
	// A constant distance keeps the orders by sent and by received time the same.
	{ name: 'sentDateTime', read: ({ mailbox, rank }) => formatTime(mailbox.receivedAt(rank) - 2000) },
	{ name: 'hasAttachments', read: ({ header }) => header.attachments.some(isListed) },
	{ name: 'internetMessageId', read: ({ ids, rank }) => ids.internetMessageId(rank) },
	{ name: 'subject', read: ({ header }) => header.subject },
	{ name: 'bodyPreview', needsFullRead: true, read: ({ mailbox, rank }) => previewOf(mailbox.text(rank)) },
	{ name: 'importance', read: ({ header }) => header.importance },
	{ name: 'parentFolderId', read: ({ ids, mailbox, rank }) => ids.folder(mailbox.folderOf(rank)) },
	{ name: 'conversationId', read: ({ ids, header }) => ids.conversation(header.conversation) },
	{ name: 'conversationIndex', read: ({ ids, header }) => ids.conversationIndex(header.conversation, header.depth) },
	{ name: 'isDeliveryReceiptRequested', read: ({ header }) => (header.isDraft ? false : null) },
	{ name: 'isReadReceiptRequested', read: () => false },
	{ name: 'isRead', read: ({ mailbox, rank }) => mailbox.isRead(rank) },
	{ name: 'isDraft', read: ({ mailbox, rank }) => mailbox.folderOf(rank) === 'drafts' },
	{ name: 'webLink', read: ({ ids, rank }) => webLinkOf(ids.message(rank)) },
	{ name: 'inferenceClassification', read: ({ header }) => header.inference },
	{ name: 'internetMessageHeaders', onRequest: true, read: readInternetHeaders },
	{ name: 'body', needsFullRead: true, read: (message) => message.body(false) },
	{ name: 'uniqueBody', onRequest: true, needsFullRead: true, read: (message) => message.body(true) },
	{ name: 'sender', read: ({ header }) => readSender(header) },
	{ name: 'from', read: ({ header }) => readSender(header) },
	{ name: 'toRecipients', read: ({ header }) => header.to.map(readRecipient) },
	{ name: 'ccRecipients', read: ({ header }) => header.cc.map(readRecipient) },
	{ name: 'bccRecipients', read: () => [] },
	{ name: 'replyTo', read: ({ header }) => header.replyTo.map(readRecipient) },
	{ name: 'flag', read: ({ header }) => readFlag(header) },
];

const byName: ReadonlyMap<string, MessageProperty> = new Map(
	messageProperties.map((property) => [property.name.toLowerCase(), property]),
);

/** The property with this name in any case. */
export function findMessageProperty(name: string): MessageProperty | undefined {
	return byName.get(name.toLowerCase());
}

/** Milliseconds since the epoch as `2018-09-09T03:15:08Z`. */
function formatTime(milliseconds: number): string {
	return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

function readRecipient(recipient: Recipient): Json {
	return { emailAddress: { name: recipient.name, address: recipient.address } };
}

function readSender(header: MailHeader): Json | undefined {
	return header.from ? readRecipient(header.from) : header.from;
}

function readFlag(header: MailHeader): Json {
	if (header.flag !== 'complete') return { flagStatus: header.flag };
	const completed = `${formatTime(header.receivedAt + 24 * 3600 * 1000).slice(0, 10)}T00:00:00.0000000`;
	return { flagStatus: 'complete', completedDateTime: { dateTime: completed, timeZone: 'UTC' } };
}

function readInternetHeaders(message: Message): Json | undefined {
	if (message.header.isDraft) return undefined;
	return internetHeadersOf(message).map(({ name, value }) => ({ name, value }));
}

function webLinkOf(id: string): string {
	return `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(id)}&exvsurl=1&viewmodel=ReadMessageItem`;
}
