/** The header fields of a message (RFC 5322), for `internetMessageHeaders` and for MIME alike. */
import { isListed } from './attachment-plan.js';
import type { Recipient } from './mail-model.js';
import type { Message } from './message-properties.js';
import { addressField, rawField, textField } from './mime-headers.js';
import { olderInThread } from './threads.js';

/** One field. */
interface InternetHeader {
	readonly name: string;
	/** What it says, decoded. */
	readonly value: string;
	/** As it stands in MIME: encoded, folded, with its CRLF. */
	readonly line: string;
}

const gateway = 'CH2PR15MB3702.namprd15.prod.outlook.com';

/** The fields in the order they are sent, without those that describe the body. */
export function internetHeadersOf(message: Message): readonly InternetHeader[] {
	const { header, ids, mailbox, rank } = message;
	const fields: InternetHeader[] = [];
	const add = (name: string, value: string, line = textField(name, value)): void =>
		void fields.push({ name, value, line });
	const addPeople = (name: string, people: readonly Recipient[]): void => {
		if (people.length > 0) add(name, people.map(displayOf).join(', '), addressField(name, people));
	};
	const date = formatDate(header.receivedAt - 2000);
	const id = ids.internetMessageId(rank);
	if (!header.isDraft) {
		const hex = id.slice(1, 13);
		add(
			'Received',
			`from ${gateway} (2603:10b6:610:a::12) by MW4PR15MB4444.namprd15.prod.outlook.com with HTTPS; ${formatDate(header.receivedAt)}`,
		);
		add(
			'Received',
			`from mail.example (192.0.2.25) by ${gateway} (198.51.100.7) with Microsoft SMTP Server id ${hex}; ${date}`,
		);
		add(
			'Authentication-Results',
			'spf=pass (sender IP is 192.0.2.25); dkim=pass (signature was verified); dmarc=pass action=none; compauth=pass reason=100',
		);
	}
	if (header.from) addPeople('From', [header.from]);
	addPeople('To', header.to);
	addPeople('CC', header.cc);
	addPeople('Reply-To', header.replyTo);
	add('Subject', header.subject);
	add('Thread-Topic', header.subject.replace(/^(?:(?:RE|FW|Re|Fwd): )+/, ''));
	add('Thread-Index', ids.conversationIndex(header.conversation, header.depth));
	add('Date', date);
	add('Message-ID', id);
	const older = olderInThread(mailbox.base, rank, mailbox.count);
	if (older !== undefined) {
		add('References', ids.internetMessageId(older));
		add('In-Reply-To', ids.internetMessageId(older));
	}
	add('Content-Language', 'en-US');
	add('X-MS-Has-Attach', header.attachments.some(isListed) ? 'yes' : '');
	if (header.importance !== 'normal') add('Importance', header.importance);
	for (const [name, value] of header.headers) add(name, value, rawField(name, value));
	add('MIME-Version', '1.0');
	return fields;
}

function displayOf({ name, address = '' }: Recipient): string {
	return name === undefined ? `<${address}>` : `"${name}" <${address}>`;
}

/** RFC 5322, 3.3: `Sat, 21 Nov 2026 09:00:00 +0000`. */
function formatDate(milliseconds: number): string {
	return new Date(milliseconds).toUTCString().replace('GMT', '+0000');
}
