/** Names of keys: what a terminal sent, as `keymap.ts` calls it, and as people read it. */
import type { Key } from 'ink';

/** The name of a key that is no text; undefined for text. */
export function nameKey(input: string, key: Key): string | undefined {
	if (key.ctrl) return input === '' ? undefined : `ctrl-${input}`;
	const special = specialKeys.find(([name]) => key[name]);
	if (special) return special[1];
	return key.meta ? `alt-${input}` : undefined;
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
