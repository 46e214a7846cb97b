/** `graphctl status` */
import { type Account, findAccount } from '../../cache/account.js';
import { lockPathOf } from '../../cache/open-store.js';
import { readTokenFacts, type TokenFacts } from '../../cache/token-facts.js';
import { loginLine } from '../../session/login-line.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { formatTable } from '../../text/table.js';
import { accountAsJson } from '../account-view.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { loadOutput } from '../output-choice.js';
import { note, warn } from '../report.js';
import { readAccounts } from '../sign-out.js';
import { tokenStore } from '../storage.js';

export const command = defineCommand({
	examples: [['graphctl status || graphctl login', 'sign in only where it is needed (exit code 4)']],
	async run(runtime, args) {
		const { settings, output } = await loadOutput(runtime, args);
		const list = await readAccounts(runtime);
		const named = settings.get('account');
		const account = named === undefined || list.accounts.length === 0 ? list.current : findAccount(list, named);
		if (!account) {
			if (output.format === 'text' && output.query === undefined) {
				note(runtime, 'Nobody is signed in. Sign in with: graphctl login');
			} else await writeResult(runtime, output, { signedIn: false, account: null, storage: null }, () => '');
			return 4;
		}
		const store = await tokenStore(runtime, args, settings)();
		const cache = { runtime, store, lockPath: lockPathOf(runtime, 'tokens'), signal: runtime.signal };
		const facts = await readTokenFacts({ ...cache, onCorrupt: (message) => warn(runtime, message) }, account);
		const now = runtime.clock.now();
		const expiresOn = Math.max(0, ...facts.accessTokens.map((token) => token.expiresOn));
		const signedIn = facts.refreshable || expiresOn > now;
		const data = {
			signedIn,
			account: accountAsJson(account, list.current),
			accessTokenExpiresOn: expiresOn > 0 ? new Date(expiresOn).toISOString() : null,
			refreshable: facts.refreshable,
			scopes: scopesOf(facts),
			storage: { kind: store.kind, location: store.location },
			accounts: list.accounts.length,
		};
		await writeResult(runtime, output, data, () => {
			const rows = textRows(account, facts, expiresOn - now);
			return formatTable(
				[...rows, ['Tokens in', `${store.kind}: ${store.location}`]].map((row) => row.map(sanitizeLine)),
			);
		});
		if (output.format === 'text') {
			if (store.kind === 'plaintext-file')
				warn(runtime, 'the tokens are not encrypted; you chose this storage by name.');
			if (list.accounts.length > 1)
				note(runtime, `${list.accounts.length} accounts are signed in: graphctl accounts list`);
			if (!signedIn) note(runtime, `The sign-in has expired. Sign in again with: ${loginLine(settings, account)}`);
		}
		return signedIn ? 0 : 4;
	},
});

function textRows(account: Account, facts: TokenFacts, msLeft: number): string[][] {
	const minutes = Math.floor(msLeft / 60_000);
	const until =
		msLeft > 0
			? `access token valid for ${minutes >= 1 ? `${minutes} min` : 'less than a minute'}`
			: 'access token expired';
	return [
		['Signed in as', account.name ? `${account.name} <${account.username}>` : account.username],
		...(account.alias === undefined ? [] : [['Alias', account.alias]]),
		['Tenant', account.tenantId],
		['Cloud', account.cloud],
		['Signed in by', account.flow],
		['Valid', facts.refreshable ? `${until}, renewed by itself` : until],
		['Permissions', scopesOf(facts).join(' ')],
	];
}

function scopesOf(facts: TokenFacts): string[] {
	return [...new Set(facts.accessTokens.flatMap((token) => token.scopes))].filter(
		(scope) => !/^(openid|profile|email|offline_access)$/.test(scope),
	);
}
