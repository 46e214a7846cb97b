/** Finds the end of terminal control sequences (ECMA-48), broken and unterminated ones included. */

/** Introducers of strings that run to a string terminator: DCS, SOS, OSC, PM, APC, and screen's title (ESC k). */
const stringIntroducers = 'PX]^_k';

/** Ends, cancels or restarts a control string: BEL, CAN, SUB, ESC and every C1 control. */
const stringStop = /[\u0007\u0018\u001a\u001b\u0080-\u009f]/g;

const csiBody = /[0-?]*[ -/]*[@-~]?/y;
const shortBody = /[ -/]*[0-~]?/y;

/**
 * Index behind the sequence that starts at `at` with ESC or a C1 control. A control string takes its payload along;
 * an unterminated one ends with its line, so that one stray byte does not hide the rest of a message. Unterminated C1
 * introducers go alone: wrongly decoded quotation marks (U+0098, U+009D) are common in mail.
 */
export function skipEscape(text: string, at: number): number {
	const code = text.charCodeAt(at);
	if (code === 0x1b) {
		const introducer = text.charAt(at + 1);
		if (introducer === '[') return matchEnd(csiBody, text, at + 2);
		if (introducer === '' || !stringIntroducers.includes(introducer)) return matchEnd(shortBody, text, at + 1);
		const { end, terminated } = skipString(text, at + 2, introducer === ']');
		return terminated ? end : lineEnd(text, at + 2, end);
	}
	if (code === 0x9b) return matchEnd(csiBody, text, at + 1);
	if (code !== 0x90 && code !== 0x98 && code !== 0x9d && code !== 0x9e && code !== 0x9f) return at + 1;
	const { end, terminated } = skipString(text, at + 1, code === 0x9d);
	return terminated ? end : at + 1;
}

/** Every search starts behind the stop that the last one found, so the whole text is read a bounded number of times. */
function skipString(text: string, from: number, endsWithBell: boolean): { end: number; terminated: boolean } {
	stringStop.lastIndex = from;
	for (let stop = stringStop.exec(text); stop; stop = stringStop.exec(text)) {
		const code = stop[0].charCodeAt(0);
		if (code === 0x07 && !endsWithBell) continue;
		if (code === 0x07 || code === 0x9c) return { end: stop.index + 1, terminated: true };
		if (code === 0x1b && text.charAt(stop.index + 1) === '\\') return { end: stop.index + 2, terminated: true };
		return { end: stop.index, terminated: false };
	}
	return { end: text.length, terminated: false };
}

/** The first newline of the stretch, or its end. Looks no further: a search to the end of the text each time is quadratic. */
function lineEnd(text: string, from: number, end: number): number {
	const newline = text.slice(from, end).indexOf('\n');
	return newline === -1 ? end : from + newline;
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
	pattern.lastIndex = at;
	return pattern.test(text) ? pattern.lastIndex : at;
}
