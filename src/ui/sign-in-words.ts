/** What a sign-in says, the same on every kind of screen. No React here: the plain display must start fast. */
import type { SignInEvent } from '../flows/sign-in-events.js';
import { type SafeText, safeText, sanitizeLine } from '../text/sanitize.js';

/** What stands still for one event: words, then the address on a line of its own, whole, so that it can be clicked and copied. */
export interface SignInNotice {
	readonly words: readonly SafeText[];
	readonly address: SafeText;
	/** Milliseconds since the epoch. */
	readonly expiresAt: number;
}

/** The notice of an event that has an address; undefined for the others. */
export function noticeOf(event: SignInEvent): SignInNotice | undefined {
	if (event.kind !== 'browser' && event.kind !== 'device-code') return undefined;
	const { expiresAt } = event;
	if (event.kind === 'browser') {
		return {
			words: [safeText`Sign in with your browser at this address:`],
			address: sanitizeLine(event.url),
			expiresAt,
		};
	}
	const message = sanitizeLine(event.message).trim();
	// The server's sentence says the same; it is worth a line only in another language.
	const own = message === '' || /^to sign in\b/i.test(message) ? [] : [sanitizeLine(message)];
	return {
		words: [...own, safeText`Open this page on any device and enter the code:`],
		address: sanitizeLine(event.verificationUri),
		expiresAt,
	};
}

/** Why the person must open the address; undefined when a browser opened. */
export function unopenedWords(event: {
	readonly opened: boolean;
	readonly reason?: string | undefined;
}): SafeText | undefined {
	if (event.opened) return undefined;
	const reason = sanitizeLine(event.reason ?? '')
		.trim()
		.replace(/\.$/, '');
	return reason === ''
		? safeText`No browser opened here. Open the address yourself.`
		: safeText`No browser opened here: ${sanitizeLine(reason)}. Open the address yourself.`;
}

/** The trouble that an event tells of; undefined when it tells of none. */
export function troubleWords(event: SignInEvent): SafeText | undefined {
	if (event.kind !== 'paste-refused' && event.kind !== 'network-retry') return undefined;
	const reason = sanitizeLine(event.reason.trim().replace(/\.$/, ''));
	if (event.kind === 'paste-refused') return safeText`That was not used: ${reason}. Still waiting.`;
	return safeText`Network trouble: ${reason}. Trying again.`;
}
