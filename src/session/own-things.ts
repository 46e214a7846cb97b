/** What only a person has, and what to do where an app is asked for it. */
import { type Account, nameAccount } from '../cache/account.js';
import { GraphctlError } from '../errors.js';
import type { OwnThing, SessionOptions } from './session.js';

/** What the command reads of a person's own, where this is the account's Graph. */
export function ownThingAt(reads: SessionOptions['reads'], graph: string): OwnThing | undefined {
	return typeof reads === 'function' ? reads(new URL(graph).origin) : reads;
}

const instead: Readonly<Record<OwnThing, string>> = {
	profile: 'Name a person: graphctl users get NAME@DOMAIN',
	mailbox: 'Name a mailbox: graphctl api /users/NAME@DOMAIN/messages',
};

/**
 * The refusal of what only a person has.
 * @param people names by which `--account` finds those that are signed in
 * @param login line by which a person signs in, where an app's credential or token may stand in the environment
 */
export function hasNone(
	account: Account,
	thing: OwnThing,
	people: readonly string[],
	login = 'graphctl login --device-code',
): GraphctlError {
	const [first, ...others] = people;
	const more = others.length > 0 ? ' (others: graphctl accounts list)' : '';
	const person =
		first === undefined
			? `Or sign in as a person: ${login}`
			: `Or use the account of a person${more}: add --account ${first} to the line, or from now on: graphctl accounts use ${first}`;
	return new GraphctlError({
		code: 'usage.app-account',
		message: `An app has no ${thing} of its own, and ${nameAccount(account)} is one.`,
		hint: `${instead[thing]}\n${person}`,
	});
}
