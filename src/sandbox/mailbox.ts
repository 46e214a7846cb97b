/** A person's mailbox: message number k is made from (seed, person, k) when it is asked for, so that size costs nothing. */
import { parseBlocks, renderText } from './body.js';
import { composeHeader, composeMarkup } from './compose.js';
import { fixedLetterAt } from './fixed-letters.js';
import type { Block, FolderKey, MailHeader, MailSource } from './mail-model.js';
import { hash } from './random.js';
import { isThreaded, olderInThread } from './threads.js';
import type { Company, Person } from './types.js';

const year = 365 * 24 * 3600 * 1000;
const newestAge = 6 * 60 * 1000;

/** What lies in a folder. */
export interface FolderContent {
	/** Newest first. */
	readonly ranks: Uint32Array;
	readonly unread: number;
}

const emptyFolder: FolderContent = { ranks: new Uint32Array(), unread: 0 };

/** Percent of the older mail that lies in each folder. */
const folderShares: readonly (readonly [share: number, folder: FolderKey])[] = [
	[57, 'inbox'],
	[58, 'receipts'],
	[59, 'sales'],
	[60, 'oddname'],
	[78, 'sentitems'],
	[83, 'archive'],
	[85, 'archive2025'],
	[90, 'deleteditems'],
	[92, 'projects'],
	[94, 'projects2025'],
	[96, 'projects2026'],
	[97, 'northlight'],
	[99, 'junkemail'],
	[100, 'drafts'],
];

/** Ranks among the newest fifty that are not in the inbox, so that every folder has recent mail. */
const recentElsewhere: ReadonlyMap<number, FolderKey> = new Map([
	[9, 'sentitems'],
	[15, 'drafts'],
	[21, 'sentitems'],
	[27, 'junkemail'],
	[33, 'projects'],
	[39, 'sentitems'],
	[42, 'projects2026'],
	[45, 'archive'],
	[48, 'deleteditems'],
]);

/** One mailbox; all its answers are deterministic. */
export class Mailbox implements MailSource {
	readonly owner: Person;
	readonly colleagues: readonly Person[];
	/** Messages in all folders. */
	readonly count: number;
	/** Hash of the seed and the owner; labels everything made here. */
	readonly base: number;
	readonly #endsAt: number;
	#folders: ReadonlyMap<FolderKey, FolderContent> | undefined;

	/** `endsAt`: milliseconds since the epoch; the newest message is a few minutes older. */
	constructor(owner: Person, company: Company, seed: number, count: number, endsAt: number) {
		this.owner = owner;
		this.colleagues = company.people.filter((person) => person.hasMailbox && person.id !== owner.id);
		this.count = count;
		this.base = hash(seed, 'mailbox', owner.id);
		this.#endsAt = endsAt;
	}

	/** Milliseconds since the epoch, whole seconds; falls as the rank rises. Small mailboxes are denser near their end. */
	receivedAt(rank: number): number {
		const jitter = (hash(this.base, rank, 1) % 1000) / 1000;
		const part = (rank + jitter) / this.count;
		const age = newestAge + (year - newestAge) * (this.count > 2000 ? part : part ** 1.7);
		return Math.floor((this.#endsAt - age) / 1000) * 1000;
	}

	folderOf(rank: number): FolderKey {
		if (rank < 50) return recentElsewhere.get(rank) ?? 'inbox';
		const letter = fixedLetterAt(rank);
		if (letter !== undefined) return letter.folder ?? 'inbox';
		const roll = hash(this.base, rank, 2) % 100;
		const folder = folderShares.find(([share]) => roll < share)?.[1] ?? 'inbox';
		return folder === 'junkemail' && isThreaded(this.base, rank) ? 'inbox' : folder;
	}

	isRead(rank: number): boolean {
		return this.#isReadIn(this.folderOf(rank), rank);
	}

	#isReadIn(folder: FolderKey, rank: number): boolean {
		if (folder === 'sentitems' || folder === 'drafts') return true;
		const fixed = fixedLetterAt(rank);
		if (fixed?.read !== undefined) return fixed.read;
		return hash(this.base, rank, 3) % 100 >= (rank < 50 ? 35 : 7);
	}

	header(rank: number): MailHeader {
		return composeHeader(this, rank);
	}

	/** The blocks of the body; `unique` leaves out what the message quotes. */
	blocks(rank: number, unique = false): readonly Block[] {
		const markup = composeMarkup(this, rank);
		const own = typeof markup === 'string' ? parseBlocks(markup) : markup;
		const older = unique ? undefined : olderInThread(this.base, rank, this.count);
		return older === undefined ? own : [...own, quoteOf(this, older)];
	}

	/** The plain text of the body. */
	text(rank: number): string {
		return renderText(this.blocks(rank));
	}

	/** The messages of a folder; all folders are sorted out when the first one is asked for. */
	contentOf(folder: FolderKey): FolderContent {
		this.#folders ??= this.#sortIntoFolders();
		return this.#folders.get(folder) ?? emptyFolder;
	}

	#sortIntoFolders(): ReadonlyMap<FolderKey, FolderContent> {
		const sorted = new Map<FolderKey, { ranks: number[]; unread: number }>();
		for (let rank = 0; rank < this.count; rank++) {
			const folder = this.folderOf(rank);
			let content = sorted.get(folder);
			if (content === undefined) {
				content = { ranks: [], unread: 0 };
				sorted.set(folder, content);
			}
			content.ranks.push(rank);
			if (!this.#isReadIn(folder, rank)) content.unread++;
		}
		return new Map(
			[...sorted].map(([folder, { ranks, unread }]) => [folder, { ranks: Uint32Array.from(ranks), unread }]),
		);
	}
}

function quoteOf(mailbox: Mailbox, older: number): Block {
	const header = mailbox.header(older);
	const sender = header.from ?? {};
	return {
		kind: 'quote',
		headers: [
			['From', `${sender.name ?? ''} <${sender.address ?? ''}>`],
			['Sent', new Date(header.receivedAt).toUTCString()],
			['To', header.to.map((one) => one.name ?? one.address ?? '').join('; ')],
			['Subject', header.subject],
		],
		blocks: mailbox.blocks(older, true),
	};
}
