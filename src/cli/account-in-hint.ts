/** Advice after a command with `--account` is for that account: the commands that it names get the option too. */
import { GraphctlError } from '../errors.js';
import { shellWord } from '../text/shell-word.js';

/** Commands that work on one account; a login line says itself where it leads. */
const onAccount = /\bgraphctl (?=(?:token|me|mail|users|api|status)\b(?!(?:(?!graphctl)[^\n`])* --account\b))/g;

/** The error with its hint for this account, if one was named on the command line. */
export function forAccount(error: unknown, account: unknown): unknown {
	if (!(error instanceof GraphctlError) || error.hint === undefined || typeof account !== 'string') return error;
	const { cause, code, details, message } = error;
	const hint = error.hint.replace(onAccount, () => `graphctl --account ${shellWord(account.trim())} `);
	return new GraphctlError({ code, message, hint, details, cause });
}
