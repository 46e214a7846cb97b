/** The screen of a sign-in where there is no terminal: a line for each thing that happens, no countdown. */
import type { SignInDisplay, SignInEvent } from '../flows/sign-in-events.js';
import type { Clock, OutputStream } from '../runtime.js';
import { type SafeText, safeText, sanitizeLine } from '../text/sanitize.js';
import { formatTimeLeft } from '../text/time.js';
import { noticeOf, troubleWords, unopenedWords } from './sign-in-words.js';

/** Prints on standard error; never reads. `close` writes the outcome, when there is one, as the last line. */
export function createPlainSignInDisplay(
	stderr: OutputStream,
	clock: Pick<Clock, 'now'>,
): SignInDisplay & { close(outcome?: string): Promise<void> } {
	const printed = new Set<string>();
	const print = (line: SafeText): void => {
		// The same event may come again, e.g. when a slow browser settles.
		if (printed.has(line)) return;
		printed.add(line);
		stderr.write(`${line}\n`);
	};
	return {
		show: (event) => {
			for (const line of linesOf(event, clock.now(), printed)) print(line);
		},
		pasted: () => undefined,
		close: async (outcome) => {
			if (outcome !== undefined) stderr.write(`${sanitizeLine(outcome)}\n`);
		},
	};
}

function linesOf(event: SignInEvent, now: number, printed: ReadonlySet<string>): SafeText[] {
	const trouble = troubleWords(event);
	if (trouble !== undefined) return [trouble];
	if (event.kind === 'waiting-for-token') return [safeText`Signing in.`];
	const notice = noticeOf(event);
	if (!notice) return [];
	const lines = [...notice.words, safeText`  ${notice.address}`];
	if (event.kind === 'device-code') lines.push(safeText`Code: ${sanitizeLine(event.userCode)}`);
	const unopened = event.kind === 'browser' ? unopenedWords(event) : undefined;
	if (unopened !== undefined) lines.push(unopened);
	if (!printed.has(`  ${notice.address}`))
		lines.push(safeText`Waiting for ${sanitizeLine(formatTimeLeft(notice.expiresAt - now))}.`);
	return lines;
}
