/** What an export says at its end. */
import { GraphctlError } from '../../errors.js';
import { mostFound } from '../../graph/mail.js';
import { safeText, sanitizeLine } from '../../text/sanitize.js';
import { formatSize } from '../../text/size.js';
import type { ExportFailure, ExportTally } from './export-messages.js';
import type { ExportFormat, ExportPlace } from './export-state.js';

/** The result of an export, as JSON has it. */
export interface ExportSummary {
	/** Messages that this run brought, and their bytes as Graph sent them. */
	readonly exported: number;
	readonly bytes: number;
	/** Messages that an earlier run brought. */
	readonly present: number;
	/** Messages that were deleted meanwhile. */
	readonly skipped: number;
	readonly failed: number;
	readonly failures: readonly ExportFailure[];
	/** False when messages failed, or when a search may have more than Graph finds. */
	readonly complete: boolean;
	readonly format: ExportFormat;
	/** Absolute path. */
	readonly where: string;
}

/** Failures that an error names. */
const mostNamed = 5;

export function summaryOf(tally: ExportTally, place: ExportPlace, format: ExportFormat): ExportSummary {
	const { exported, bytes, present, skipped, failures, limit } = tally;
	const failed = failures.length;
	const complete = failed === 0 && limit === undefined;
	return { exported, bytes, present, skipped, failed, failures, complete, format, where: place.path };
}

/** The summary in a line. */
export function summaryAsText({ exported, bytes, present, skipped, failed, where }: ExportSummary): string {
	const messages = exported === 1 ? '1 message' : `${exported} messages`;
	const more = [
		...(present > 0 ? [`${present} there already`] : []),
		...(skipped > 0 ? [`${skipped} deleted meanwhile`] : []),
		...(failed > 0 ? [`${failed} failed`] : []),
	];
	const size = exported > 0 ? ` (${formatSize(bytes)})` : '';
	return `Exported ${messages}${size} to ${sanitizeLine(where)}${more.length > 0 ? `; ${more.join(', ')}` : ''}.\n`;
}

/** What to do when a search may have more than Graph finds; `oldest` and `line` as `OnLimit` and `ExportChoice` say. */
export function limitReached(oldest: string | undefined, line: (until?: string) => string): string {
	const what = `The export is not complete: Graph finds no more than ${mostFound} messages by a search.`;
	if (oldest === undefined) return `${what} Narrow it with other words, --since and --until.`;
	return `${what} For older ones, run:\n${line(oldest)}`;
}

/** The error of an export that ended without some messages. */
export function incomplete({ failures }: ExportTally, line: string): GraphctlError {
	const named = failures
		.slice(0, mostNamed)
		.map(({ subject, reason }) => safeText`  ${sanitizeLine(subject || '(no subject)')}: ${sanitizeLine(reason)}`);
	const rest = failures.length > mostNamed ? [`  and ${failures.length - mostNamed} more`] : [];
	return new GraphctlError({
		code: 'graph.export-incomplete',
		message: `${failures.length === 1 ? 'One message' : `${failures.length} messages`} could not be exported.`,
		hint: [...named, ...rest, `The next run tries again:`, line].join('\n'),
	});
}
