/** How an error asks for the command line that mends it. The flows do not know how one signs in here; `session` and `cli` do. */
import type { FlowName } from './choose-flow.js';

/** What the next login must ask for; what is left out stays as it was. */
export interface LoginNeeds {
	readonly flow?: FlowName | undefined;
	readonly scopes?: readonly string[] | undefined;
	/** Claims challenge as JSON text. */
	readonly claims?: string | undefined;
	readonly cloud?: string | undefined;
	readonly tenant?: string | undefined;
	readonly clientId?: string | undefined;
	readonly prompt?: string | undefined;
	readonly loginHint?: string | undefined;
	/** True after a timeout: a time that was too short is not repeated. */
	readonly moreTime?: boolean | undefined;
}

/** Writes the `graphctl login` line, ready to be copied. */
export type LoginLine = (needs?: LoginNeeds) => string;
