/** The help of `graphctl` alone: all commands by group, without loading yargs. */
import { globalOptions } from './options.js';
import { type CommandNode, tree, wordOf } from './tree.js';

/** Text of `graphctl --help`, at most 80 columns wide. */
export function rootHelp(): string {
	const lines = ['graphctl: Microsoft Graph in your terminal', '', 'Usage: graphctl <command> [options]'];
	for (const group of tree) {
		lines.push('', group.title);
		for (const node of group.commands) lines.push(`  ${usageOf(node).padEnd(34)} ${node.summary}`.trimEnd());
	}
	lines.push('', 'Options of every command');
	for (const [name, option] of Object.entries(globalOptions)) {
		const flag = name === 'color' || name === 'input' ? `no-${name}` : name;
		const short = 'alias' in option ? `-${option.alias}, ` : '    ';
		lines.push(`  ${`${short}--${flag}${option.type === 'string' ? ' VALUE' : ''}`.padEnd(34)} ${optionText(name)}`);
	}
	lines.push(`  ${'-h, --help'.padEnd(34)} Show help, also of a command: graphctl mail --help`);
	lines.push(`  ${'    --version'.padEnd(34)} Print the version`);
	lines.push('', 'Examples', '  graphctl login', '  graphctl me', '  graphctl mail --top 10', '  graphctl mail --unread -o json', '');
	return lines.join('\n');
}

function usageOf(node: CommandNode): string {
	const words = node.children?.map(wordOf) ?? [];
	if (words.length === 0) return node.usage;
	return node.load ? `${node.usage} [${words.join('|')}]` : `${node.usage} ${words.join('|')}`;
}

function optionText(name: string): string {
	const option = Object.entries(globalOptions).find(([key]) => key === name)?.[1];
	if (name === 'color') return 'No colours';
	if (name === 'input') return 'Never ask a question';
	if (option && 'choices' in option) return `${option.describe}: ${option.choices.join(', ')}`;
	return option?.describe ?? '';
}
