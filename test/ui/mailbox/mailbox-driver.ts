/** A mailbox without screen and network: keys are pressed by name, answers are given by hand. */

import { readPlainText } from '../../../src/text/plain-mail.js';
import { safeText, sanitizeLine } from '../../../src/text/sanitize.js';
import { actionOf } from '../../../src/ui/keymap.js';
import type {
	Answer,
	AttachmentEntry,
	Command,
	MessageContent,
	Problem,
	Request,
} from '../../../src/ui/mailbox/mailbox-data.js';
import { type MailboxEvent, update } from '../../../src/ui/mailbox/mailbox-model.js';
import { wantedRequests } from '../../../src/ui/mailbox/mailbox-requests.js';
import { contextOf, factsOf, type MailboxState, startMailbox } from '../../../src/ui/mailbox/mailbox-state.js';
import { type Entry, pageSize } from '../../../src/ui/mailbox/message-window.js';
import { type GraphAnswer, readAnswer } from '../../../src/ui/mailbox/read-answer.js';
import { messageRow } from '../../../src/ui/message-rows.js';

export const time = { now: Date.parse('2026-11-20T15:00:00Z'), timeZone: 'UTC' };
export const wide = { columns: 120, rows: 40 };
export const narrow = { columns: 80, rows: 24 };

export const offline: Problem = {
	kind: 'offline',
	message: safeText`graph.example.com cannot be reached.`,
	hint: safeText`Check the network.`,
};

/** The message that stands at this place of a folder. */
export function entry(
	index: number,
	more: { readonly id?: string; readonly attachment?: boolean; readonly important?: boolean } = {},
): Entry {
	const message = {
		subject: `Subject ${index}`,
		from: { emailAddress: { name: `Sender ${index}`, address: `s${index}@contoso.com` } },
		receivedDateTime: new Date(time.now - index * 60_000).toISOString(),
		isRead: index % 4 !== 0,
		hasAttachments: more.attachment ?? false,
		importance: more.important ? 'high' : 'normal',
		bodyPreview: `Preview ${index}`,
	};
	return {
		id: more.id ?? `id-${index}`,
		row: messageRow(message, index, time),
		receivedAt: Date.parse(message.receivedDateTime),
		webLink: `https://outlook.example.com/${index}`,
	};
}

/** The text of a message. */
export function content(id: string, text = `Text of ${id}`): MessageContent {
	return {
		id,
		subject: sanitizeLine(`Subject of ${id}`),
		facts: [{ label: safeText`From`, value: safeText`Alex Wilber <alexw@contoso.com>` }],
		attachments: [],
		hasAttachments: false,
		webLink: 'https://outlook.example.com/read',
		fileName: `${id}.eml`,
		body: readPlainText(text),
	};
}

/** An attachment that can be saved. */
export const plan: AttachmentEntry = {
	id: 'a1',
	name: safeText`plan.pdf`,
	fileName: 'plan.pdf',
	kind: safeText`application/pdf`,
	size: safeText`3 kB`,
	inline: false,
	item: false,
	canSave: true,
};

/** What asks for the first message. */
export const firstMessage = { kind: 'message', key: 'message 0 id-0', id: 'id-0', delayMs: 0 } as const;

export interface Driver {
	readonly state: MailboxState;
	/** What the model told to do so far. */
	readonly commands: readonly Command[];
	/** Presses keys by the names of the table; keys that mean nothing here are ignored, as the screen does. */
	press(...keys: readonly string[]): Driver;
	type(text: string): Driver;
	send(event: MailboxEvent): Driver;
	wanted(): readonly Request[];
	/** Answers what is wanted from a folder of so many messages until nothing more is wanted. */
	settle(): Driver;
	fail(kind: Request['kind'], problem?: Problem): Driver;
	answer(request: Request, answer: Answer): Driver;
}

/** A mailbox whose folder holds so many messages. */
export function drive({ size = wide, spoken = false, messages = 200, unread = 50, found = 3 } = {}): Driver {
	let state = startMailbox({
		size,
		spoken,
		account: { id: 'adele', name: safeText`adele@contoso.com` },
		folderName: safeText`Inbox`,
		query: { folder: 'inbox', unreadOnly: false, search: undefined },
	});
	const commands: Command[] = [];
	const answerOf = (request: Request): Answer => {
		switch (request.kind) {
			case 'counts':
				return { kind: 'counts', value: { name: safeText`Inbox`, unread, total: messages } };
			case 'page': {
				const { search, unreadOnly } = request.query;
				const all = search === undefined ? (unreadOnly ? unread : messages) : found;
				const from = search === undefined ? request.number * pageSize : Number(request.link ?? 0);
				const count = Math.max(0, Math.min(pageSize, all - from));
				const entries = Array.from({ length: count }, (_, offset) => entry(from + offset));
				const more = from + count < all;
				return { kind: 'page', value: { entries, more, next: more ? String(from + count) : undefined } };
			}
			case 'message':
				return { kind: 'message', value: content(request.id) };
			case 'headers':
				return { kind: 'headers', value: [{ name: safeText`X-Test`, value: safeText`yes` }] };
			case 'attachments':
				return {
					kind: 'attachments',
					value: [
						plan,
						{
							id: 'a2',
							name: safeText`elsewhere`,
							fileName: 'elsewhere',
							kind: safeText`link`,
							size: safeText``,
							inline: false,
							item: false,
							canSave: false,
						},
					],
				};
			case 'folders':
				return {
					kind: 'folders',
					value: [
						{ id: 'archive', name: safeText`Archive`, depth: 0, unread: 0, total: 7 },
						{ id: 'inbox-id', name: safeText`Inbox`, depth: 0, unread, total: messages },
					],
				};
			case 'accounts':
				return {
					kind: 'accounts',
					value: [
						{ id: 'adele', name: safeText`adele@contoso.com`, current: true },
						{ id: 'alex', name: safeText`alex@contoso.com`, current: false },
					],
				};
		}
	};
	const driver: Driver = {
		get state() {
			return state;
		},
		commands,
		send(event) {
			const outcome = update(state, event);
			state = outcome.state;
			commands.push(...outcome.commands);
			return driver;
		},
		press(...keys) {
			for (const key of keys) {
				const action = actionOf(key, contextOf(state), factsOf(state));
				if (action !== undefined) driver.send({ kind: 'action', action });
			}
			return driver;
		},
		type: (text) => driver.send({ kind: 'text', text }),
		wanted: () => wantedRequests(state),
		settle() {
			for (let round = 0; round < 50; round += 1) {
				const wanted = driver.wanted();
				if (wanted.length === 0) return driver;
				for (const request of wanted) driver.answer(request, answerOf(request));
			}
			throw new Error(`The mailbox never has enough: ${JSON.stringify(driver.wanted())}`);
		},
		fail(kind, problem = offline) {
			const request = driver.wanted().find((wanted) => wanted.kind === kind);
			if (request === undefined) throw new Error(`Nobody wants ${kind}.`);
			return driver.send({ kind: 'failure', request, problem });
		},
		answer: (request, answer) => driver.send({ kind: 'answer', request, answer }),
	};
	return driver;
}

/** Graph's answer as the mailbox reads it. */
export function read(answer: GraphAnswer): Promise<Answer> {
	return readAnswer(answer, time);
}
