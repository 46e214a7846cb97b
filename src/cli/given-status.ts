/** What commands about accounts say of a token in the environment, which works whoever is signed in. */
import type { Settings } from '../config/settings.js';
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { appVariable } from '../session/app-source.js';
import { accountOfToken, expiryOfToken, givenToken, permissionsOfToken } from '../session/given-token.js';
import { decodeJwt } from '../text/decode-jwt.js';
import { sanitizeLine } from '../text/sanitize.js';
import { formatTable } from '../text/table.js';
import { formatDistance } from '../text/time.js';
import { type OutputChoice, writeResult } from './output.js';
import { warn } from './report.js';

/** Says that the accounts are not what Graph is asked with. */
export function warnOfGivenToken(runtime: Pick<Runtime, 'env' | 'stderr'>): void {
	if (!runtime.env['GRAPHCTL_ACCESS_TOKEN']?.trim()) return;
	warn(runtime, 'The value of GRAPHCTL_ACCESS_TOKEN is being used by every command that asks Graph without --account.');
}

/** Says that commands go on with nobody signed in. A variable that means nothing is for the command that uses it to refuse. */
export function warnOfEnvironmentApp({ env, stderr }: Pick<Runtime, 'env' | 'stderr'>): void {
	const name = appVariable(env);
	if (name !== undefined)
		warn({ stderr }, `${name} names an app, as which every command that asks Graph goes on without a login.`);
}

/** Prints the status of a token in the environment; the exit code, or undefined when none is used. @throws GraphctlError */
export async function showGivenStatus(
	runtime: Runtime,
	settings: Settings,
	output: OutputChoice,
	asksForIdToken: boolean,
): Promise<number | undefined> {
	const token = givenToken(runtime.env, settings);
	if (token === undefined) return undefined;
	if (asksForIdToken) {
		throw new GraphctlError({
			code: 'usage.access-token',
			message: 'The value of GRAPHCTL_ACCESS_TOKEN is being used; no ID token comes with it.',
			hint: 'What the access token says: graphctl token --decode',
		});
	}
	const claims = decodeJwt(token)?.claims;
	const account = accountOfToken(settings, claims);
	const expiresOn = expiryOfToken(claims);
	const now = runtime.clock.now();
	const signedIn = expiresOn === undefined || expiresOn > now;
	const data = {
		signedIn,
		account: {
			username: account.username || null,
			name: account.name ?? null,
			alias: null,
			homeAccountId: account.homeAccountId || null,
			tenantId: account.tenantId || null,
			cloud: account.cloud,
			clientId: account.clientId || null,
			flow: 'access-token',
			current: true,
		},
		accessTokenExpiresOn: expiresOn === undefined ? null : new Date(expiresOn).toISOString(),
		refreshable: false,
		scopes: permissionsOfToken(claims),
		storage: { kind: 'environment', location: 'GRAPHCTL_ACCESS_TOKEN' },
	};
	await writeResult(runtime, output, data, () => {
		const { name, username, tenantId, cloud } = account;
		const until = expiresOn === undefined ? '' : formatDistance(expiresOn, now);
		const rows = [
			['Signed in as', name && username ? `${name} <${username}>` : username || '(the token does not say)'],
			['Tenant', tenantId],
			['Cloud', cloud],
			['Signed in by', 'the value of GRAPHCTL_ACCESS_TOKEN, as it is'],
			['Valid', until && `access token ${signedIn ? 'expires' : 'expired'} ${until}, not renewed`],
			['Permissions', data.scopes.join(' ')],
			['Tokens in', 'the environment; nothing is stored'],
		];
		return formatTable(rows.filter(([, value]) => value !== '').map((row) => row.map(sanitizeLine)));
	});
	return signedIn ? 0 : 4;
}
