/** Why it takes longer, in the same words everywhere. */
import { type SafeText, safeText, sanitizeLine } from './sanitize.js';

/** The reason, a sentence, and for how many seconds. */
export function waitWords({ reason, seconds }: { readonly reason: string; readonly seconds: number }): SafeText {
	return safeText`${sanitizeLine(reason)} Waiting ${Math.ceil(seconds)} s before the next try.`;
}
