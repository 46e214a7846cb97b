/** What a message of the sandbox is before it becomes Graph JSON. */

import type { Person } from './types.js';

/** A name and an address; the hostile and the broken ones lack parts. */
export interface Recipient {
	readonly name?: string;
	readonly address?: string;
}

/** Keys of the mailbox's folders; the well-known ones are Graph's names. */
export type FolderKey =
	| 'inbox'
	| 'sentitems'
	| 'drafts'
	| 'deleteditems'
	| 'archive'
	| 'junkemail'
	| 'archive2025'
	| 'receipts'
	| 'sales'
	| 'oddname'
	| 'hostile'
	| 'projects'
	| 'projects2025'
	| 'projects2026'
	| 'northlight';

/** An attachment as it is announced; what it holds is made when it is read. */
export type AttachmentPlan =
	| {
			readonly kind: 'file';
			/** As the sender named it: anything at all. */
			readonly name: string;
			readonly contentType: string;
			/** Length of the content. */
			readonly bytes: number;
			/** Shown inside the body rather than listed. */
			readonly inline?: true;
			/** What `cid:` in the body names. */
			readonly contentId?: string;
	  }
	| { readonly kind: 'item'; readonly name: string; readonly item: 'message' | 'event' | 'contact' }
	/** A link to a file in the cloud. */
	| { readonly kind: 'reference'; readonly name: string };

/** A piece of a body, rendered as HTML and as plain text. */
export type Block =
	| { readonly kind: 'paragraph'; readonly text: string }
	| { readonly kind: 'list'; readonly items: readonly string[] }
	| { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] }
	| { readonly kind: 'link'; readonly text: string; readonly href: string }
	/** A message that was written without HTML. */
	| { readonly kind: 'plain'; readonly text: string }
	/** A picture among the attachments. */
	| { readonly kind: 'image'; readonly contentId: string; readonly alt: string }
	/** An invisible image that tells the sender about the reading. */
	| { readonly kind: 'pixel'; readonly src: string }
	/** HTML that Exchange removes unless `outlook.allow-unsafe-html` is preferred. */
	| { readonly kind: 'unsafe'; readonly html: string }
	/** Goes out as it is. */
	| { readonly kind: 'raw'; readonly html: string; readonly text: string }
	| {
			readonly kind: 'quote';
			readonly headers: readonly (readonly [string, string])[];
			readonly blocks: readonly Block[];
	  };

/** A message that is written out by hand rather than made from a topic. */
export interface FixedLetter {
	/** Absent or null: the answer has no sender, or a null one. */
	readonly from?: Recipient | null;
	readonly subject: string;
	/** Markup of `parseBlocks`, or blocks. */
	readonly body: string | readonly Block[];
	readonly cc?: readonly Recipient[];
	readonly replyTo?: readonly Recipient[];
	/** File name. */
	readonly attachment?: string;
	/** What is attached when one file name does not say it. */
	readonly attachments?: readonly AttachmentPlan[];
	/** Where it lies; the inbox when absent. Only for letters after the newest fifty. */
	readonly folder?: FolderKey;
	/** Header fields beside the usual ones, sent unencoded. */
	readonly headers?: readonly (readonly [name: string, value: string])[];
	readonly importance?: 'low' | 'normal' | 'high';
	readonly categories?: readonly string[];
	readonly flagged?: boolean;
	readonly read?: boolean;
	/** Written by people (focused) or by machines (other). */
	readonly other?: boolean;
}

/** What the making of a message needs to know of its mailbox. */
export interface MailSource {
	readonly owner: Person;
	/** Everybody else with a mailbox. */
	readonly colleagues: readonly Person[];
	/** Messages in all folders. */
	readonly count: number;
	/** Hash of the seed and the owner; labels everything made here. */
	readonly base: number;
	/** Milliseconds since the epoch. */
	receivedAt(rank: number): number;
	folderOf(rank: number): FolderKey;
	isRead(rank: number): boolean;
}

/** Everything about a message but its body; cheap to make. */
export interface MailHeader {
	/** Rank in the mailbox by received time; 0 is the newest. */
	readonly rank: number;
	readonly folder: FolderKey;
	/** Milliseconds since the epoch. */
	readonly receivedAt: number;
	readonly isRead: boolean;
	readonly isDraft: boolean;
	readonly attachments: readonly AttachmentPlan[];
	readonly headers: readonly (readonly [name: string, value: string])[];
	readonly importance: 'low' | 'normal' | 'high';
	readonly subject: string;
	readonly from?: Recipient | null;
	readonly to: readonly Recipient[];
	readonly cc: readonly Recipient[];
	readonly replyTo: readonly Recipient[];
	/** Number of the conversation, the same for all its messages. */
	readonly conversation: number;
	/** 0 for the first message of a conversation. */
	readonly depth: number;
	readonly categories: readonly string[];
	readonly flag: 'notFlagged' | 'flagged' | 'complete';
	readonly inference: 'focused' | 'other';
	/** Bytes, for KQL's `size`. */
	readonly size: number;
}
