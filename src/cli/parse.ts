/** Turns argv into the command to run, its arguments, or the help text to print: the only user of yargs. */
import yargs, { type Argv } from 'yargs';
import { GraphctlError } from '../errors.js';
import { nearest } from '../text/suggest.js';
import type { Command, CommandOptions } from './command.js';
import { rootHelp } from './help-text.js';
import { splitJoinedValues } from './joined-values.js';
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
	const state: State = {
		names: [...general],
		words: [],
		path: [],
		needed: [],
		takesLine: false,
		named: false,
		typed: argv,
	};
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
		await parser.parseAsync([...splitJoinedValues(argv)], {}, (_error: unknown, _args: unknown, output: string) => {
			help = output;
		});
	} catch (error) {
		// Some refusals do not come by way of fail(), such as an option without its value.
		throw error instanceof Error && error.name === 'YError' ? usageError(error.message, state) : error;
	}
	if (help !== '') return { kind: 'help', text: state.named ? help : rootHelp() };
	if (state.parsed) return state.parsed;
	// A word that only groups others: what it groups. No command word at all: everything.
	const end = argv.indexOf('--');
	const own = end === -1 ? argv : argv.slice(0, end);
	if (!state.named || own.includes('--help')) return { kind: 'help', text: rootHelp() };
	return parse([...own, '--help'], columns);
}

interface State {
	/** Option names the chosen command knows, for suggestions. */
	names: string[];
	/** Subcommand words at the deepest level reached. */
	words: string[];
	/** The words that led there. */
	path: readonly string[];
	/** Its positional arguments that must be there, as the usage line writes them. */
	needed: readonly string[];
	readonly typed: readonly string[];
	/** True when it takes a command line of its own after `--`. */
	takesLine: boolean;
	/** True when a command word was found. */
	named: boolean;
	parsed?: Parsed;
}

function allNodes(): CommandNode[] {
	return tree.flatMap((group) => group.commands);
}

/**
 * Tells yargs of the commands that argv can mean: those whose word is in it. The others take two milliseconds to register, and only help
 * names them.
 */
function register(parser: Argv, nodes: readonly CommandNode[], path: readonly string[], state: State): void {
	state.words = nodes.map(wordOf);
	const asksHelp = state.typed.some((word) => word === '--help' || /^-[a-z]*h/.test(word));
	const named = asksHelp ? [] : nodes.filter((node) => state.typed.includes(wordOf(node)));
	for (const node of named.length > 0 ? named : nodes) {
		const words = [...path, wordOf(node)];
		let command: Command | undefined;
		parser.command({
			command: node.usage,
			describe: node.summary,
			builder: async (sub: Argv) => {
				state.words = [];
				state.path = words;
				state.needed = node.usage.split(' ').filter((word) => word.startsWith('<'));
				state.named = true;
				if (node.children) register(sub, node.children, words, state);
				command = (await node.load?.())?.command;
				state.takesLine = command?.passesWords === true;
				if (command) describe(sub, command, state);
				const line = command
					? `${[...path, node.usage].join(' ')} [options]${command.passesWords ? ' -- COMMAND' : ''}`
					: `${words.join(' ')} <command>`;
				return sub.usage(`${node.summary}\n\nUsage: $0 ${line}`);
			},
			handler: (args: Record<string, unknown>) => {
				if (command) state.parsed = { kind: 'run', command, args: withRest(command, args), words };
			},
		});
	}
}

/** Words after `--` are arguments that may begin with a dash; where there is no place for them they are said to be too many. */
function withRest(command: Command, args: Record<string, unknown>): Record<string, unknown> {
	const rest = args['--'];
	const last = command.positionals.at(-1);
	if (command.passesWords || !Array.isArray(rest) || rest.length === 0) return args;
	const given = last === undefined ? undefined : args[last];
	if (last === undefined || command.args[last]?.array !== true) {
		throw usage('arguments', `This command takes no argument "${String(rest[0])}".`, seeHelp);
	}
	return { ...args, [last]: [...(Array.isArray(given) ? given : []), ...rest] };
}

