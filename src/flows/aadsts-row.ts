/** The shape of the table in `aadsts.ts`. */
import type { ErrorCode } from '../errors.js';
import type { LoginLine } from './login-line.js';

/** What a group of AADSTS numbers means to the person who meets one. */
export interface AadstsMeaning {
	readonly numbers: readonly number[];
	/** The exit code follows from it. */
	readonly code: ErrorCode;
	/** Ends the sentence that names the number. */
	readonly meaning: string;
	/** The next thing to do; a function where that is a login. */
	readonly advice: string | ((login: LoginLine) => string);
}

/** Advice of every row that only an administrator mends. */
export const askAdmin = 'Ask your administrator.';

/** Advice of every row that another sign-in mends. */
export const signInAgain = (login: LoginLine): string => `Sign in again: ${login()}`;
