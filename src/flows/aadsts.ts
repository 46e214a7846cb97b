/**
 * What Microsoft's sign-in errors mean and what to do about them, as one table. Advice only: what the program does next is decided by
 * `error`, `suberror` and `claims`, because Microsoft may change the numbers at any time.
 * Source: learn.microsoft.com/entra/identity-platform/reference-error-codes; numbers that are not listed there were read in answers of
 * the service that others published.
 */
import { credentialRows } from './aadsts-credential.js';
import { policyRows } from './aadsts-policy.js';
import type { AadstsMeaning } from './aadsts-row.js';
import { sessionRows } from './aadsts-session.js';
import { setupRows } from './aadsts-setup.js';

/** Every row; a number is in one of them at most. */
export const aadstsTable: readonly AadstsMeaning[] = [...sessionRows, ...policyRows, ...setupRows, ...credentialRows];

/** The row of an AADSTS number, or undefined for one that is not in the table. */
export function findAadstsMeaning(number: number): AadstsMeaning | undefined {
	return aadstsTable.find((row) => row.numbers.includes(number));
}

/** Microsoft's own page about a number. */
export function aadstsPage(number: number): string {
	return `https://login.microsoftonline.com/error?code=${number}`;
}
