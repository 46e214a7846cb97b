/** What `status` says of an app: one that signed in, or the one that the environment names. */
import type { Account } from '../cache/account.js';
import { readSecretOf } from '../cache/app-store.js';
import type { TokenCacheOptions } from '../cache/token-facts.js';
import type { Settings } from '../config/settings.js';
import { GraphctlError, isCancellation } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { sanitizeLine } from '../text/sanitize.js';
import { formatTable } from '../text/table.js';
import { formatDistance } from '../text/time.js';
import { accountAsJson } from './account-view.js';
import { type OutputChoice, writeResult } from './output.js';

/** The error of asking for the claims of an ID token that an app does not get. */
export function noIdToken(account: Account): GraphctlError {
	return new GraphctlError({
		code: 'usage.app-account',
		message: `${account.name ?? account.username} is an app, and an app has no ID token: no person signed in.`,
		hint: 'What its access token says: graphctl token --decode',
	});
}

/** The certificate that the app signs in with: its file, and until when it is good or what is wrong with it. */
export async function describeCertificate(
	runtime: Runtime,
	cache: TokenCacheOptions,
	account: Account & { readonly certificateFile: string },
): Promise<{ readonly text: string; readonly expiresOn: string | null }> {
	const { readCertificate } = await import('../flows/certificate.js');
	const now = runtime.clock.now();
	const password = await readSecretOf(cache, account);
	try {
		const { expiresAt } = await readCertificate(account.certificateFile, password, now, runtime.signal);
		const expiresOn = new Date(expiresAt).toISOString();
		return { text: `${account.certificateFile}, expires ${formatDistance(expiresAt, now)}`, expiresOn };
	} catch (error) {
		if (!(error instanceof GraphctlError) || isCancellation(error)) throw error;
		return { text: error.message, expiresOn: null };
	}
}

/**
 * Shows the app that commands would use because nobody is signed in; false when the environment names none.
 * @throws GraphctlError `config.*` for a credential without client id or tenant
 */
export async function showEnvironmentApp(
	runtime: Runtime,
	settings: Settings,
	output: OutputChoice,
	asksForIdToken: boolean,
): Promise<boolean> {
	const { findEnvironmentApp } = await import('../session/environment-app.js');
	const app = await findEnvironmentApp(runtime, settings);
	if (app === undefined) return false;
	const { account, source } = app;
	if (asksForIdToken) throw noIdToken(account);
	const data = {
		signedIn: true,
		account: { ...accountAsJson(account, account), ...unknownYet(account) },
		accessTokenExpiresOn: null,
		refreshable: true,
		scopes: [],
		storage: { kind: 'environment', location: source.variable },
		accounts: 0,
	};
	await writeResult(runtime, output, data, () => {
		const rows = [
			[
				'Signed in as',
				`${account.flow === 'managed-identity' ? "this machine's" : 'the app'} ${account.username}, without a login`,
			],
			...(account.tenantId === '' ? [] : [['Tenant', account.tenantId]]),
			['Cloud', account.cloud],
			['Signed in by', `${account.flow}, as ${source.variable} says`],
			['Valid', 'asked for anew by each command'],
			['Tokens in', 'memory; nothing is stored'],
		];
		return formatTable(rows.map((row) => row.map(sanitizeLine)));
	});
	return true;
}

/** A managed identity is not asked for a token by looking: what only that would tell is null. */
function unknownYet({ clientId, homeAccountId, tenantId }: Account): object {
	return { clientId: clientId || null, homeAccountId: homeAccountId || null, tenantId: tenantId || null };
}
