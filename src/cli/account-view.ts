/** Accounts as commands print them. */
import type { Account, AccountList } from '../cache/account.js';
import { isSameAccount, nameAccount } from '../cache/account.js';
import { sanitizeLine } from '../text/sanitize.js';
import { formatTable } from '../text/table.js';
import { displayWidth } from '../text/width.js';

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

/** Fewest columns in which a tenant id still tells something. */
const leastTenant = 9;

/**
 * The accounts as aligned text, the current one marked. Where `width` is too small, the tenants give way; and where that is not
 * enough, an app's id goes under its name, whole, for it is what `--account` takes.
 */
export function accountsAsText(
	{ accounts, current }: AccountList,
	width = Number.POSITIVE_INFINITY,
	apart = false,
): string {
	const head = ['', 'ACCOUNT', 'ALIAS', 'TENANT', 'CLOUD', 'FLOW'];
	const rowsOf = (account: Account): string[][] => {
		const called = nameAccount(account);
		const split = apart && called !== account.username;
		const mark = current && isSameAccount(account, current) ? '*' : '';
		const first = split ? (account.name ?? '') : called;
		const row = [mark, first, account.alias ?? '', account.tenantId, account.cloud, account.flow];
		return split ? [row, ['', account.username]] : [row];
	};
	const rows = accounts.flatMap(rowsOf);
	const table = [head, ...rows].map((row) => row.map(sanitizeLine));
	const widest = (index: number): number => Math.max(...table.map((row) => displayWidth(row[index] ?? '')));
	const others = head.reduce((sum, name, index) => (name === 'TENANT' ? sum : sum + widest(index) + 2), 0);
	const room = width - others;
	if (!apart && room < 0) return accountsAsText({ accounts, current }, width, true);
	if (room < leastTenant) return formatTable(table.map((row) => row.filter((_, index) => head[index] !== 'TENANT')));
	return formatTable(table, { atMost: head.map((name) => (name === 'TENANT' ? room : undefined)) });
}
