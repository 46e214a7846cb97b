/** Where the handwritten letters stand: pleasant ones first, then odd and hostile ones in turn among the newest fifty, then long ones. */
import { attachmentLetters } from './attachment-letters.js';
import { hostileLetters } from './hostile.js';
import { htmlLetters } from './html-letters.js';
import { galleryLetters } from './mail-gallery.js';
import type { FixedLetter } from './mail-model.js';
import { openers } from './mail-openers.js';
import { plainLetters } from './plain-letters.js';

/** How many of the newest have fixed places among ordinary mail; the letters after them stand one after the other. */
const mixed = 50;
/** A place among the newest fifty that is kept for a single junk mail. */
const junkRank = 27;
let placed: readonly (FixedLetter | undefined)[] | undefined;

/** The handwritten letter of this rank; every mailbox has the same ones in the same places. */
export function fixedLetterAt(rank: number): FixedLetter | undefined {
	placed ??= placeLetters();
	return placed[rank];
}

/** True for a rank that belongs to no thread. */
export function standsAlone(rank: number): boolean {
	return rank === junkRank || fixedLetterAt(rank) !== undefined;
}

function placeLetters(): (FixedLetter | undefined)[] {
	const gallery = [...galleryLetters()];
	const hostile = [...hostileLetters()];
	const letters: (FixedLetter | undefined)[] = [...openers];
	for (let rank = openers.length; rank < mixed; rank++) {
		// Every third place stays ordinary mail, where also the mail of other folders stands; one is needed for the rest.
		if (rank % 3 === 0 && rank !== 36) letters.push(undefined);
		else if (rank % 3 === 2 && gallery.length > 0) letters.push(gallery.shift());
		else letters.push(hostile.shift());
	}
	return [...letters, ...attachmentLetters(), ...htmlLetters(), ...plainLetters()];
}
