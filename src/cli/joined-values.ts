/** `-XPOST` and `-fname=value`, as gh and curl take them: yargs would read each letter as an option. */

/** Options of `api` whose value may follow the letter at once. */
const joined = /^-([XfFdH])(.+)$/s;

/** The words with such values apart from their letters; words after `--` and other commands' words stay as they are. */
export function splitJoinedValues(argv: readonly string[]): readonly string[] {
	const end = argv.indexOf('--');
	const own = end === -1 ? argv : argv.slice(0, end);
	if (!own.includes('api')) return argv;
	const split = own.flatMap((word) => {
		const [, letter, value] = joined.exec(word) ?? [];
		// With the equal sign yargs takes a value for one even if it begins with a dash.
		return letter === undefined || value === undefined || value.startsWith('=') ? [word] : [`-${letter}=${value}`];
	});
	return end === -1 ? split : [...split, ...argv.slice(end)];
}
