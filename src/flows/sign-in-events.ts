/** What a sign-in tells the person in front of the screen, and how it takes a pasted address. `cli` and `ui` implement the display. */

/** One thing to show; times are milliseconds since the epoch. */
export type SignInEvent =
	| {
			/** The address stands on the screen whether or not a browser opened. Shown again when a slow browser settles. */
			readonly kind: 'browser';
			readonly url: string;
			readonly opened: boolean;
			/** Why no browser opened. */
			readonly reason?: string;
			readonly redirectUri: string;
			readonly expiresAt: number;
	  }
	| {
			readonly kind: 'device-code';
			readonly userCode: string;
			readonly verificationUri: string;
			/** The server's own sentence, in the user's language where it knows that. Hostile: sanitize. */
			readonly message: string;
			readonly expiresAt: number;
	  }
	| { readonly kind: 'waiting-for-token' }
	| {
			/** The pasted text was not used; the sign-in goes on. */
			readonly kind: 'paste-refused';
			readonly reason: string;
	  }
	| {
			/** A request failed and is tried again. */
			readonly kind: 'network-retry';
			readonly reason: string;
	  };

export interface SignInDisplay {
	show(event: SignInEvent): void;
	/** Lines that the person pastes, until the signal aborts; undefined where nobody can paste. */
	pasted(signal: AbortSignal): AsyncIterable<string> | undefined;
}
