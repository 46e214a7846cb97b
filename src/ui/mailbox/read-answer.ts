/** Graph's answers as the mailbox shows them: safe text, numbers that are numbers, bodies read once. */
import type { Attachment } from '../../graph/attachments.js';
import type { FolderWithPath } from '../../graph/mail-folders.js';
import type { FolderFacts, MessagePage } from '../../graph/mail-page.js';
import type { FullMessage } from '../../graph/mail-read.js';
import { safeFileName } from '../../text/file-name.js';
import { readBody } from '../../text/render-message.js';
import { type SafeText, safeText, sanitizeLine } from '../../text/sanitize.js';
import { formatSize } from '../../text/size.js';
import { headerLines } from '../message-page.js';
import { messageRow, type ReadingTime } from '../message-rows.js';
import type { Answer, AttachmentEntry, FolderEntry, MessageContent } from './mailbox-data.js';
import type { Entry } from './message-window.js';

/** What Graph answered to a request of that kind. */
export type GraphAnswer =
	| { readonly kind: 'counts'; readonly facts: FolderFacts }
	| { readonly kind: 'page'; readonly page: MessagePage }
	| { readonly kind: 'message' | 'headers'; readonly message: FullMessage }
	| { readonly kind: 'attachments'; readonly attachments: readonly Attachment[] }
	| { readonly kind: 'folders'; readonly folders: readonly FolderWithPath[] }
	| {
			readonly kind: 'accounts';
			readonly accounts: readonly { readonly id: string; readonly name: string; readonly current: boolean }[];
	  };

/** Reads an answer. */
export async function readAnswer(answer: GraphAnswer, time: ReadingTime): Promise<Answer> {
	switch (answer.kind) {
		case 'counts': {
			const { displayName, unreadItemCount: unread, totalItemCount: total } = answer.facts;
			return { kind: 'counts', value: { name: oneLine(displayName), unread, total } };
		}
		case 'page': {
			const { messages, next } = answer.page;
			const entries = messages.map((message) => readEntry(message, time));
			return { kind: 'page', value: { entries, more: next !== undefined, next } };
		}
		case 'message':
			return { kind: 'message', value: await readContent(answer.message, time) };
		case 'headers':
			return {
				kind: 'headers',
				value: (answer.message.internetMessageHeaders ?? []).map(({ name, value }) => ({
					name: oneLine(name),
					value: oneLine(value),
				})),
			};
		case 'attachments':
			return { kind: 'attachments', value: answer.attachments.map(readAttachment) };
		case 'folders':
			return { kind: 'folders', value: answer.folders.map(readFolder) };
		case 'accounts':
			return {
				kind: 'accounts',
				value: answer.accounts.map((account) => ({ ...account, name: oneLine(account.name) })),
			};
	}
}

function readEntry(message: MessagePage['messages'][number], time: ReadingTime): Entry {
	return {
		id: message.id,
		row: messageRow(message, 0, time),
		receivedAt: Date.parse(message.receivedDateTime ?? ''),
		webLink: webAddress(message.webLink),
	};
}

async function readContent(message: FullMessage, { timeZone }: ReadingTime): Promise<MessageContent> {
	const subject = oneLine(message.subject) || safeText`(no subject)`;
	return {
		id: message.id,
		subject,
		facts: headerLines(message, timeZone).filter(({ label }) => label !== 'Subject'),
		attachments: (message.attachments ?? []).map(readAttachment),
		hasAttachments: message.hasAttachments === true || (message.attachments ?? []).length > 0,
		webLink: webAddress(message.webLink),
		fileName: safeFileName(subject, 'message', '.eml'),
		body: await readBody(message.body),
	};
}

const kinds: readonly (readonly [ending: string, words: SafeText, canSave: boolean])[] = [
	['itemattachment', safeText`Outlook item`, true],
	['referenceattachment', safeText`link to a file elsewhere`, false],
];

function readAttachment(attachment: Attachment): AttachmentEntry {
	const type = attachment['@odata.type']?.toLowerCase() ?? '';
	const [, words, canSave] = kinds.find(([ending]) => type.endsWith(ending)) ?? [
		'',
		oneLine(attachment.contentType),
		true,
	];
	return {
		id: attachment.id,
		name: oneLine(attachment.name) || safeText`(no name)`,
		fileName: safeFileName(attachment.name ?? '', 'attachment'),
		kind: words,
		size: sanitizeLine(formatSize(attachment.size)),
		inline: attachment.isInline === true,
		item: type.endsWith('itemattachment'),
		canSave,
	};
}

function readFolder(folder: FolderWithPath): FolderEntry {
	const count = (value: number | null | undefined): number => (typeof value === 'number' && value > 0 ? value : 0);
	return {
		id: folder.id,
		name: oneLine(folder.displayName) || safeText`(no name)`,
		depth: folder.path.replaceAll(/\\./g, '').split('/').length - 1,
		unread: count(folder.unreadItemCount),
		total: count(folder.totalItemCount),
	};
}

/** An address that a browser may be sent to. */
function webAddress(address: string | null | undefined): string | undefined {
	return typeof address === 'string' && /^https:\/\//i.test(address) && URL.canParse(address)
		? new URL(address).href
		: undefined;
}

function oneLine(text: string | null | undefined): SafeText {
	return sanitizeLine(
		sanitizeLine(typeof text === 'string' ? text : '')
			.replace(/\s+/g, ' ')
			.trim(),
	);
}
