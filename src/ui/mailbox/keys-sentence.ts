/** The keys as a sentence, for a screen that is read aloud. */
import { type SafeText, sanitizeLine } from '../../text/sanitize.js';
import { wrap } from '../../text/wrap.js';
import type { KeyBinding, KeyContext } from '../key-binding.js';
import { showKey } from '../key-names.js';
import { keymap } from '../keymap.js';

/** Those of the keys that have a label. */
export function keysSentence(bindings: readonly KeyBinding[]): SafeText {
	const words = bindings.flatMap(({ keys: [key = ''], label }) =>
		label === undefined ? [] : [`${showKey(key)} ${label}`],
	);
	return sanitizeLine(`Keys: ${words.join(', ')}`);
}

const known = new Map<number, number>();

/** Rows that the sentence takes at most, whatever keys work at the moment: which ones do may depend on how many rows there are. */
export function rowsOfKeys(columns: number): number {
	const present = known.get(columns);
	if (present !== undefined) return present;
	const contexts = new Set(keymap.flatMap((binding) => binding.contexts));
	const rows = [...contexts].map((context) => wrap(keysSentence(longestOf(context)), columns).length);
	const most = Math.max(...rows);
	known.set(columns, most);
	return most;
}

/** All keys of a context; of those that take turns at one key the one with the longest label. */
function longestOf(context: KeyContext): readonly KeyBinding[] {
	const longest = new Map<string | undefined, KeyBinding>();
	for (const binding of keymap) {
		if (!binding.contexts.includes(context) || binding.label === undefined) continue;
		const present = longest.get(binding.keys[0])?.label ?? '';
		if (binding.label.length > present.length) longest.set(binding.keys[0], binding);
	}
	return [...longest.values()];
}
