/** Accounts as commands print them. */
import type { Account, AccountList } from '../cache/account.js';
import { isSameAccount } from '../cache/account.js';
import { sanitizeLine } from '../text/sanitize.js';
import { formatTable } from '../text/table.js';

/** The JSON of one account. */
export function accountAsJson(account: Account, current: Account | undefined): Record<string, unknown> {
	return {
		username: account.username,
		name: account.name ?? null,
		alias: account.alias ?? null,
		homeAccountId: account.homeAccountId,
		tenantId: account.tenantId,
		cloud: account.cloud,
		clientId: account.clientId,
		flow: account.flow,
		current: current !== undefined && isSameAccount(account, current),
	};
}

/** The accounts as aligned text, the current one marked. */
export function accountsAsText({ accounts, current }: AccountList): string {
	const head = ['', 'ACCOUNT', 'ALIAS', 'TENANT', 'CLOUD', 'FLOW'];
	const rows = accounts.map((account) => [
		current && isSameAccount(account, current) ? '*' : '',
		account.username,
		account.alias ?? '',
		account.tenantId,
		account.cloud,
		account.flow,
	]);
	return formatTable([head, ...rows].map((row) => row.map(sanitizeLine)));
}
