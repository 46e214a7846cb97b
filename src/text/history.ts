/** Finds what an answer repeats of the messages before it. */
import type { TextLine } from './message-text.js';

const longestMark = 300;
const farewell =
	/^[-_ ]{2,}\s*(original message|ursprüngliche nachricht|message d['’]origine|mensaje original|messaggio originale|oorspronkelijk bericht|mensagem original)\s*[-_ ]{2,}$/i;
const wrote = /^(on|am|le|el|il|op|em)\s.{4,}(wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu)\b.{0,80}:$/i;
const from = /^\*?(from|von|de|da|van):\*?\s/i;
const sent = /^\*?(sent|date|gesendet|datum|envoyé|enviado|fecha|inviato|data|verzonden):?\*?\s*:?\s/i;
const to = /^\*?(to|an|à|para|a|aan):?\*?\s*:?\s/i;

/**
 * Marks the history at the end of a message as quoted: from "-----Original Message-----", from Outlook's block of From, Sent
 * and To, or from "On ... wrote:" where no quote marks follow it. Nothing where the history is all there is, as in a forwarded message.
 */
export function markHistory(lines: readonly TextLine[]): TextLine[] {
	const start = lines.findIndex((_, index) => beginsHistory(lines, index));
	const hasWords = (until: number): boolean => lines.slice(0, until).some((line) => isWord(line));
	const whole = start > 0 && hasWords(start) ? start : lines.length;
	return lines.map((line, index) => {
		const introduces = line.depth === 0 && index < whole && isIntroduction(lines, index);
		return (index >= whole || introduces) && (line.kind === 'text' || line.kind === 'heading')
			? { ...line, kind: 'quote' as const }
			: line;
	});
}

function isWord({ kind, text }: TextLine): boolean {
	return (kind === 'text' || kind === 'heading') && text.trim() !== '';
}

function beginsHistory(lines: readonly TextLine[], index: number): boolean {
	const text = textAt(lines, index);
	if (text === '') return false;
	if (farewell.test(text)) return true;
	if (from.test(`${text} `) && isOutlookHead(lines, index)) return true;
	const end = endOfIntroduction(lines, index);
	return end !== undefined && nextWord(lines, end)?.kind !== 'quote';
}

/** "On ... wrote:" above quote marks. */
function isIntroduction(lines: readonly TextLine[], index: number): boolean {
	return [index, index - 1].some((start) => {
		const end = endOfIntroduction(lines, start);
		return end !== undefined && end >= index && nextWord(lines, end)?.kind === 'quote';
	});
}

/** Index of the last line of "On ... wrote:", which mail programs break in two; undefined when it does not begin there. */
function endOfIntroduction(lines: readonly TextLine[], index: number): number | undefined {
	const text = textAt(lines, index);
	if (text === '' || !/^(on|am|le|el|il|op|em)\s/i.test(text)) return undefined;
	if (wrote.test(text)) return index;
	return wrote.test(`${text} ${textAt(lines, index + 1)}`) ? index + 1 : undefined;
}

function isOutlookHead(lines: readonly TextLine[], index: number): boolean {
	const next = [1, 2, 3, 4].map((step) => `${textAt(lines, index + step)} `);
	return next.some((text) => sent.test(text)) && next.some((text) => to.test(text));
}

function nextWord(lines: readonly TextLine[], index: number): TextLine | undefined {
	return lines.slice(index + 1, index + 6).find((line) => line.text.trim() !== '');
}

/** The words of an unquoted line; empty for every other line. */
function textAt(lines: readonly TextLine[], index: number): string {
	const line = lines[index];
	if (!line || line.depth > 0 || line.kind === 'link' || line.text.length > longestMark) return '';
	return line.text.trim();
}
