/** What a command is: data and one `run`. */
import type { InferredOptionTypes, Options } from 'yargs';
import type { Runtime } from '../runtime.js';
import type { GlobalArgs } from './options.js';

/** Options of a command by name, in yargs' own terms. */
export type CommandOptions = Readonly<Record<string, Options>>;

/** The values `run` receives. */
type CamelCase<S> = S extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : S;
type CamelCased<T> = { [K in keyof T as K extends string ? CamelCase<K> : K]: T[K] };
export type CommandArgs<O extends CommandOptions> = CamelCased<InferredOptionTypes<O>> & GlobalArgs;

/** A command as `tree.ts` loads it. */
export interface Command {
	readonly args: CommandOptions;
	/** Names in `args` that are given by position, in order. */
	readonly positionals: readonly string[];
	/** Examples for `--help`: command line and what it does. */
	readonly examples: readonly (readonly [string, string])[];
	/** True when all words after `--` belong to the command. */
	readonly passesWords: boolean;
	readonly check: (args: Record<string, unknown>) => string | undefined;
	/** Does the work; a number is the exit code, nothing is 0. */
	readonly run: (runtime: Runtime, args: never) => Promise<number | void>;
}

interface CommandInit<O extends CommandOptions> {
	readonly args?: O;
	readonly positionals?: readonly (keyof O & string)[];
	readonly examples?: readonly (readonly [string, string])[];
	readonly passesWords?: boolean;
	/** Says in one sentence why these arguments cannot go together (exit code 2). */
	readonly check?: (args: CommandArgs<O>) => string | undefined;
	readonly run: (runtime: Runtime, args: CommandArgs<O>) => Promise<number | void>;
}

/** Makes a command, so that `run` sees its arguments with their types. */
export function defineCommand<const O extends CommandOptions>(init: CommandInit<O>): Command {
	return {
		args: init.args ?? {},
		positionals: init.positionals ?? [],
		examples: init.examples ?? [],
		passesWords: init.passesWords ?? false,
		// yargs parsed the values by the very table their types are inferred from.
		check: (args) => init.check?.(args as CommandArgs<O>),
		run: (runtime, args) => init.run(runtime, args),
	};
}
