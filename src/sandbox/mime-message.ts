/** A message as MIME (RFC 5322, RFC 2045 and 2046): the same bytes whenever it is asked for, written piece by piece. */
import { contentOf } from './attachment-content.js';
import { attachedMessage, calendarOf, cardOf } from './attachment-items.js';
import { isListed } from './attachment-plan.js';
import { renderHtml, renderText } from './body.js';
import { internetHeadersOf } from './internet-headers.js';
import type { AttachmentPlan } from './mail-model.js';
import type { Message } from './message-properties.js';
import { encodeBase64Lines, encodeQuotedPrintable, toBytes } from './mime-encode.js';
import { parameterField, rawField } from './mime-headers.js';
import { hashBytes } from './random.js';

/** A body with the fields that describe it. */
interface Entity {
	/** Whole lines. */
	readonly fields: string;
	write(): Iterable<string | Buffer>;
}

/** Writes the message. Everything that Exchange would take out of an HTML body for reading is still in it. */
export function* writeMime(message: Message): Generator<Buffer> {
	const entity = bodyOf(message);
	const head = internetHeadersOf(message)
		.map(({ line }) => line)
		.join('');
	yield toBytes(`${head}${entity.fields}\r\n`);
	for (const text of entity.write()) yield typeof text === 'string' ? toBytes(text) : text;
	yield Buffer.from('\r\n', 'latin1');
}

function bodyOf(message: Message): Entity {
	const { header, mailbox, rank } = message;
	const blocks = mailbox.blocks(rank);
	const plain = textEntity('plain', renderText(blocks));
	const onlyPlain = blocks.every((block) => block.kind === 'plain');
	const readable = onlyPlain
		? plain
		: multipart(message, 'alternative', [plain, textEntity('html', renderHtml(blocks, true))]);
	const attachments = header.attachments.filter((plan) => plan.kind !== 'reference');
	const inline = attachments.filter((plan) => !isListed(plan));
	const listed = attachments.filter(isListed);
	const entityOf = (plan: AttachmentPlan): Entity => attachmentEntity(message, plan);
	const related = inline.length === 0 ? readable : multipart(message, 'related', [readable, ...inline.map(entityOf)]);
	return listed.length === 0 ? related : multipart(message, 'mixed', [related, ...listed.map(entityOf)]);
}

function multipart({ mailbox, rank }: Message, kind: string, parts: readonly Entity[]): Entity {
	const boundary = `_000_${hashBytes(16, mailbox.base, 'boundary', kind, rank).toString('hex')}_`;
	return {
		fields: parameterField('Content-Type', `multipart/${kind}`, [['boundary', boundary]]),
		*write() {
			for (const [index, part] of parts.entries()) {
				yield `${index === 0 ? '' : '\r\n'}--${boundary}\r\n${part.fields}\r\n`;
				yield* part.write();
			}
			yield `\r\n--${boundary}--\r\n`;
		},
	};
}

function textEntity(kind: string, text: string, parameters: readonly (readonly [string, string])[] = []): Entity {
	const type = parameterField('Content-Type', `text/${kind}`, [['charset', 'utf-8'], ...parameters]);
	// What is not mostly ASCII is shorter in base64.
	const foreign = text.match(/[^\x00-\x7f]/g)?.length ?? 0;
	return foreign * 3 > text.length
		? {
				fields: `${type}Content-Transfer-Encoding: base64\r\n`,
				write: () => [encodeBase64Lines(toBytes(text))],
			}
		: {
				fields: `${type}Content-Transfer-Encoding: quoted-printable\r\n`,
				write: () => [encodeQuotedPrintable(text)],
			};
}

function attachmentEntity(message: Message, plan: AttachmentPlan): Entity {
	if (plan.kind === 'file') {
		const disposition = plan.inline === true ? 'inline' : 'attachment';
		return {
			fields:
				parameterField('Content-Type', plan.contentType, [['name', plan.name]]) +
				parameterField('Content-Disposition', disposition, [
					['filename', plan.name],
					['size', String(plan.bytes)],
				]) +
				(plan.contentId === undefined ? '' : rawField('Content-ID', `<${plan.contentId}>`)) +
				'Content-Transfer-Encoding: base64\r\n',
			*write() {
				for (const piece of contentOf(plan)) yield Buffer.from(encodeBase64Lines(piece), 'latin1');
			},
		};
	}
	if (plan.kind === 'item' && plan.item === 'message') {
		return {
			fields: `Content-Type: message/rfc822\r\n${parameterField('Content-Disposition', 'attachment', [['filename', `${plan.name}.eml`]])}`,
			write: () => writeMime(attachedMessage(message)),
		};
	}
	const isEvent = plan.kind === 'item' && plan.item === 'event';
	const part = isEvent
		? textEntity('calendar', calendarOf(message), [['method', 'REQUEST']])
		: textEntity('vcard', cardOf());
	const disposition = parameterField('Content-Disposition', 'attachment', [
		['filename', `${plan.name}.${isEvent ? 'ics' : 'vcf'}`],
	]);
	return { ...part, fields: part.fields + disposition };
}
