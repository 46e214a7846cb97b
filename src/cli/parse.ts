/** Turns argv into the command to run, its arguments, or the help text to print: the only user of yargs. */
import yargs, { type Argv } from 'yargs';
import { GraphctlError } from '../errors.js';
import { nearest } from '../text/suggest.js';
import type { Command } from './command.js';
import { globalOptions } from './options.js';
import { type CommandNode, tree, wordOf } from './tree.js';

/** What argv asks for. */
export type Parsed =
	| {
			readonly kind: 'run';
			readonly command: Command;
			readonly args: Record<string, unknown>;
			readonly words: readonly string[];
	  }
	| { readonly kind: 'help'; readonly text: string };

/** Parses argv (without node and script). Words after `--` are left in `args['--']`. @throws GraphctlError `usage.*` */
export async function parse(argv: readonly string[], columns: number): Promise<Parsed> {
	const state: State = { names: [...optionNames(globalOptions), 'help', 'version'], words: [] };
	const parser = yargs()
		.scriptName('graphctl')
		.parserConfiguration({
			'populate--': true,
			'parse-numbers': false,
			'parse-positional-numbers': false,
			'duplicate-arguments-array': true,
			'dot-notation': false,
		})
		.usage('Usage: $0 <command> [options]')
		.options(globalOptions)
		.version(false)
		.help('help', 'Show this help')
		.alias('help', 'h')
		.locale('en')
		.wrap(Math.min(columns, 100))
		.strictCommands()
		.strictOptions()
		.exitProcess(false)
		.fail((message, error) => {
			throw error instanceof GraphctlError ? error : usageError(message ?? error?.message ?? 'Wrong usage.', state);
		});
	register(parser, allNodes(), [], state);
	let help = '';
	try {
		await parser.parseAsync([...argv], {}, (_error: unknown, _args: unknown, output: string) => {
			help = output;
		});
	} catch (error) {
		// Some refusals do not come by way of fail(), such as an option without its value.
		throw error instanceof Error && error.name === 'YError' ? usageError(error.message, state) : error;
	}
	if (help !== '') return { kind: 'help', text: help };
	if (state.parsed) return state.parsed;
	// A word that only groups others: what it groups.
	return parse([...argv, '--help'], columns);
}

interface State {
	/** Option names the chosen command knows, for suggestions. */
	names: string[];
	/** Subcommand words at the deepest level reached. */
	words: string[];
	parsed?: Parsed;
}

function allNodes(): CommandNode[] {
	return tree.flatMap((group) => group.commands);
}

function register(parser: Argv, nodes: readonly CommandNode[], path: readonly string[], state: State): void {
	state.words = nodes.map(wordOf);
	for (const node of nodes) {
		const words = [...path, wordOf(node)];
		let command: Command | undefined;
		parser.command({
			command: node.usage,
			describe: node.summary,
			builder: async (sub: Argv) => {
				state.words = [];
				if (node.children) register(sub, node.children, words, state);
				command = (await node.load?.())?.command;
				if (command) describe(sub, command, state);
				const line = command
					? `${[...path, node.usage].join(' ')} [options]${command.passesWords ? ' -- COMMAND' : ''}`
					: `${words.join(' ')} <command>`;
				return sub.usage(`${node.summary}\n\nUsage: $0 ${line}`);
			},
			handler: (args: Record<string, unknown>) => {
				if (command) state.parsed = { kind: 'run', command, args, words };
			},
		});
	}
}

function describe(parser: Argv, command: Command, state: State): void {
	state.names.push(...optionNames(command.args));
	for (const [name, option] of Object.entries(command.args)) {
		if (command.positionals.includes(name)) parser.positional(name, { ...option, type: 'string' });
		else parser.option(name, option);
	}
	const named = Object.keys(command.args).filter((name) => !command.positionals.includes(name));
	if (named.length > 0) parser.group(named, 'Options:');
	parser.group([...Object.keys(globalOptions), 'help'], 'Options of every command:');
	for (const [line, meaning] of command.examples) parser.example(line, meaning);
	parser.check((args: Record<string, unknown>) => {
		for (const [name, value] of Object.entries(args)) {
			if (
				Array.isArray(value) &&
				name !== '_' &&
				name !== '--' &&
				command.args[name]?.array !== true &&
				name in { ...globalOptions, ...command.args }
			) {
				throw new GraphctlError({ code: 'usage.repeated', message: `--${name} was given more than once.` });
			}
		}
		const problem = command.check(args);
		if (problem !== undefined) throw new GraphctlError({ code: 'usage.arguments', message: problem });
		return true;
	});
}

function optionNames(options: object): string[] {
	return Object.keys(options);
}

function usageError(message: string, state: State): GraphctlError {
	const unknown = /^Unknown (?:argument|command)s?: (.*)$/s.exec(message)?.[1]?.split(', ') ?? [];
	const first = unknown[0];
	if (first === undefined) {
		return new GraphctlError({
			code: 'usage.arguments',
			message: message.replace(/\s*\n\s*/g, ' ').trim(),
			hint: 'Add --help to see what the command takes.',
		});
	}
	const option = state.names.includes(first) ? first : nearest(first, state.names);
	const word = nearest(first, state.words);
	const isWord = word !== undefined || (state.words.length > 0 && option === undefined);
	const guess = word ?? (option === undefined ? undefined : `--${option}`);
	return new GraphctlError({
		code: isWord ? 'usage.unknown-command' : 'usage.unknown-option',
		message: isWord ? `There is no command "${first}".` : `There is no option or argument "${first}".`,
		hint: guess === undefined ? 'Add --help to see what there is.' : `Did you mean ${guess}?`,
	});
}
