/** Breaks what is said on a terminal into lines, and leaves whole what people copy from it. */
import { type SafeText, sanitizeLine } from './sanitize.js';
import { displayWidth } from './width.js';
import { wrap } from './wrap.js';

/** A command to its end, with what stands before it on the same command line; one in backticks is part of a sentence. */
const command =
	/(?<![`\w])(?:(?:unset|Remove-Item) \S+; |[A-Z_]+=\S+ )?graphctl (?:--account \S+ )?(?:login|logout|status|accounts|token|me|mail|users|api|config|sandbox|help)(?: |$)/;

/**
 * Lines of at most `columns` columns. A command or an address that is longer than the rest of its line begins the next one and is
 * never cut; an indented line and one of PowerShell are not broken at all.
 */
export function wrapAdvice(line: SafeText, columns: number): SafeText[] {
	if (displayWidth(line) <= columns || /^[ $]/.test(line)) return [line];
	const at = command.exec(line)?.index;
	if (at !== undefined) {
		const before = sanitizeLine(line.slice(0, at).trimEnd());
		return [...(before === '' ? [] : wrapAdvice(before, columns)), sanitizeLine(line.slice(at))];
	}
	if (!line.includes('://')) return wrap(line, columns);
	return wordsInLines(line.split(' '), columns).flatMap((part) => {
		const safe = sanitizeLine(part);
		return part.includes('://') ? [safe] : wrap(safe, columns);
	});
}

function wordsInLines(words: readonly string[], columns: number): string[] {
	const lines: string[] = [];
	for (const word of words) {
		const longer = `${lines.at(-1) ?? ''} ${word}`;
		if (lines.length > 0 && displayWidth(longer) <= columns) lines[lines.length - 1] = longer;
		else lines.push(word);
	}
	return lines;
}
