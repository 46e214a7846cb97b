/** `graphctl help [TOPIC|COMMAND|AADSTS number]` */
import { GraphctlError } from '../../errors.js';
import type { Runtime } from '../../runtime.js';
import { nearest } from '../../text/suggest.js';
import { type AadstsHelp, aadstsAsText, aadstsHelp, aadstsNumber, aadstsTableAsText } from '../aadsts-help.js';
import { defineCommand } from '../command.js';
import { rootHelp } from '../help-text.js';
import { topicNames, topics } from '../help-topics.js';
import type { GlobalArgs } from '../options.js';
import { writeOut, writeResult } from '../output.js';
import { loadOutput } from '../output-choice.js';
import { tree, wordOf } from '../tree.js';

export const command = defineCommand({
	args: {
		topic: { type: 'string', array: true, describe: `${topicNames.join(', ')}, a command, or an AADSTS number` },
	},
	positionals: ['topic'],
	examples: [
		['graphctl help mail list', 'what a command takes'],
		['graphctl help AADSTS53003', 'what a sign-in error means and what to do'],
	],
	async run(runtime, args) {
		const words = args.topic ?? [];
		const [first, ...rest] = words;
		if (first === undefined) return writeOut(runtime, rootHelp());
		const number = aadstsNumber(words.join(''));
		if (number !== undefined) return writeAadsts(runtime, args, number);
		if (first === 'errors' && rest.length === 0) return writeAadstsTable(runtime, args);
		if (Object.hasOwn(topics, first) && rest.length === 0) return writeOut(runtime, topics[first]?.() ?? '');
		const commands = tree.flatMap((group) => group.commands.map(wordOf));
		if (commands.includes(first)) {
			const { parse } = await import('../parse.js');
			const parsed = await parse([...words, '--help'], runtime.stdout.columns || 80);
			return writeOut(runtime, parsed.kind === 'help' ? `${parsed.text}\n` : rootHelp());
		}
		const names = [...topicNames, ...commands];
		const guess = nearest(first, names);
		throw new GraphctlError({
			code: 'usage.topic',
			message: `There is no help on "${first}".`,
			hint: guess
				? `Did you mean \`graphctl help ${guess}\`?`
				: `Topics: ${topicNames.join(', ')}. Commands: graphctl --help`,
		});
	},
});

/** @throws GraphctlError `usage.topic` for a number that is not in the table */
async function writeAadsts(runtime: Runtime, args: GlobalArgs, number: number): Promise<void> {
	const { aadstsPage, findAadstsMeaning } = await import('../../flows/aadsts.js');
	const row = findAadstsMeaning(number);
	if (!row) {
		throw new GraphctlError({
			code: 'usage.topic',
			message: `There is no help on AADSTS${number}: it is not in the table of graphctl.`,
			hint: `Microsoft's page about it: ${aadstsPage(number)}\nThe numbers that are: graphctl help errors`,
		});
	}
	const { output } = await loadOutput(runtime, args);
	await writeResult(runtime, output, aadstsHelp(number, row, aadstsPage(number)), (help, { columns }) =>
		aadstsAsText(help, columns),
	);
}

async function writeAadstsTable(runtime: Runtime, args: GlobalArgs): Promise<void> {
	const { aadstsPage, aadstsTable } = await import('../../flows/aadsts.js');
	const { output } = await loadOutput(runtime, args);
	const all: readonly AadstsHelp[] = aadstsTable.flatMap((row) =>
		row.numbers.map((number) => aadstsHelp(number, row, aadstsPage(number))),
	);
	await writeResult(runtime, output, all, (_, { columns }) => aadstsTableAsText(aadstsTable, columns));
}
