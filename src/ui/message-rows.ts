/** A list of mail as the screens show it. No React here: the plain-text path must start fast. */
import { type SafeText, safeText, sanitizeLine } from '../text/sanitize.js';
import { formatTable } from '../text/table.js';
import { formatReceived } from '../text/time.js';

interface Recipient {
	readonly emailAddress?:
		| { readonly name?: string | null | undefined; readonly address?: string | null | undefined }
		| null
		| undefined;
}

/** What is read of Graph's message; every property may be missing or null. */
export interface ListedMessage {
	readonly subject?: string | null | undefined;
	readonly from?: Recipient | null | undefined;
	readonly sender?: Recipient | null | undefined;
	/** ISO 8601. */
	readonly receivedDateTime?: string | null | undefined;
	readonly isRead?: boolean | null | undefined;
	readonly isDraft?: boolean | null | undefined;
	readonly hasAttachments?: boolean | null | undefined;
	readonly importance?: string | null | undefined;
	readonly bodyPreview?: string | null | undefined;
}

export interface MessageRow {
	/** The number by which the message can be named, from 1. */
	readonly number: number;
	readonly unread: boolean;
	readonly sender: SafeText;
	readonly subject: SafeText;
	readonly received: SafeText;
	readonly attachment: boolean;
	readonly important: boolean;
	/** One line; empty when there is none. */
	readonly preview: SafeText;
}

export interface MessageListTitle {
	readonly username: string;
	/** Folder as it was asked for: a well-known name or an id. */
	readonly folder: string;
	/** True when only some of the folder's messages were asked for, by sender, time or words. */
	readonly narrowed?: boolean | undefined;
}

export interface ReadingTime {
	/** Milliseconds since the epoch. */
	readonly now: number;
	/** IANA name. */
	readonly timeZone: string;
}

/** Graph's messages as rows, numbered from 1. */
export function messageRows(messages: readonly ListedMessage[], time: ReadingTime): MessageRow[] {
	return messages.map((message, index) => messageRow(message, index, time));
}

/** One message as a row; `index` counts from 0. */
export function messageRow(message: ListedMessage, index: number, { now, timeZone }: ReadingTime): MessageRow {
	const { name, address } = (message.from ?? message.sender)?.emailAddress ?? {};
	const subject = squeeze(message.subject ?? '') || '(no subject)';
	return {
		number: index + 1,
		unread: message.isRead === false,
		sender: sanitizeLine(senderOf(squeeze(name ?? ''), squeeze(address ?? '')) || '(no sender)'),
		subject: sanitizeLine(message.isDraft === true ? `[Draft] ${subject}` : subject),
		received: sanitizeLine(formatReceived(Date.parse(message.receivedDateTime ?? ''), now, timeZone)),
		attachment: message.hasAttachments === true,
		important: message.importance?.toLowerCase() === 'high',
		preview: sanitizeLine(squeeze(message.bodyPreview ?? '')),
	};
}

/** The name; the address where there is none, or where the name gives itself out as an address that it is not. */
function senderOf(name: string, address: string): string {
	const claimed = /[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/.exec(name)?.[0];
	const isOther = claimed !== undefined && claimed.toLowerCase() !== address.toLowerCase();
	return name === '' || (isOther && address !== '') ? address : name;
}

/**
 * One aligned line for each message, without escape sequences: number, `*` for unread, `!` for important, sender, subject,
 * time, `@` for attachments, the beginning of the text. Nothing but a sentence for an empty list.
 */
export function messagesAsText(rows: readonly MessageRow[], title: MessageListTitle): string {
	if (rows.length === 0) return `${noMessages(title)}\n`;
	const mark = (shown: boolean, symbol: SafeText): SafeText => (shown ? symbol : safeText` `);
	const lines = rows.map((row) => [
		safeText`${row.number}`,
		safeText`${mark(row.unread, safeText`*`)}${mark(row.important, safeText`!`)}`,
		row.sender,
		row.subject,
		row.received,
		mark(row.attachment, safeText`@`),
		row.preview,
	]);
	return formatTable(lines, { right: [0], atMost: [undefined, undefined, 24, 50, undefined, undefined, 60] });
}

/** The sentence for an empty list. */
export function noMessages({ folder, narrowed }: MessageListTitle): SafeText {
	const name = folderName(folder);
	return narrowed === true ? safeText`No message in ${name} matches.` : safeText`No messages in ${name}.`;
}

/** What people call a well-known folder; other names and ids as they are. */
export function folderName(folder: string): SafeText {
	return sanitizeLine(wellKnownFolders[folder.toLowerCase()] ?? folder);
}

const wellKnownFolders: Readonly<Record<string, string | undefined>> = {
	archive: 'Archive',
	clutter: 'Clutter',
	conversationhistory: 'Conversation History',
	deleteditems: 'Deleted Items',
	drafts: 'Drafts',
	inbox: 'Inbox',
	junkemail: 'Junk Email',
	msgfolderroot: 'the whole mailbox',
	outbox: 'Outbox',
	sentitems: 'Sent Items',
};

/** One line with single spaces: previews are full of line breaks and indentation. */
function squeeze(text: string): string {
	return sanitizeLine(text).replace(/\s+/g, ' ').trim();
}
