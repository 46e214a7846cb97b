/** Puts a message together: who writes to whom, about what, in which words. */
import { attachedBytes, planFile } from './attachment-plan.js';
import { fixedLetterAt } from './fixed-letters.js';
import type { AttachmentPlan, Block, FixedLetter, MailHeader, MailSource, Recipient } from './mail-model.js';
import { junk, type Notice, notices, outsiders } from './mail-notices.js';
import { type Topic, topics, topicWords } from './mail-topics.js';
import { hash, Random } from './random.js';
import { isThreaded, threadOf } from './threads.js';
import type { Person } from './types.js';

/** Where people write more than machines do. */
const projectFolders: readonly string[] = ['projects', 'projects2025', 'projects2026', 'northlight'];

/** Everything about a message but its body. */
export function composeHeader(source: MailSource, rank: number): MailHeader {
	const thread = threadOf(source.base, rank, source.count);
	const folder = source.folderOf(rank);
	const random = new Random(hash(source.base, rank, 7));
	const common = {
		rank,
		folder,
		...thread,
		receivedAt: source.receivedAt(rank),
		isRead: source.isRead(rank),
		isDraft: folder === 'drafts',
		headers: [],
	};
	const owner = recipientOf(source.owner);
	const letter = fixedLetterAt(rank);
	if (letter !== undefined) {
		const attachments = letter.attachments ?? filesOf(source, rank, letter.attachment);
		return {
			...common,
			attachments,
			headers: letter.headers ?? [],
			importance: letter.importance ?? 'normal',
			subject: letter.subject,
			...('from' in letter ? { from: letterSender(source, letter) } : {}),
			to: [owner],
			cc: letter.cc ?? [],
			replyTo: letter.replyTo ?? [],
			categories: letter.categories ?? [],
			flag: letter.flagged === true ? 'flagged' : 'notFlagged',
			inference: letter.other === true ? 'other' : 'focused',
			size: sizeOf(random, attachments),
		};
	}
	const notice = noticeOf(source, rank);
	if (notice !== undefined) {
		const words = wordsOf(source, rank);
		const attachments = filesOf(source, rank, notice.file === undefined ? undefined : fill(notice.file, words));
		return {
			...common,
			attachments,
			importance: 'normal',
			subject: fill(notice.subject, words),
			from: notice.from,
			to: [owner],
			cc: [],
			replyTo: [],
			categories: [],
			flag: 'notFlagged',
			inference: 'other',
			size: sizeOf(random, attachments),
		};
	}
	const { topic, partner, third } = plotOf(source, thread.conversation);
	const outgoing = folder === 'sentitems' || folder === 'drafts';
	const attachment =
		thread.depth === 0 && topic.files !== undefined && random.chance(60)
			? fill(random.pick(topic.files), wordsOf(source, thread.conversation))
			: undefined;
	const attachments = filesOf(source, rank, attachment);
	const subject = fill(topic.subject, { ...wordsOf(source, thread.conversation), first: '', me: '' });
	return {
		...common,
		attachments,
		importance: random.chance(4) ? 'high' : random.chance(2) ? 'low' : 'normal',
		subject: thread.depth === 0 ? subject : `${random.chance(12) ? 'FW' : 'RE'}: ${subject}`,
		from: outgoing ? owner : partner,
		to: outgoing ? (common.isDraft && random.chance(30) ? [] : [partner]) : [owner],
		cc: third === undefined ? [] : [third],
		replyTo: [],
		categories: topic.category !== undefined && random.chance(50) ? [topic.category] : [],
		flag:
			folder !== 'inbox' ? 'notFlagged' : random.chance(5) ? 'flagged' : random.chance(3) ? 'complete' : 'notFlagged',
		inference: 'focused',
		size: sizeOf(random, attachments),
	};
}

/** What the message says, without what it quotes: markup of `parseBlocks`, or blocks. */
export function composeMarkup(source: MailSource, rank: number): string | readonly Block[] {
	const letter = fixedLetterAt(rank);
	const first = firstNameOf(recipientOf(source.owner));
	if (letter !== undefined) {
		return typeof letter.body === 'string'
			? fill(letter.body, { first, me: firstNameOf(letterSender(source, letter) ?? {}) })
			: letter.body;
	}
	const notice = noticeOf(source, rank);
	if (notice !== undefined) return composeNotice(source, rank, notice, first);
	const { conversation, depth } = threadOf(source.base, rank, source.count);
	const { topic, partner } = plotOf(source, conversation);
	const folder = source.folderOf(rank);
	const outgoing = folder === 'sentitems' || folder === 'drafts';
	const other = firstNameOf(partner);
	const words = { ...wordsOf(source, conversation), first: outgoing ? other : first, me: outgoing ? first : other };
	const reply = topic.replies[(hash(source.base, conversation, 8) + depth) % topic.replies.length];
	return fill(depth === 0 ? topic.opening : (reply ?? topic.opening), words);
}

