/** What a row of the table of keys says. */

/** What the keyboard speaks to. */
export type KeyContext = 'list' | 'message' | 'choice' | 'confirm' | 'help' | 'prompt' | 'small';

export type Action =
	| 'up'
	| 'down'
	| 'page-up'
	| 'page-down'
	| 'first'
	| 'last'
	| 'open'
	| 'choose'
	| 'other-pane'
	| 'search'
	| 'find'
	| 'find-next'
	| 'find-previous'
	| 'back'
	| 'next-message'
	| 'previous-message'
	| 'unread'
	| 'folders'
	| 'attachments'
	| 'save'
	| 'save-message'
	| 'browser'
	| 'headers'
	| 'refresh'
	| 'retry'
	| 'accounts'
	| 'help'
	| 'quit'
	| 'accept'
	| 'erase'
	| 'erase-word'
	| 'erase-line'
	| 'suspend'
	| 'cancel';

/** What is true at the moment; decides which keys work. */
export interface KeyFacts {
	/** There is a message under the cursor. */
	readonly message: boolean;
	/** The message has attachments, as far as is known. */
	readonly attachments: boolean;
	/** The message has an address in Outlook on the web. */
	readonly address: boolean;
	/** Results of a search are shown. */
	readonly results: boolean;
	/** Words are being looked for in the message. */
	readonly finding: boolean;
	/** Something failed that can be tried again. */
	readonly failure: boolean;
	/** List and message are shown at once. */
	readonly panes: boolean;
	/** There is something to choose from. */
	readonly choices: boolean;
	/** The choice under the cursor can be saved. */
	readonly saving: boolean;
}

export interface KeyBinding {
	/** Names as `nameKey` gives them; the first is the one to show. */
	readonly keys: readonly string[];
	readonly action: Action;
	readonly contexts: readonly KeyContext[];
	/** One or two words for the footer; without it the key is only in the help. */
	readonly label?: string;
	/** What the key does, for the help screen and the README. */
	readonly help: string;
	/** Who goes first where the footer is narrow; 1 goes last. */
	readonly rank?: number;
	readonly when?: (facts: KeyFacts) => boolean;
}
