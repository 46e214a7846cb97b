/** From argv and the Runtime to an exit code: the only catch-all. */
import { readConfigFile } from '../config/config-file.js';
import { cancelled, GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { forAccount } from './account-in-hint.js';
import { rootHelp } from './help-text.js';
import { openLog } from './log.js';
import { ClosedPipe, writeOut } from './output.js';
import { type ReportChoice, reportError } from './report.js';
import { wantsColor } from './terminal.js';

/** Told what the command line asks for, before that is done: the words of the command and the form of its output. */
export type OnUse = (use: string) => void;

/** Runs one command line (without node and script) and returns its exit code. Never rejects. */
export async function run(argv: readonly string[], base: Runtime, onUse?: OnUse): Promise<number> {
	const choice: Omit<ReportChoice, 'json'> = {
		color: wantsColor(base.env, base.stderr, !argv.includes('--no-color')),
		debug: argv.includes('--debug'),
	};
	try {
		return await runCommand(argv, base, onUse);
	} catch (error) {
		if (error instanceof ClosedPipe) return 0;
		const stopped = base.signal.aborted && !(error instanceof GraphctlError && error.code.startsWith('timeout.'));
		const json = await asksForJson(argv, base);
		return reportError(base, stopped ? cancelled() : error, { ...choice, json });
	} finally {
		base.http.close();
	}
}

async function runCommand(argv: readonly string[], base: Runtime, onUse?: OnUse): Promise<number> {
	const first = argv[0];
	const alone = argv.length === 1;
	if (first === undefined || (alone && (first === '--help' || first === '-h' || first === 'help'))) {
		await writeOut(base, rootHelp());
		return 0;
	}
	if (argv.includes('--version') && !argv.includes('--')) {
		await writeOut(base, `${base.version}\n`);
		return 0;
	}
	const { parse } = await import('./parse.js');
	const parsed = await parse(argv, base.stdout.columns || 80);
	if (parsed.kind === 'help') {
		onUse?.('help');
		await writeOut(base, `${parsed.text}\n`);
		return 0;
	}
	onUse?.([...parsed.words, parsed.args['json'] ? 'json' : (parsed.args['output'] ?? '')].join(' ').trim());
	const { runtime, close } = await openLog(base, parsed.args);
	try {
		runtime.log.debug(`graphctl ${base.version}: ${parsed.words.join(' ')}`);
		return (await parsed.command.run(runtime, parsed.args as never)) ?? 0;
	} catch (error) {
		runtime.log.debug(`failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
		throw forAccount(await suggestScope(error), parsed.args['account']);
	} finally {
		await close();
	}
}

/** A permission that does not exist may be one that does, mistyped; the table of those is loaded only then. */
async function suggestScope(error: unknown): Promise<unknown> {
	if (!(error instanceof GraphctlError) || error.code !== 'config.scope' || !error.details.scopes) return error;
	const { withSuggestion } = await import('./scope-suggestion.js');
	return withSuggestion(error, error.details.scopes);
}

/** Errors are reported as JSON when the data would be, also when the arguments could not be parsed. */
async function asksForJson(argv: readonly string[], base: Runtime): Promise<boolean> {
	const end = argv.indexOf('--');
	const own = end === -1 ? argv : argv.slice(0, end);
	const isJson = (format: unknown): boolean => format === 'json' || format === 'jsonl';
	const flags = own.flatMap((word, i) => {
		if (word === '--json') return ['json'];
		const joined = /^(?:--output=|-o=?)(.+)$/.exec(word)?.[1];
		if (joined !== undefined) return [joined];
		return word === '-o' || word === '--output' ? [own[i + 1]] : [];
	});
	if (flags.length > 0) return flags.some(isJson);
	if (base.env['GRAPHCTL_OUTPUT']) return isJson(base.env['GRAPHCTL_OUTPUT']);
	return readConfigFile(base).then(
		(file) => isJson(file['output']),
		() => false,
	);
}
