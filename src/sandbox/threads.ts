/** Which messages belong together: ranks are taken in blocks of twelve, and a pattern says who shares a conversation. */
import { standsAlone } from './fixed-letters.js';
import { hash } from './random.js';

/** One letter is one conversation; the later a letter in the string, the older the message. */
const patterns = [
	'ABACDBAEFGDA',
	'ABCDAEFBGHAB',
	'ABCDEFGHAIJA',
	'ABBCDEAFGAHC',
	'ABCDEFGHIJKL',
	'ABCBDEFGHIBJ',
] as const;
const size = 12;

/** Conversation number (unique in the mailbox, near ones for near messages) and depth (0 is the first message) of the message with this rank among `count`. */
export function threadOf(base: number, rank: number, count: number): { conversation: number; depth: number } {
	if (standsAlone(rank)) return { conversation: -1 - rank, depth: 0 };
	let depth = 0;
	for (let older = olderInThread(base, rank, count); older !== undefined; older = olderInThread(base, older, count)) {
		depth++;
	}
	const block = Math.floor(rank / size);
	const pattern = patternOf(base, block);
	return { conversation: block * size + pattern.indexOf(pattern[rank % size] ?? ''), depth };
}

/** Rank of the message that this one answers, or undefined for the first of its conversation. */
export function olderInThread(base: number, rank: number, count: number): number | undefined {
	if (standsAlone(rank)) return undefined;
	const block = Math.floor(rank / size);
	const pattern = patternOf(base, block);
	const letter = pattern[rank % size] ?? '';
	let place = pattern.indexOf(letter, (rank % size) + 1);
	while (place >= 0 && standsAlone(block * size + place)) place = pattern.indexOf(letter, place + 1);
	const older = block * size + place;
	return place < 0 || older >= count ? undefined : older;
}

/** True for the ranks whose pattern gives them company. */
export function isThreaded(base: number, rank: number): boolean {
	if (standsAlone(rank)) return false;
	const pattern = patternOf(base, Math.floor(rank / size));
	const letter = pattern[rank % size] ?? '';
	return pattern.indexOf(letter) !== pattern.lastIndexOf(letter);
}

function patternOf(base: number, block: number): string {
	return patterns[hash(base, block, 6) % patterns.length] ?? patterns[0];
}
