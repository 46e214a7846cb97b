/** Ids of messages, folders and conversations: Exchange's shape, deterministic, and readable back into a rank. */
import { hashBytes, hashGuid } from './random.js';

/** Ids of one mailbox. They do not depend on time, so a bookmark survives a restart with the same seed. */
export class ItemIds {
	/** True when messages and attachments are named by ids that survive a move; either kind is understood. */
	readonly immutable: boolean;
	readonly #prefix: Buffer;
	readonly #store: Buffer;
	readonly #base: number;

	constructor(base: number, immutable = false) {
		this.#base = base;
		this.immutable = immutable;
		// 00 03 24 00 and the mailbox GUID in ASCII: what makes every id begin with AAMkA.
		this.#prefix = Buffer.concat([
			Buffer.from([0, 3, 0x24, 0]),
			Buffer.from(hashGuid(base, 'mailbox'), 'latin1'),
			Buffer.from([0, 0x46, 0, 0, 0, 0, 0]),
			hashBytes(16, base, 'provider'),
		]);
		this.#store = hashBytes(16, base, 'store');
	}

	/** 152 characters of `A-Za-z0-9-_=`, or 84 of an immutable id. */
	message(rank: number): string {
		return encodeId(this.immutable ? this.#lasting(rank) : this.#passing(rank));
	}

	/** Rank that an id of either kind names, or undefined when this mailbox never gave out the id. */
	rankOf(id: string): number | undefined {
		const bytes = Buffer.from(id, 'base64url');
		if (bytes.length < 8) return undefined;
		const rank = bytes.readUIntBE(bytes.length - 8, 6) - 1;
		if (rank < 0) return undefined;
		return [this.#passing(rank), this.#lasting(rank)].some((parts) => encodeId(parts) === id) ? rank : undefined;
	}

	/** The id of the message and what tells its attachments apart. */
	attachment(rank: number, index: number): string {
		return encodeId(this.#attached(this.immutable ? this.#lasting(rank) : this.#passing(rank), rank, index));
	}

	/** True when an id of either kind names this attachment. */
	isAttachment(id: string, rank: number, index: number): boolean {
		return [this.#passing(rank), this.#lasting(rank)].some(
			(parts) => encodeId(this.#attached(parts, rank, index)) === id,
		);
	}

	/** What Exchange calls an id by default; a move would change it. */
	#passing(rank: number): Uint8Array[] {
		return [
			this.#prefix,
			Buffer.from([7, 0]),
			this.#store,
			Buffer.from([0, 0, 0, 0, 1, 0x0c, 0, 0]),
			this.#store,
			tailOf(rank),
		];
	}

	/** An immutable id: all begin with AAkALgAAAAAAHYQDEapmEc2byACqAC. */
	#lasting(rank: number): Uint8Array[] {
		return [
			Buffer.from('AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A', 'base64url'),
			this.#store,
			hashBytes(11, this.#base, 'lasting'),
			tailOf(rank),
		];
	}

	#attached(message: readonly Uint8Array[], rank: number, index: number): Uint8Array[] {
		return [...message, Buffer.from([1, 0x12, 0, 0x10, 0]), hashBytes(16, this.#base, 'attachment', rank, index)];
	}

	/** 120 characters; `key` names the folder. */
	folder(key: string): string {
		return encodeId([
			this.#prefix,
			Buffer.from([1, 0]),
			this.#store,
			Buffer.from([0, 0, 0, 0]),
			hashBytes(5, this.#base, 'folder', key),
		]);
	}

	conversation(conversation: number): string {
		return encodeId([
			Buffer.from([0, 4, 0x24, 0]),
			this.#prefix.subarray(4, 40),
			Buffer.from([0, 0x10, 0]),
			hashBytes(16, this.#base, 'conversation', conversation),
		]);
	}

	/** Base64: a header of 22 bytes and five more for each answer (MS-OXOMSG 2.2.1.3). */
	conversationIndex(conversation: number, depth: number): string {
		return Buffer.concat([
			Buffer.from([1]),
			hashBytes(21, this.#base, 'index', conversation),
			hashBytes(5 * depth, this.#base, 'answers', conversation),
		]).toString('base64');
	}

	/** Version of a message, in normal base64 (`/` and `+` occur). */
	changeKey(rank: number): string {
		return Buffer.concat([
			Buffer.from([9, 0, 0, 0, 0x16, 0, 0, 0]),
			this.#store,
			hashBytes(6, this.#base, 'version', rank),
		]).toString('base64');
	}

	/** RFC 5322 Message-ID. */
	internetMessageId(rank: number): string {
		return `<${hashBytes(20, this.#base, 'message-id', rank).toString('hex').toUpperCase()}@CH2PR15MB3702.namprd15.prod.outlook.com>`;
	}
}

/** True when the text could be an id of some mailbox, so that an unknown one is "not found" rather than "malformed". */
export function isWellFormedId(id: string): boolean {
	return /^AA(?:[MQ]k|kA)[A-Za-z0-9_=-]{60,}$/.test(id) && id.length % 4 === 0;
}

/** Where `rankOf` reads the rank again. */
function tailOf(rank: number): Uint8Array {
	const tail = Buffer.alloc(8);
	tail.writeUIntBE(rank + 1, 0, 6);
	return tail;
}

function encodeId(parts: readonly Uint8Array[]): string {
	const text = Buffer.concat(parts).toString('base64url');
	return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}
