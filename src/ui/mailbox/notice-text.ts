/** A notice as it is seen and as it is read aloud: both say how long is left, the second seldom. */
import { type SafeText, sanitizeLine } from '../../text/sanitize.js';
import type { Notice } from './mailbox-state.js';

/** The notice with the seconds that are left now. */
export function noticeText({ text, left }: Notice): SafeText {
	return left === undefined ? text : withSeconds(text, () => left);
}

/** Seconds at which a screen reader says again how long is left: with every second it would say nothing else. */
const spokenMarks = [10, 30, 60, 120];

/** The notice for a screen reader; it changes at few moments only. */
export function spokenNotice({ text, left }: Notice): SafeText {
	if (left === undefined) return text;
	const mark = spokenMarks.find((seconds) => left <= seconds) ?? left;
	return withSeconds(text, (whole) => Math.min(whole, mark));
}

function withSeconds(text: SafeText, change: (whole: number) => number): SafeText {
	return sanitizeLine(
		text.replace(/\bWaiting (\d+) s\b/, (_all, whole: string) => `Waiting ${change(Number(whole))} s`),
	);
}
