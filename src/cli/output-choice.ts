/** Settles how a command writes its data. */
import { type OutputFormat, outputFormats } from '../config/schema.js';
import { loadSettings, type Settings } from '../config/settings.js';
import type { Runtime } from '../runtime.js';
import { type GlobalArgs, settingFlags } from './options.js';
import type { OutputChoice } from './output.js';
import { wantsColor } from './terminal.js';

/** The output choice that follows from flags, environment and config file. */
export function outputChoice(
	runtime: Pick<Runtime, 'env' | 'stdout'>,
	args: GlobalArgs,
	settings: Settings,
): OutputChoice {
	const format: OutputFormat = outputFormats.find((known) => known === settings.get('output')) ?? 'text';
	return { format, query: args.query, color: wantsColor(runtime.env, runtime.stdout, args.color) };
}

/** Settings and output choice for a command that needs no account. */
export async function loadOutput(
	runtime: Runtime,
	args: GlobalArgs,
): Promise<{ settings: Settings; output: OutputChoice }> {
	const settings = await loadSettings(runtime, settingFlags(args));
	return { settings, output: outputChoice(runtime, args, settings) };
}
