/** The help of `graphctl` alone: all commands by group, without loading yargs. */
import { topicNames } from './help-topics.js';
import { globalOptions } from './options.js';
import { type CommandNode, tree, wordOf } from './tree.js';

/** Width of the column of commands and options. */
const left = 30;

/** Text of `graphctl --help`, at most 80 columns wide. */
export function rootHelp(): string {
	const lines = ['graphctl: Microsoft Graph in your terminal', '', 'Usage: graphctl <command> [options]'];
	for (const group of tree) {
		lines.push('', group.title);
		for (const node of group.commands) lines.push(`  ${usageOf(node).padEnd(left)} ${node.summary}`.trimEnd());
	}
	lines.push(...topicLines());
	lines.push('', 'Options of every command');
	for (const [name, option] of Object.entries(globalOptions)) {
		const flag = name === 'color' || name === 'input' ? `no-${name}` : name;
		const short = 'alias' in option ? `-${option.alias}, ` : '    ';
		lines.push(`  ${`${short}--${flag}${option.type === 'string' ? ' VALUE' : ''}`.padEnd(left)} ${optionText(name)}`);
	}
	lines.push(`  ${'-h, --help'.padEnd(left)} Show help, also of a command`);
	lines.push(`  ${'    --version'.padEnd(left)} Print the version`);
	lines.push(
		'',
		'Examples',
		'  graphctl login',
		'  graphctl me',
		'  graphctl mail --top 10',
		'  graphctl mail --unread -o json',
		'',
	);
	return lines.join('\n');
}

/** The topics under the summary of `help`, in as many lines as they need. */
function topicLines(): string[] {
	const lines: string[] = [];
	for (const name of topicNames) {
		const last = lines.at(-1);
		const longer = last === undefined ? name : `${last}, ${name}`;
		if (last === undefined || left + 3 + longer.length >= 80) lines.push(name);
		else lines[lines.length - 1] = longer;
	}
	return lines.map((line, index) => `${' '.repeat(left + 3)}${line}${index < lines.length - 1 ? ',' : ''}`);
}

function usageOf(node: CommandNode): string {
	const words = node.children?.map(wordOf) ?? [];
	if (words.length === 0) return node.usage.replace('..]', ']');
	const named = node.load ? `[${words.join('|')}]` : words.join('|');
	const all = `${node.usage} ${named}`;
	if (all.length <= left) return all;
	return `${node.usage} ${node.load ? '[COMMAND]' : 'COMMAND'}`;
}

function optionText(name: string): string {
	const option = Object.entries(globalOptions).find(([key]) => key === name)?.[1];
	if (name === 'color') return 'No colours';
	if (name === 'input') return 'Never ask a question';
	if (option && 'choices' in option) return `${option.describe}: ${option.choices.join(', ')}`;
	return option?.describe ?? '';
}
