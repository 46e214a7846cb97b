/** Words of a command line that can be copied into a shell. */

/** The word as a POSIX shell reads it back: in single quotes unless it is plain. */
export function shellWord(word: string): string {
	return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
