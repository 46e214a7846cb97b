/** Items that are attached to messages: another message, an invitation, a contact. */
import { messageJson, readView } from './message-json.js';
import { type Json, Message } from './message-properties.js';

const day = 24 * 3600 * 1000;
/** The message that is attached wherever one is: a plain one from outside. */
const attachedRank = 2;

/** The attached message. */
export function attachedMessage({ mailbox, ids, preference }: Message): Message {
	return new Message(mailbox, ids, Math.min(attachedRank, mailbox.count - 1), preference);
}

/** The item resource as `$expand` shows it; an item inside another has no id of its own. */
export function itemJson(kind: 'message' | 'event' | 'contact', parent: Message): Json {
	const { start, end } = timesOf(parent);
	switch (kind) {
		case 'message':
			return {
				'@odata.type': '#microsoft.graph.message',
				...messageJson(attachedMessage(parent), readView(new Map(), true)),
				'@odata.etag': undefined,
				id: '',
			};
		case 'event':
			return {
				'@odata.type': '#microsoft.graph.event',
				id: '',
				createdDateTime: `${isoOf(parent.header.receivedAt)}Z`,
				subject: 'Board meeting',
				importance: 'normal',
				isAllDay: false,
				isCancelled: false,
				body: { contentType: 'text', content: 'Third quarter, outlook, questions.' },
				start: { dateTime: `${isoOf(start)}.0000000`, timeZone: 'UTC' },
				end: { dateTime: `${isoOf(end)}.0000000`, timeZone: 'UTC' },
				location: { displayName: 'Building 18, room 2111' },
				organizer: { emailAddress: { name: 'Lynne Robbins', address: 'LynneR@contoso.com' } },
			};
		case 'contact':
			return {
				'@odata.type': '#microsoft.graph.contact',
				id: '',
				displayName: 'Megan Bowen',
				givenName: 'Megan',
				surname: 'Bowen',
				companyName: 'Fabrikam, Inc.',
				emailAddresses: [{ name: 'Megan Bowen', address: 'megan.bowen@fabrikam.com' }],
				businessPhones: ['+1 555 0100'],
			};
	}
}

/** The invitation as iCalendar (RFC 5545). */
export function calendarOf(parent: Message): string {
	const { start, end } = timesOf(parent);
	const stamp = (milliseconds: number): string => `${isoOf(milliseconds).replaceAll(/[-:]/g, '')}Z`;
	return lines(
		'BEGIN:VCALENDAR',
		'VERSION:2.0',
		'PRODID:-//Contoso//Sandbox//EN',
		'METHOD:REQUEST',
		'BEGIN:VEVENT',
		'UID:board-meeting@contoso.com',
		`DTSTAMP:${stamp(parent.header.receivedAt)}`,
		`DTSTART:${stamp(start)}`,
		`DTEND:${stamp(end)}`,
		'SUMMARY:Board meeting',
		'LOCATION:Building 18\\, room 2111',
		'DESCRIPTION:Third quarter\\, outlook\\, questions.',
		'ORGANIZER;CN=Lynne Robbins:mailto:LynneR@contoso.com',
		'END:VEVENT',
		'END:VCALENDAR',
	);
}

/** The contact as vCard 3.0 (RFC 2426). */
export function cardOf(): string {
	return lines(
		'BEGIN:VCARD',
		'VERSION:3.0',
		'N:Bowen;Megan;;;',
		'FN:Megan Bowen',
		'ORG:Fabrikam\\, Inc.',
		'EMAIL;TYPE=INTERNET:megan.bowen@fabrikam.com',
		'TEL;TYPE=WORK:+1 555 0100',
		'END:VCARD',
	);
}

function timesOf({ header }: Message): { start: number; end: number } {
	const start = Math.floor(header.receivedAt / day) * day + 3 * day + 10 * 3600 * 1000;
	return { start, end: start + 2 * 3600 * 1000 };
}

function isoOf(milliseconds: number): string {
	return new Date(milliseconds).toISOString().slice(0, 19);
}

function lines(...all: readonly string[]): string {
	return `${all.join('\r\n')}\r\n`;
}
