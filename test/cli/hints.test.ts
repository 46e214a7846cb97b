/** Advice that names what does not exist is worse than none. */
import { describe, expect, it } from 'vitest';
import { type CommandNode, tree, wordOf } from '../../src/cli/tree.js';
import { otherVariables, schema } from '../../src/config/schema.js';
import { listSources, readSource } from '../helpers/source-files.js';

/** Words that follow the program's name in a sentence. */
const prose =
	'has is was to in for and or never talks cannot can does will contains needs sets signs reads writes keeps asks shows runs uses sends knows passphrase'.split(
		' ',
	);

const commands = tree.flatMap((group) => group.commands);
const sources = listSources('src')
	.filter((path) => !path.startsWith('src/sandbox/'))
	.map((path) => {
		const { text } = readSource(path);
		return { path, code: text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1') };
	});

function isCommand(words: readonly string[], nodes: readonly CommandNode[] = commands): boolean {
	const [word, ...rest] = words;
	const node = nodes.find((candidate) => wordOf(candidate) === word);
	if (!node) return false;
	if (!node.children || (node.load && !rest[0])) return true;
	return isCommand(rest, node.children);
}

describe('what the program advises', () => {
	it('names commands that exist', () => {
		const named = sources.flatMap(({ path, code }) =>
			[...code.matchAll(/\bgraphctl ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?/g)].flatMap(([text, first = '', second]) =>
				prose.includes(first) ? [] : [{ path, text, words: second === undefined ? [first] : [first, second] }],
			),
		);
		expect(named.length).toBeGreaterThan(30);
		expect(named.filter(({ words }) => !isCommand(words))).toEqual([]);
	});

	it('names environment variables that are read', () => {
		const known = [...schema.flatMap(({ variables }) => variables), ...otherVariables.map(({ name }) => name)];
		const unknown = sources.flatMap(({ path, code }) =>
			[...code.matchAll(/\bGRAPHCTL_[A-Z_]+\b/g)].flatMap(([name]) =>
				known.includes(name) || name === 'GRAPHCTL_VERSION' ? [] : [`${path}: ${name}`],
			),
		);
		expect(unknown).toEqual([]);
	});
});
