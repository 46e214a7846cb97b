/** What the mailbox tells: passing notices, and below them what goes on. */
import { type SafeText, safeText, sanitizeLine } from '../../text/sanitize.js';
import { waitWords } from '../../text/wait-words.js';

/** Said until the next key. */
export interface Notice {
	readonly text: SafeText;
	readonly tone: 'plain' | 'good' | 'trouble';
}

/** Something that goes on, whatever is pressed and said meanwhile. */
export type Lasting = Wait | Save;

interface Wait {
	readonly kind: 'wait';
	readonly key: number;
	/** A sentence. */
	readonly reason: SafeText;
	/** How long it takes in all, and how long from now. */
	readonly seconds: number;
	readonly left: number;
}

interface Save {
	readonly kind: 'save';
	readonly key: number;
	/** As it was typed. */
	readonly path: string;
}

interface Notices {
	readonly notice: Notice | undefined;
	/** In the order in which it began. */
	readonly lasting: readonly Lasting[];
}

/** The notices with this one begun, or as it stands now. */
export function withLasting<T extends Notices>(state: T, changed: Lasting): T {
	const { lasting } = state;
	return lasting.some(({ key }) => key === changed.key)
		? { ...state, lasting: lasting.map((one) => (one.key === changed.key ? changed : one)) }
		: { ...state, lasting: [...lasting, changed] };
}

/** The notices without the one that is over. */
export function withoutLasting<T extends Notices>(state: T, over: number): T {
	const lasting = state.lasting.filter(({ key }) => key !== over);
	return lasting.length === state.lasting.length ? state : { ...state, lasting };
}

/** The wait that ends last; undefined when nothing is waited for. */
export function longestWait({ lasting }: Pick<Notices, 'lasting'>): Wait | undefined {
	let longest: Wait | undefined;
	for (const one of lasting) if (one.kind === 'wait' && !(one.left <= (longest?.left ?? 0))) longest = one;
	return longest;
}

/** What is to be seen now; a wait says with every second how long is left. */
export function shownNotice(state: Notices): Notice | undefined {
	return topmost(state, ({ left }) => left);
}

/** Seconds at which a screen reader says again how long is left: with every second it would say nothing else. */
const spokenMarks = [10, 30, 60, 120];

/** What is to be read aloud now; it changes at few moments only. */
export function spokenNotice(state: Notices): SafeText | undefined {
	return topmost(state, ({ seconds, left }) => Math.min(seconds, spokenMarks.find((mark) => left <= mark) ?? left))
		?.text;
}

/** The passing notice, else the wait that ends last, else the save that began last. */
function topmost(state: Notices, secondsOf: (wait: Wait) => number): Notice | undefined {
	if (state.notice !== undefined) return state.notice;
	const wait = longestWait(state);
	if (wait !== undefined) return { text: waitWords({ reason: wait.reason, seconds: secondsOf(wait) }), tone: 'plain' };
	const save = state.lasting.findLast((one) => one.kind === 'save');
	return save && { text: safeText`Saving ${sanitizeLine(save.path)} ...`, tone: 'plain' };
}
