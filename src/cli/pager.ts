/** Long text on a terminal goes through a pager, as in gh and git. */
import { cancelled, GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { displayWidth } from '../text/width.js';
import { writeOut } from './output.js';
import { warn } from './report.js';

/** Our own colours take no room. */
const colours = /\u001b\[[\d;]*m/g;

/** `--no-pager`, for the options of a command. */
export const pagerOption = {
	pager: {
		type: 'boolean',
		default: true,
		describe: 'Page long text on a terminal (--no-pager: never, and show long addresses whole)',
	},
} as const;

/**
 * Writes text to standard output; on a terminal that it does not fit, through the pager: `GRAPHCTL_PAGER`, `PAGER`, or less. An empty
 * name or `cat` means none. A pager that cannot be run costs a warning, not the text.
 */
export async function writePaged(runtime: Runtime, wanted: boolean | undefined, text: string): Promise<void> {
	const { stdout, env } = runtime;
	const own = env['GRAPHCTL_PAGER'] ?? env['PAGER'];
	const command = splitCommand(own ?? 'less');
	const fits = linesOn(text, stdout.columns ?? 80, stdout.rows ?? 24) < (stdout.rows ?? 24);
	const [program = 'cat'] = command;
	if (wanted === false || stdout.isTTY !== true || env['TERM'] === 'dumb' || program === 'cat' || fits) {
		return writeOut(runtime, text);
	}
	// As git and gh do: quit if it fits, show colours, leave the text on the screen.
	const more = { LESS: env['LESS'] ?? 'FRX', LV: env['LV'] ?? '-c' };
	try {
		await runtime.execute(command, more, text);
	} catch (error) {
		if (!(error instanceof GraphctlError) || error.code !== 'not-found.program') throw error;
		if (own !== undefined) warn(runtime, `${error.message} Text is shown without a pager.`);
		await writeOut(runtime, text);
	}
	// Ctrl-C within the pager is the pager's; a signal that was meant for us is not.
	if (runtime.signal.aborted) throw cancelled();
}

/** Lines of a terminal that a text takes, wrapped ones too, and one for the prompt; not counted further than `most`. */
function linesOn(text: string, columns: number, most: number): number {
	let count = 0;
	for (const line of text.split('\n', most)) {
		// The source of a page may be one line of megabytes.
		if (line.length > 20 * columns * most) return most;
		const width = line.length <= columns / 2 ? 1 : displayWidth(line.replaceAll(colours, ''));
		count += Math.max(1, Math.ceil(width / columns));
	}
	return count;
}

/** Words of a command line, which quotes and backslashes may hold together as in a shell. */
function splitCommand(line: string): string[] {
	const words = line.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs) ?? [];
	return words.map((word) =>
		word.replaceAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs, (_, double?: string, single?: string, escaped?: string) =>
			double === undefined ? (single ?? escaped ?? '') : double.replaceAll(/\\(["\\$`])/g, '$1'),
		),
	);
}
