/** `graphctl status` */
import { type Account, appFlowOf, findAccount } from '../../cache/account.js';
import { lockPathOf } from '../../cache/open-store.js';
import { readIdToken, readTokenFacts, type TokenFacts } from '../../cache/token-facts.js';
import { GraphctlError } from '../../errors.js';
import { loginLine } from '../../session/login-line.js';
import { decodeJwt } from '../../text/decode-jwt.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { formatTable } from '../../text/table.js';
import { accountAsJson } from '../account-view.js';
import { claimsAsText } from '../claims-view.js';
import { defineCommand } from '../command.js';
import { showGivenStatus } from '../given-status.js';
import { writeResult } from '../output.js';
import { loadOutput } from '../output-choice.js';
import { note, warn } from '../report.js';
import { readAccounts } from '../sign-out.js';
import { tokenStore } from '../storage.js';

export const command = defineCommand({
	args: { claims: { type: 'boolean', describe: 'Show the claims of the ID token instead' } },
	examples: [
		['graphctl status || graphctl login', 'sign in only where it is needed (exit code 4)'],
		['graphctl status --claims', 'what the sign-in said of you'],
	],
	async run(runtime, args) {
		const { settings, output } = await loadOutput(runtime, args);
		const given = await showGivenStatus(runtime, settings, output, args.claims === true);
		if (given !== undefined) return given;
		const list = await readAccounts(runtime);
		const named = settings.get('account');
		const account = named === undefined || list.accounts.length === 0 ? list.current : findAccount(list, named);
		const isApp = account !== undefined && appFlowOf(account.flow) !== undefined;
		if (!account) {
			const { showEnvironmentApp } = await import('../app-status.js');
			if (await showEnvironmentApp(runtime, settings, output, args.claims === true)) return 0;
			if (output.format === 'text' && output.query === undefined) {
				note(runtime, 'Nobody is signed in. Sign in with: graphctl login');
			} else await writeResult(runtime, output, { signedIn: false, account: null, storage: null }, () => '');
			return 4;
		}
		const store = await tokenStore(runtime, args, settings)();
		const onCorrupt = (message: string): void => warn(runtime, message);
		const cache = { runtime, store, lockPath: lockPathOf(runtime, 'tokens'), onCorrupt, signal: runtime.signal };
		if (args.claims && isApp) throw (await import('../app-status.js')).noIdToken(account);
		if (args.claims) {
			const claims = claimsOf(await readIdToken(cache, account), loginLine(settings, account));
			return writeResult(runtime, output, claims, () => claimsAsText({ Claims: claims }, runtime.clock));
		}
		const facts = await readTokenFacts(cache, account);
		const { certificateFile, flow } = account;
		const certificate =
			flow === 'client-certificate' && certificateFile !== undefined
				? await (await import('../app-status.js')).describeCertificate(runtime, cache, { ...account, certificateFile })
				: undefined;
		const now = runtime.clock.now();
		const expiresOn = Math.max(0, ...facts.accessTokens.map((token) => token.expiresOn));
		const signedIn = facts.refreshable || expiresOn > now;
		const data = {
			signedIn,
			account: accountAsJson(account, list.current),
			accessTokenExpiresOn: expiresOn > 0 ? new Date(expiresOn).toISOString() : null,
			refreshable: facts.refreshable,
			scopes: scopesOf(facts),
			...(certificate === undefined ? {} : { certificateExpiresOn: certificate.expiresOn }),
			storage: { kind: store.kind, location: store.location },
			accounts: list.accounts.length,
		};
		await writeResult(runtime, output, data, () => {
			const rows = textRows(account, facts, expiresOn - now);
			return formatTable(
				[
					...rows,
					...(certificate ? [['Certificate', certificate.text]] : []),
					['Tokens in', `${store.kind}: ${store.location}`],
				].map((row) => row.map(sanitizeLine)),
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
		['Permissions', permissionsOf(facts)],
	];
}

/** An app without any permission has a token of `.default`, which names none. */
function permissionsOf(facts: TokenFacts): string {
	const scopes = scopesOf(facts);
	const named = scopes.filter((scope) => !scope.endsWith('/.default'));
	return named.length === 0 && scopes.length > 0 ? 'none yet; an administrator gives them' : named.join(' ');
}

function scopesOf(facts: TokenFacts): string[] {
	return [...new Set(facts.accessTokens.flatMap((token) => token.scopes))].filter(
		(scope) => !/^(openid|profile|email|offline_access)$/.test(scope),
	);
}

/** @throws GraphctlError `sign-in.no-id-token` */
function claimsOf(idToken: string | undefined, line: string): Readonly<Record<string, unknown>> {
	const claims = idToken === undefined ? undefined : decodeJwt(idToken)?.claims;
	if (claims) return claims;
	throw new GraphctlError({
		code: 'sign-in.no-id-token',
		message: 'There is no ID token of this account in the token storage.',
		hint: `A sign-in brings one: ${line}`,
	});
}
