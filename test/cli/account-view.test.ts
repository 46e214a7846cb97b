import { describe, expect, it } from 'vitest';
import type { Account } from '../../src/cache/account.js';
import { accountsAsText } from '../../src/cli/account-view.js';

const tenantId = '4e6c472e-55a9-4473-8105-cbc064127567';
const account = (username: string): Account => ({
	homeAccountId: `${username}.${tenantId}`,
	username,
	tenantId,
	localAccountId: username,
	addedAt: '2026-01-01T00:00:00.000Z',
	cloud: 'global',
	authority: `https://login.microsoftonline.com/${tenantId}`,
	clientId: tenantId,
	flow: 'client-certificate',
});
const lines = (username: string, width?: number): string[] => {
	const one = account(username);
	return accountsAsText({ accounts: [one], current: one }, width)
		.trimEnd()
		.split('\n');
};

describe('the list of accounts', () => {
	it('is whole where nobody says how wide the terminal is', () => {
		expect(lines('adelev@contoso.com')[1]).toContain(tenantId);
	});

	it('shortens the tenant to fit a terminal, and keeps all that stands behind it', () => {
		const [head = '', row = ''] = lines('adelev@contoso.com', 80);
		expect([head.length <= 80, row.length <= 80]).toEqual([true, true]);
		expect(row).toMatch(/4e6c472e.*… {2}global {2}client-certificate$/);
	});

	it('leaves the tenant out where nothing of it would be told', () => {
		const [head = '', row = ''] = lines(tenantId, 80);
		expect(head).not.toContain('TENANT');
		expect(row).toMatch(/global {2}client-certificate$/);
	});

	it('names an app, and gives its id whole for --account', () => {
		const app = { ...account(tenantId), name: 'Contoso Reports', alias: 'nightly' };
		const list = (width?: number) => accountsAsText({ accounts: [app], current: app }, width);
		expect(list()).toContain(`Contoso Reports (${tenantId})  nightly`);
		const narrow = list(80).trimEnd().split('\n');
		expect(narrow.filter((line) => line.length > 80)).toEqual([]);
		expect(narrow[1]).toMatch(/^\* {2}Contoso Reports +nightly {2}global {2}client-certificate$/);
		expect(narrow[2]).toBe(`   ${tenantId}`);
	});
});
