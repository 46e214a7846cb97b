/** The keys that `config get`, `set` and `unset` take, with a suggestion for a mistyped one. */
import { type SettingKey, type SettingRow, schema } from '../config/schema.js';
import { GraphctlError } from '../errors.js';
import { nearest } from '../text/suggest.js';

/** The setting a word names (`client-id` and `clientId` alike), or what is wrong with the word. */
export function knownKey(word: string): { row?: SettingRow; problem?: string } {
	const key = word.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
	const row = schema.find((candidate) => candidate.key === key);
	if (row) return { row };
	const keys = schema.map((candidate) => candidate.key);
	const guess = nearest(key, keys);
	return {
		problem: `There is no setting "${word}". ${guess ? `Did you mean ${guess}?` : `Settings: ${keys.join(', ')}.`}`,
	};
}

/** The key a word names. @throws GraphctlError `usage.value` */
export function readableKey(word: string): SettingKey {
	const { row, problem } = knownKey(word);
	if (!row) throw new GraphctlError({ code: 'usage.value', message: problem ?? `There is no setting "${word}".` });
	return row.key;
}