/** The sender of a handwritten letter; a colleague signs it in the mailbox of its author. */
function letterSender(source: MailSource, letter: FixedLetter): Recipient | null {
	const sender = letter.from ?? null;
	if (sender === null || sender.address !== source.owner.mail) return sender;
	const [colleague] = source.colleagues;
	return colleague === undefined ? sender : recipientOf(colleague);
}

function composeNotice(source: MailSource, rank: number, notice: Notice, first: string): string {
	const words = { ...wordsOf(source, rank), first };
	const body = fill(notice.body, words);
	if (notice.newsletter !== true) return body;
	const id = hash(source.base, rank, 9).toString(16);
	return `${body}\n[Unsubscribe](https://lists.example/u/${id})\n!pixel https://track.example/open.gif?m=${id}\n!script window.tracked=${JSON.stringify(id)}`;
}

/** The notice that this message is, or undefined when it is part of a conversation between people. */
function noticeOf(source: MailSource, rank: number): Notice | undefined {
	const folder = source.folderOf(rank);
	const roll = new Random(hash(source.base, rank, 10));
	if (folder === 'junkemail') return roll.pick(junk);
	if (isThreaded(source.base, rank) || folder === 'sentitems' || folder === 'drafts') return undefined;
	return roll.chance(projectFolders.includes(folder) ? 15 : 50) ? inTurn(notices, source.base, rank, 5) : undefined;
}

interface Plot {
	readonly topic: Topic;
	readonly partner: Recipient;
	/** Reads along in copy. */
	readonly third: Recipient | undefined;
}

function plotOf(source: MailSource, conversation: number): Plot {
	const random = new Random(hash(source.base, conversation, 11));
	const topic = inTurn(topics, source.base, conversation, 5);
	const { colleagues } = source;
	const outside = topic.external === true && random.chance(60);
	const partner =
		outside || colleagues.length === 0
			? random.pick(outsiders)
			: recipientOf(inTurn(colleagues, source.base, conversation, 3));
	const copied = random.chance(30) && colleagues.length > 0 ? recipientOf(random.pick(colleagues)) : undefined;
	return { topic, partner, third: copied?.address === partner.address ? undefined : copied };
}

/** Takes items in turn, `step` apart, so that neighbours differ. @throws RangeError when there is none */
function inTurn<T>(items: readonly T[], base: number, place: number, step: number): T {
	const item = items[((base % items.length) + Math.abs(place) * step) % items.length];
	if (item === undefined) throw new RangeError('Nothing to take from.');
	return item;
}

function wordsOf(source: MailSource, label: number): Record<string, string> {
	const random = new Random(hash(source.base, label, 12));
	return {
		project: random.pick(topicWords.project),
		client: random.pick(topicWords.client),
		day: random.pick(topicWords.day),
		quarter: random.pick(topicWords.quarter),
		n: random.pick(topicWords.n),
		amount: random.pick(topicWords.amount),
		first: source.owner.givenName,
	};
}

function fill(text: string, words: Readonly<Record<string, string>>): string {
	return text.includes('{') ? text.replace(/\{(\w+)\}/g, (brace, word: string) => words[word] ?? brace) : text;
}

function filesOf(source: MailSource, rank: number, name: string | undefined): readonly AttachmentPlan[] {
	return name === undefined ? [] : [planFile(name, hash(source.base, rank, 13))];
}

function sizeOf(random: Random, attachments: readonly AttachmentPlan[]): number {
	return 9_000 + random.below(50_000) + attachedBytes(attachments);
}

function firstNameOf(recipient: Recipient): string {
	const name = recipient.name ?? '';
	// "O’Neill, Seán (Procurement)" is written surname first.
	const given = name.includes(', ') ? name.slice(name.indexOf(', ') + 2) : name;
	return given.split(' ')[0] ?? '';
}

function recipientOf(person: Person): Recipient {
	return { name: person.displayName, address: person.mail ?? person.userPrincipalName };
}
