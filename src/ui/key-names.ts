/** Names of keys: what a terminal sent, as `keymap.ts` calls it, and as people read it. */
import type { Key } from 'ink';
import { graphemes } from '../text/width.js';

/** One thing that was pressed: a key with a name, or a letter that may be text. */
export type Pressed = { readonly key: string } | { readonly letter: string };

/** The keys of one piece of input, in order: what is typed fast, or comes over a slow line, arrives together. */
export function readKeys(input: string, key: Key): readonly Pressed[] {
	if (key.ctrl) return input === '' ? [] : [{ key: `ctrl-${input}` }];
	const special = specialKeys.find(([name]) => key[name]);
	if (special) return [{ key: special[1] }];
	// Escape and a letter behind it look like that letter with Alt, which no key of ours has.
	return [...(key.meta ? [{ key: 'escape' }] : []), ...[...graphemes(input)].map(readLetter)];
}

function readLetter(letter: string): Pressed {
	const code = letter.codePointAt(0) ?? 0;
	if (letter === '\r' || letter === '\n' || letter === '\r\n') return { key: 'enter' };
	if (code === 0x09) return { key: 'tab' };
	if (code === 0x7f || code === 0x08) return { key: 'backspace' };
	if (code === 0x1b) return { key: 'escape' };
	if (code >= 1 && code <= 26) return { key: `ctrl-${String.fromCharCode(code + 96)}` };
	return { letter };
}

const specialKeys = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'pageup'],
	['pageDown', 'pagedown'],
	['home', 'home'],
	['end', 'end'],
	['return', 'enter'],
	['escape', 'escape'],
	['tab', 'tab'],
	['backspace', 'backspace'],
	// What most keyboards call backspace, some terminals send as delete.
	['delete', 'backspace'],
] as const satisfies readonly (readonly [keyof Key, string])[];

const shown: Readonly<Record<string, string>> = {
	up: 'Up',
	down: 'Down',
	pageup: 'PgUp',
	pagedown: 'PgDn',
	home: 'Home',
	end: 'End',
	enter: 'Enter',
	escape: 'Esc',
	tab: 'Tab',
	space: 'Space',
	backspace: 'Backspace',
};

/** A key as people read it: `Enter`, `Ctrl-C`, `g`. */
export function showKey(name: string): string {
	return shown[name] ?? (name.startsWith('ctrl-') ? `Ctrl-${name.slice(5).toUpperCase()}` : name);
}
