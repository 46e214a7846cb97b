/** The `graphctl login` line that mends a missing sign-in or permission, ready to be copied. */
import type { Account } from '../cache/account.js';
import type { Settings } from '../config/settings.js';

export interface LoginNeeds {
	readonly scopes: readonly string[];
	/** Claims challenge as JSON text. */
	readonly claims?: string | undefined;
}

/** The command line; it names only what the settings do not already say. */
export function loginLine(settings: Settings, account: Account, needs: LoginNeeds): string {
	const words = ['graphctl', 'login', '--login-hint', account.username];
	if (account.cloud !== settings.get('cloud')) words.push('--cloud', account.cloud);
	const path = URL.canParse(account.authority) ? new URL(account.authority).pathname.slice(1) : '';
	if (path !== '' && path !== settings.get('tenant')) words.push('--tenant', path);
	const known = settings.get('client-id') ?? settings.clouds[account.cloud]?.clientId;
	if (account.clientId !== known && account.clientId !== settings.clouds[account.cloud]?.clientId) words.push('--client-id', account.clientId);
	for (const scope of needs.scopes) words.push('--scope', scope);
	if (needs.claims !== undefined) words.push('--claims', needs.claims);
	return words.map(quote).join(' ');
}

function quote(word: string): string {
	return /^[\w.:/@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
