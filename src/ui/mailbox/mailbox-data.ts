/** What the mailbox asks for and gets, in words of its own: the screens know neither Graph nor HTTP. */
import type { MessageBlocks } from '../../text/message-text.js';
import type { SafeText } from '../../text/sanitize.js';
import type { ArrivedPage } from './message-window.js';

/** Why something could not be had. */
export interface Problem {
	readonly kind: 'offline' | 'signed-out' | 'permission' | 'throttled' | 'not-found' | 'error';
	/** What happened, one or two sentences. */
	readonly message: SafeText;
	/** What can be done; lines. */
	readonly hint: SafeText | undefined;
}

/** Something that was asked for: there, or not to be had. */
export type Loaded<T> =
	| { readonly kind: 'loaded'; readonly value: T }
	| { readonly kind: 'failed'; readonly problem: Problem };

/** A folder of the folder list. */
export interface FolderEntry {
	readonly id: string;
	readonly name: SafeText;
	/** Level in the tree from 0. */
	readonly depth: number;
	readonly unread: number;
	readonly total: number;
}

/** Counts of the folder that is open. */
export interface FolderCounts {
	/** The name that people see. */
	readonly name: SafeText;
	/** NaN where Graph does not say. */
	readonly unread: number;
	readonly total: number;
}

/** Name and value of an internet header, in the order of the message. */
export interface HeaderLine {
	readonly name: SafeText;
	readonly value: SafeText;
}

/** A message with its text; the text is made safe when it is laid out. */
export interface MessageContent {
	readonly id: string;
	readonly subject: SafeText;
	/** Who, when, what: everything of the header but the subject. */
	readonly facts: readonly { readonly label: SafeText; readonly value: SafeText }[];
	readonly hasAttachments: boolean;
	readonly webLink: string | undefined;
	/** A name for it as a file. */
	readonly fileName: string;
	/** What came with it; none where the list of attachments has to be asked for. */
	readonly attachments: readonly AttachmentEntry[];
	/** Ready for any width. */
	readonly body: MessageBlocks;
}

/** An attachment in the list of a message. */
export interface AttachmentEntry {
	readonly id: string;
	/** As the sender called it. */
	readonly name: SafeText;
	/** A name that can stand in a folder. */
	readonly fileName: string;
	/** Type, and what it is if no file. */
	readonly kind: SafeText;
	/** In words. */
	readonly size: SafeText;
	readonly inline: boolean;
	/** An Outlook item, such as a message or an invitation. */
	readonly item: boolean;
	/** False for what has no bytes, such as a link into OneDrive. */
	readonly canSave: boolean;
}

/** An account that can be switched to. */
export interface AccountEntry {
	/** Names this account and no other. */
	readonly id: string;
	readonly name: SafeText;
	readonly current: boolean;
}

/** What a list shows. */
export interface ListQuery {
	/** Well-known name or id. */
	readonly folder: string;
	readonly unreadOnly: boolean;
	/** KQL; a search goes through the folder. */
	readonly search: string | undefined;
}

/** Something the mailbox wants now; the same `key` is the same thing. */
export type Request =
	| { readonly kind: 'counts'; readonly key: string; readonly folder: string }
	| {
			readonly kind: 'page';
			readonly key: string;
			readonly number: number;
			readonly query: ListQuery;
			/** Where a search goes on. */
			readonly link: string | undefined;
	  }
	| { readonly kind: 'message'; readonly key: string; readonly id: string; readonly delayMs: number }
	| { readonly kind: 'headers'; readonly key: string; readonly id: string }
	| { readonly kind: 'attachments'; readonly key: string; readonly id: string }
	| { readonly kind: 'folders'; readonly key: string }
	| { readonly kind: 'accounts'; readonly key: string };

/** The answer to a request, with its kind. */
export type Answer =
	| { readonly kind: 'counts'; readonly value: FolderCounts }
	| { readonly kind: 'page'; readonly value: ArrivedPage }
	| { readonly kind: 'message'; readonly value: MessageContent }
	| { readonly kind: 'headers'; readonly value: readonly HeaderLine[] }
	| { readonly kind: 'attachments'; readonly value: readonly AttachmentEntry[] }
	| { readonly kind: 'folders'; readonly value: readonly FolderEntry[] }
	| { readonly kind: 'accounts'; readonly value: readonly AccountEntry[] };

/** Something to be done once. */
export type Command =
	| { readonly kind: 'quit' }
	| { readonly kind: 'cancel' }
	| { readonly kind: 'suspend' }
	/** What was refused for want of a sign-in is wanted after all. */
	| { readonly kind: 'allow-sign-in' }
	| { readonly kind: 'open'; readonly url: string }
	| { readonly kind: 'save-message'; readonly id: string; readonly path: string }
	| {
			readonly kind: 'save-attachment';
			readonly id: string;
			readonly attachment: string;
			/** True for an Outlook item: its first bytes say what kind of file it is. */
			readonly item: boolean;
			readonly path: string;
	  }
	| { readonly kind: 'switch-account'; readonly account: string };
