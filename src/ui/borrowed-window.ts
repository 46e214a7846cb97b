/** What a screen changes of the terminal beside what Ink does, and gives back. */
import type { OutputStream } from '../runtime.js';
import type { SafeText } from '../text/sanitize.js';

export interface BorrowedWindow {
	/** Names the window, if it began with a title. */
	setTitle(title: SafeText): void;
	/** Takes title and line wrap. */
	take(): void;
	/** Gives back what was taken; may be called again. */
	giveBack(): void;
}

export interface BorrowedWindowOptions {
	readonly title: SafeText | undefined;
	/** Every row has its place: none may run over into the next. */
	readonly ownsRows: boolean;
}

const wrapOff = '\u001b[?7l';
const wrapOn = '\u001b[?7h';
const putTitleAside = '\u001b[22;2t';
const fetchTitle = '\u001b[23;2t';

/**
 * Takes the window at once. The terminal's own title waits on its stack of titles (XTWINOPS 22 and 23), ours is written with
 * OSC 2. Terminals disagree about the width of emoji that are made of several; where one takes more columns than we
 * counted, the end of that row is lost (DECAWM off), but not the place of all others.
 */
export function borrowWindow(output: OutputStream, { title, ownsRows }: BorrowedWindowOptions): BorrowedWindow {
	let present = title;
	let taken = false;
	const write = (text: SafeText): void => void output.write(`\u001b]2;${text}\u001b\\`);
	const window: BorrowedWindow = {
		setTitle: (text) => {
			if (present === undefined || text === present) return;
			present = text;
			if (taken) write(text);
		},
		take: () => {
			if (taken) return;
			taken = true;
			if (ownsRows) output.write(wrapOff);
			if (present === undefined) return;
			output.write(putTitleAside);
			write(present);
		},
		giveBack: () => {
			if (!taken) return;
			taken = false;
			if (ownsRows) output.write(wrapOn);
			if (present !== undefined) output.write(fetchTitle);
		},
	};
	window.take();
	return window;
}
