/** The addresses of the message that can be opened in a browser. */
import { type SafeText, safeText } from '../../text/sanitize.js';
import { currentEntry, currentMessage, type MailboxState } from './mailbox-state.js';
import { readingText } from './reading-lines.js';

export interface Address {
	/** What it leads to. */
	readonly label: SafeText;
	/** As it is, not made safe: this is what is opened. */
	readonly address: string;
}

/** The message in Outlook on the web, then the links in its text. */
export function addressesOf(state: MailboxState): readonly Address[] {
	const own = currentMessage(state)?.webLink ?? currentEntry(state)?.webLink;
	const links = readingText(state).links;
	return [
		...(own === undefined ? [] : [{ label: safeText`This message in Outlook on the web`, address: own }]),
		...links,
	];
}
