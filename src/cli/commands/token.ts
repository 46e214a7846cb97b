/** `graphctl token` */
import { GraphctlError } from '../../errors.js';
import type { Runtime } from '../../runtime.js';
import { decodeJwt } from '../../text/decode-jwt.js';
import { claimsAsText } from '../claims-view.js';
import { defineCommand } from '../command.js';
import { openSession } from '../open.js';
import { type OutputChoice, writeResult } from '../output.js';
import { note } from '../report.js';
import { checkScopes, namedScopes } from '../scopes.js';

export const command = defineCommand({
	args: {
		scope: {
			type: 'string',
			array: true,
			requiresArg: true,
			describe: 'Permission the token must have (repeatable; default User.Read)',
		},
		decode: { type: 'boolean', describe: 'Show header and claims of the token instead; verifies nothing' },
		'force-refresh': { type: 'boolean', describe: 'Get a new token even if the cached one is valid' },
	},
	examples: [
		['curl -H "Authorization: Bearer $(graphctl token)" https://graph.microsoft.com/v1.0/me', 'use it elsewhere'],
		['graphctl token --decode', 'what it says of whom, and until when'],
	],
	check: (args) => checkScopes(args.scope),
	async run(runtime, args) {
		const session = await openSession(runtime, args, namedScopes(args.scope), false);
		if (session.givenToken) refuseChanges(args.scope, args.forceRefresh);
		const token = await session.token({ forceRefresh: args.forceRefresh });
		if (args.decode) return writeDecoded(runtime, session.output, token.accessToken);
		const data = {
			accessToken: token.accessToken,
			tokenType: 'Bearer',
			...expiry(token.expiresOn),
			scopes: token.scopes,
			account: token.account.username === '' ? null : session.account.username,
			tenantId: session.account.tenantId || null,
		};
		await writeResult(runtime, session.output, data, () => `${token.accessToken}\n`);
	},
});

/** @throws GraphctlError `usage.access-token` for what a token that is used as it is cannot give */
function refuseChanges(scope: readonly string[] | undefined, forceRefresh = false): void {
	if (scope === undefined && !forceRefresh) return;
	throw new GraphctlError({
		code: 'usage.access-token',
		message: `The token in GRAPHCTL_ACCESS_TOKEN is used as it is: ${scope ? '--scope' : '--force-refresh'} cannot change it.`,
		hint: 'For another token use an account that is signed in: --account NAME',
	});
}

/** A token from elsewhere need not say when it expires. */
function expiry(expiresOn: number): { expiresOn: string | null; expiresOnEpoch: number | null } {
	if (expiresOn === 0) return { expiresOn: null, expiresOnEpoch: null };
	const text = new Date(expiresOn).toISOString().replace(/\.\d+Z$/, '+00:00');
	return { expiresOn: text, expiresOnEpoch: Math.floor(expiresOn / 1000) };
}

/** @throws GraphctlError `usage.opaque-token` */
async function writeDecoded(runtime: Runtime, output: OutputChoice, accessToken: string): Promise<void> {
	const decoded = decodeJwt(accessToken);
	if (decoded === undefined) {
		throw new GraphctlError({
			code: 'usage.opaque-token',
			message: 'This access token cannot be decoded: it is opaque, to be read by the API that it is for.',
			hint: 'Personal accounts get such tokens. What the sign-in said of the person: graphctl status --claims',
		});
	}
	await writeResult(runtime, output, decoded, ({ header, claims }) =>
		claimsAsText({ Header: header, Claims: claims }, runtime.clock),
	);
	note(runtime, 'Nothing of this was verified: neither signature nor issuer, audience or expiry.');
}
