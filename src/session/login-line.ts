/** The `graphctl login` line that mends a missing sign-in or permission, ready to be copied. */
import type { Account } from '../cache/account.js';
import type { Settings } from '../config/settings.js';
import { findCloud } from '../graph/clouds.js';

export interface LoginNeeds {
	readonly scopes: readonly string[];
	/** Claims challenge as JSON text. */
	readonly claims?: string | undefined;
}

/** The command line that leads back to the account; it names only what the settings do not already say. */
export function loginLine(settings: Settings, account: Account, needs: LoginNeeds): string {
	const words = ['graphctl', 'login', '--login-hint', account.username];
	if (account.cloud !== settings.get('cloud')) words.push('--cloud', account.cloud);
	words.push(...authorityWords(settings, account));
	if (account.clientId !== clientIdOf(settings, account.cloud)) words.push('--client-id', account.clientId);
	for (const scope of needs.scopes) words.push('--scope', scope);
	if (needs.claims !== undefined) words.push('--claims', needs.claims);
	return words.map(quote).join(' ');
}

/** Tenant, and the whole authority where it is not the cloud's own or the settings name another one. */
function authorityWords(settings: Settings, account: Account): string[] {
	if (!URL.canParse(account.authority)) return [];
	const { origin, pathname } = new URL(account.authority);
	const tenant = pathname.split('/')[1] ?? '';
	const chosen = settings.setting('tenant');
	const named = settings.get('authority');
	if (named === undefined && origin === new URL(findCloud(account.cloud, settings.clouds).authority).origin) {
		return tenant === '' || tenant === chosen.value ? [] : ['--tenant', tenant];
	}
	const words = account.authority === named ? [] : ['--authority', account.authority];
	// A tenant of the settings beats the one in an authority.
	if (chosen.source !== 'default' && tenant !== '' && tenant !== chosen.value) words.push('--tenant', tenant);
	return words;
}

/** The client id that a login to this cloud uses when the command line names none. */
function clientIdOf(settings: Settings, cloud: string): string | undefined {
	const chosen = settings.setting('client-id');
	if (chosen.source === 'environment') return chosen.value;
	return settings.clouds[cloud]?.clientId ?? chosen.value;
}

function quote(word: string): string {
	return /^[\w.:/@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
