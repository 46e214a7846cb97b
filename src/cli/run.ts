/** From argv and the Runtime to an exit code: the only catch-all. */
import { cancelled, GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { rootHelp } from './help-text.js';
import { openLog } from './log.js';
import { ClosedPipe, writeOut } from './output.js';
import { type ReportChoice, reportError } from './report.js';
import { wantsColor } from './terminal.js';

/** Runs one command line (without node and script) and returns its exit code. Never rejects. */
export async function run(argv: readonly string[], base: Runtime): Promise<number> {
	const choice: ReportChoice = {
		json: asksForJson(argv, base.env),
		color: wantsColor(base.env, base.stderr, !argv.includes('--no-color')),
		debug: argv.includes('--debug'),
	};
	try {
		return await runCommand(argv, base);
	} catch (error) {
		if (error instanceof ClosedPipe) return 0;
		const stopped = base.signal.aborted && !(error instanceof GraphctlError && error.code.startsWith('timeout.'));
		return reportError(base, stopped ? cancelled() : error, choice);
	} finally {
		base.http.close();
	}
}

async function runCommand(argv: readonly string[], base: Runtime): Promise<number> {
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
		await writeOut(base, `${parsed.text}\n`);
		return 0;
	}
	const { runtime, close } = await openLog(base, parsed.args);
	try {
		runtime.log.debug(`graphctl ${base.version}: ${parsed.words.join(' ')}`);
		return (await parsed.command.run(runtime, parsed.args as never)) ?? 0;
	} catch (error) {
		runtime.log.debug(`failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
		throw error;
	} finally {
		await close();
	}
}

/** Errors are reported as JSON when the data would be, also when the arguments could not be parsed. */
function asksForJson(argv: readonly string[], env: Runtime['env']): boolean {
	const end = argv.indexOf('--');
	const own = end === -1 ? argv : argv.slice(0, end);
	const named = own.findLast((word, i) => /^(json|jsonl)$/.test(word) && /^(-o|--output)$/.test(own[i - 1] ?? ''));
	if (named || own.some((word) => /^(--json|(-o|--output)=?(json|jsonl))$/.test(word))) return true;
	const other = own.some((word) => /^(-o|--output)(=|$)/.test(word) || /^-o./.test(word));
	return !other && /^(json|jsonl)$/.test(env['GRAPHCTL_OUTPUT'] ?? '');
}
