/** What every handler of the Graph half gets. */
import type { ItemIds } from './item-ids.js';
import type { Mailbox } from './mailbox.js';
import type { Preferences } from './prefer.js';
import type { AccessTokenClaims, GraphOptions, Person } from './types.js';

export interface GraphRequest {
	readonly options: GraphOptions;
	readonly claims: AccessTokenClaims;
	/** Path as it was requested, for the next link. */
	readonly path: string;
	/** What the path names, e.g. `{ message: 'AAMk...' }`. */
	readonly names: Readonly<Record<string, string>>;
	readonly parameters: URLSearchParams;
	readonly preferences: Preferences;
	/** True when the request carries `ConsistencyLevel: eventual`. */
	readonly eventual: boolean;
	/** The mailbox of a person; made at first use and kept. */
	mailboxOf(owner: Person): { readonly mailbox: Mailbox; readonly ids: ItemIds };
}
