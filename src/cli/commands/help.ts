/** `graphctl help [TOPIC|COMMAND]` */
import { GraphctlError } from '../../errors.js';
import { nearest } from '../../text/suggest.js';
import { defineCommand } from '../command.js';
import { rootHelp } from '../help-text.js';
import { topics } from '../help-topics.js';
import { writeOut } from '../output.js';
import { tree, wordOf } from '../tree.js';

export const command = defineCommand({
	args: { topic: { type: 'string', array: true, describe: `${Object.keys(topics).join(', ')}, or a command` } },
	positionals: ['topic'],
	async run(runtime, args) {
		const words = args.topic ?? [];
		const [first, ...rest] = words;
		if (first === undefined) return writeOut(runtime, rootHelp());
		if (Object.hasOwn(topics, first) && rest.length === 0) return writeOut(runtime, topics[first]?.() ?? '');
		const commands = tree.flatMap((group) => group.commands.map(wordOf));
		if (commands.includes(first)) {
			const { parse } = await import('../parse.js');
			const parsed = await parse([...words, '--help'], runtime.stdout.columns || 80);
			return writeOut(runtime, parsed.kind === 'help' ? `${parsed.text}\n` : rootHelp());
		}
		const names = [...Object.keys(topics), ...commands];
		const guess = nearest(first, names);
		throw new GraphctlError({
			code: 'usage.topic',
			message: `There is no help on "${first}".`,
			hint: guess
				? `Did you mean \`graphctl help ${guess}\`?`
				: `Topics: ${Object.keys(topics).join(', ')}. Commands: graphctl --help`,
		});
	},
});
