/** A whole message as the screens show it. No React here: the plain-text path must start fast. */
import { lineAsText } from '../text/lay-out.js';
import type { MessageText } from '../text/message-text.js';
import { type SafeText, safeText, sanitizeLine } from '../text/sanitize.js';
import { formatSize } from '../text/size.js';
import { formatInstant } from '../text/time.js';
import { displayWidth } from '../text/width.js';
import { wrap } from '../text/wrap.js';

interface Recipient {
	readonly emailAddress?:
		| { readonly name?: string | null | undefined; readonly address?: string | null | undefined }
		| null
		| undefined;
}

/** What is read of Graph's message; every property may be missing or null. */
export interface ReadableMessage {
	readonly subject?: string | null | undefined;
	readonly from?: Recipient | null | undefined;
	readonly sender?: Recipient | null | undefined;
	readonly toRecipients?: readonly Recipient[] | null | undefined;
	readonly ccRecipients?: readonly Recipient[] | null | undefined;
	readonly bccRecipients?: readonly Recipient[] | null | undefined;
	readonly replyTo?: readonly Recipient[] | null | undefined;
	/** ISO 8601. */
	readonly receivedDateTime?: string | null | undefined;
	readonly sentDateTime?: string | null | undefined;
	readonly isDraft?: boolean | null | undefined;
	readonly importance?: string | null | undefined;
	readonly hasAttachments?: boolean | null | undefined;
	readonly attachments?:
		| readonly {
				readonly name?: string | null | undefined;
				readonly size?: number | null | undefined;
				readonly isInline?: boolean | null | undefined;
		  }[]
		| null
		| undefined;
}

/** A line of the header block: who, when, what. */
export interface HeaderLine {
	readonly label: SafeText;
	readonly value: SafeText;
}

/** The header block; what is empty is left out. `timeZone` is an IANA name. */
export function headerLines(message: ReadableMessage, timeZone: string): HeaderLine[] {
	const from = message.from ?? message.sender;
	const sender = addressOf(message.sender) === addressOf(from) ? undefined : message.sender;
	const subject = squeeze(message.subject ?? '') || '(no subject)';
	const replyTo = message.replyTo?.filter((one) => addressOf(one) !== addressOf(from));
	const rows: readonly (readonly [SafeText, string | undefined])[] = [
		[safeText`From`, from ? personOf(from) : '(no sender)'],
		[safeText`Sent by`, sender ? personOf(sender) : undefined],
		[safeText`Reply to`, peopleOf(replyTo)],
		[safeText`To`, peopleOf(message.toRecipients)],
		[safeText`Cc`, peopleOf(message.ccRecipients)],
		[safeText`Bcc`, peopleOf(message.bccRecipients)],
		[safeText`Date`, dateOf(message, timeZone)],
		[safeText`Subject`, message.isDraft === true ? `[Draft] ${subject}` : subject],
		[safeText`Importance`, message.importance?.toLowerCase() === 'high' ? 'high' : undefined],
		[safeText`Attached`, attachmentsOf(message)],
	];
	return rows.flatMap(([label, value]) => (value ? [{ label, value: sanitizeLine(value) }] : []));
}

/** Columns of the longest label, the colon and blank behind it included. */
export function labelWidth(lines: readonly HeaderLine[]): number {
	return Math.max(0, ...lines.map(({ label }) => displayWidth(label))) + 2;
}

/** Header block and text without escape sequences, ending in a newline. `columns`: where lines break. */
export function messageAsText(header: readonly HeaderLine[], text: MessageText, columns: number): string {
	const indent = labelWidth(header);
	const head = header.flatMap(({ label, value }) =>
		wrap(value, Math.max(20, columns - indent)).map((line, index) =>
			index === 0 ? `${`${label}:`.padEnd(indent)}${line}` : ' '.repeat(indent) + line,
		),
	);
	const body = text.lines.map((line) => lineAsText(line, columns));
	return `${[...head, '', ...body, ...(text.cut ? ['', cutNote] : [])].join('\n')}\n`;
}

/** What stands under a message that is too long to be shown as a whole. */
export const cutNote = safeText`(The message goes on; --html or --raw give all of it.)`;

function personOf({ emailAddress }: Recipient): string {
	const name = squeeze(emailAddress?.name ?? '');
	const address = squeeze(emailAddress?.address ?? '');
	if (name === '' || name === address) return address || '(unknown)';
	// A name with an address in it would be taken for the address (RFC 5322 3.2.4 quotes it, too).
	const shown = /[<>@",;:]/.test(name) ? `"${name.replaceAll('"', "'")}"` : name;
	return address === '' ? shown : `${shown} <${address}>`;
}

function peopleOf(people: readonly Recipient[] | null | undefined): string {
	return (people ?? []).map(personOf).join(', ');
}

function addressOf(person: Recipient | null | undefined): string {
	return (person?.emailAddress?.address ?? '').toLowerCase();
}

function dateOf(message: ReadableMessage, timeZone: string): string {
	const at = Date.parse(message.receivedDateTime ?? message.sentDateTime ?? '');
	const [, day, time, offset] = /^(.+)T(\d\d:\d\d):\d\d(.*)$/.exec(formatInstant(at, timeZone)) ?? [];
	return day === undefined ? '' : `${day} ${time} ${offset}`;
}

function attachmentsOf({ attachments, hasAttachments }: ReadableMessage): string {
	const shown = (attachments ?? []).filter(({ isInline }) => isInline !== true);
	const inline = (attachments ?? []).length - shown.length;
	const names = shown.map(({ name, size }) => {
		const bytes = formatSize(size);
		return `${squeeze(name ?? '') || '(no name)'}${bytes === '' ? '' : ` (${bytes})`}`;
	});
	if (inline > 0) names.push(`${inline} in the text`);
	return names.join(', ') || (hasAttachments === true ? 'yes' : '');
}

/** One line with single spaces. */
function squeeze(text: string): string {
	return sanitizeLine(text).replace(/\s+/g, ' ').trim();
}