function describe(parser: Argv, command: Command, state: State): void {
	state.names = [...general, ...optionNames(command.args)];
	// What `mail` takes is not what `mail read` takes: yargs would hand options and checks down.
	for (const [name, option] of Object.entries(command.args)) {
		if (command.positionals.includes(name)) parser.positional(name, { ...option, type: 'string' });
		else parser.option(name, { ...option, global: false });
	}
	const named = Object.keys(command.args).filter((name) => !command.positionals.includes(name));
	if (named.length > 0) parser.group(named, 'Options:');
	parser.group([...Object.keys(globalOptions), 'help'], 'Options of every command:');
	// Not yargs' own two columns, which break lines that are to be copied.
	const examples = command.examples.map(([line, meaning]) => `  ${line}\n      ${meaning}`);
	if (examples.length > 0) parser.epilogue(`Examples:\n${examples.join('\n')}`);
	parser.check((args: Record<string, unknown>) => {
		const known: CommandOptions = { ...globalOptions, ...command.args };
		for (const [name, option] of Object.entries(known)) {
			const value = args[name];
			if (Array.isArray(value) && option.array !== true) throw usage('repeated', `--${name} was given more than once.`);
			// `--no-NAME` makes false of any option.
			if (option.type === 'string' && typeof value === 'boolean') throw usage('value', `--${name} takes a value.`);
		}
		const problem = command.check(withRest(command, args));
		if (problem !== undefined) throw usage('arguments', problem);
		return true;
	}, false);
}

/** Options that every command knows. */
const general = [...Object.keys(globalOptions), 'help', 'version'];

function optionNames(options: object): string[] {
	return Object.keys(options);
}

function usage(what: string, message: string, hint?: string): GraphctlError {
	return new GraphctlError({ code: `usage.${what}`, message, hint });
}

/** Says in our words what yargs found wrong. */
function usageError(message: string, state: State): GraphctlError {
	const unknown = /^Unknown (?:argument|command)s?: (.*)$/s.exec(message)?.[1]?.split(', ')[0];
	if (unknown !== undefined) return unknownWord(unknown, state);
	const value = /Argument: (\S+), Given: "?(.*?)"?, Choices: (.*)/s.exec(message);
	if (value) {
		const [, name = '', given = '', list = ''] = value;
		const choices = list.replaceAll('"', '').split(', ');
		const guess = nearest(given, choices);
		return usage('value', `--${name} takes ${choices.join(', ')}, not "${given}".`, guess && `Did you mean ${guess}?`);
	}
	const bare = /^Not enough arguments following: (.*)$/.exec(message)?.[1];
	if (bare !== undefined) return usage('value', `--${bare} needs a value.`, seeHelp);
	const required = /^Missing required arguments?: (\S+)/.exec(message)?.[1]?.replace(/,$/, '');
	if (required !== undefined) return usage('arguments', `--${required} is missing.`, seeHelp);
	const got = /^Not enough non-option arguments: got (\d+)/.exec(message)?.[1];
	if (got !== undefined) {
		const missing = state.needed.slice(Number(got)).join(' ');
		return usage('arguments', `graphctl ${state.path.join(' ')} needs ${missing} after it.`, seeHelp);
	}
	return usage('arguments', message.replace(/\s*\n\s*/g, ' ').trim(), seeHelp);
}

const seeHelp = 'Add --help to see what the command takes.';

/** An option or a word that is not known, quoted as it was typed. */
function unknownWord(name: string, state: State): GraphctlError {
	const typed = state.typed.find((word) => /^-/.test(word) && word.replace(/^--?(no-)?/, '').split('=')[0] === name);
	const cluster =
		name.length === 1 ? state.typed.find((word) => /^-[^-]/.test(word) && word.includes(name)) : undefined;
	if (typed !== undefined || cluster !== undefined) {
		// `-query` comes as the letters of one dash.
		const whole = name.length > 1 ? name : (cluster ?? '').slice(1).split('=', 1).join();
		const guess = whole.length > 2 ? nearest(whole, state.names) : undefined;
		const shown = typed?.split('=')[0] ?? cluster ?? name;
		const no = shown.startsWith('--no-') ? 'no-' : '';
		return usage(
			'unknown-option',
			`There is no option "${shown}".`,
			guess === undefined ? seeHelp : `Did you mean --${no}${guess}?`,
		);
	}
	if (state.words.length === 0) {
		const whole = state.takesLine ? ['graphctl', ...state.path, '--', name, '...'].join(' ') : undefined;
		return usage(
			'arguments',
			`This command takes no argument "${name}".`,
			whole === undefined ? seeHelp : `A command stands after --: ${whole}`,
		);
	}
	const guess = nearest(name, state.words);
	return usage(
		'unknown-command',
		`There is no command "${name}".`,
		guess === undefined ? `See: ${['graphctl', ...state.path].join(' ')} --help` : `Did you mean ${guess}?`,
	);
}
