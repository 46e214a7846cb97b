/** `graphctl token` */
import { GraphctlError } from '../../errors.js';
import type { Runtime } from '../../runtime.js';
import { decodeJwt } from '../../text/decode-jwt.js';
import { claimsAsText } from '../claims-view.js';
import { defineCommand } from '../command.js';
import { openSession } from '../open.js';
import type { GlobalArgs } from '../options.js';
import { type OutputChoice, writeResult } from '../output.js';
import { loadOutput } from '../output-choice.js';
import { note } from '../report.js';
import { checkScopes, namedScopes, noteAppScopes } from '../scopes.js';
import { tokenStore } from '../storage.js';

export const command = defineCommand({
	args: {
		scope: {
			type: 'string',
			array: true,
			requiresArg: true,
			describe: 'Permission the token must have (repeatable; default User.Read; an app gets all of its own)',
		},
		'on-behalf-of': {
			type: 'string',
			requiresArg: true,
			describe: "As an app: exchange the caller's token in this file (-: standard input)",
		},
		decode: { type: 'boolean', describe: 'Show header and claims of the token instead; verifies nothing' },
		'force-refresh': { type: 'boolean', describe: 'Get a new token even if the cached one is valid' },
	},
	examples: [
		['curl -H "Authorization: Bearer $(graphctl token)" https://graph.microsoft.com/v1.0/me', 'use it elsewhere'],
		['graphctl token --decode', 'what it says of whom, and until when'],
		['graphctl token --on-behalf-of caller.jwt --scope User.Read', 'as an API that has a token of its caller'],
	],
	check(args) {
		if (args.onBehalfOf === '') return '--on-behalf-of is empty.';
		if (args.onBehalfOf !== undefined && args.scope === undefined)
			return '--on-behalf-of needs --scope: what the new token is for.';
		return checkScopes(args.scope);
	},
	async run(runtime, args) {
		if (args.onBehalfOf !== undefined) return exchange(runtime, args, args.onBehalfOf);
		const session = await openSession(runtime, args, namedScopes(args.scope), false);
		if (session.givenToken) refuseChanges(args.scope, args.forceRefresh);
		noteAppScopes(runtime, session, args.scope);
		const token = await session.token({ forceRefresh: args.forceRefresh });
		if (args.decode) return writeDecoded(runtime, session.output, token.accessToken);
		const account = token.account.username === '' ? null : session.account.username;
		return writeToken(runtime, session.output, { ...token, account, tenantId: session.account.tenantId || null });
	},
});

interface ExchangeArgs extends GlobalArgs {
	readonly scope?: readonly string[] | undefined;
	readonly decode?: boolean | undefined;
	readonly forceRefresh?: boolean | undefined;
}

/** Exchanges the token of an API's caller, which comes from a file or standard input. */
async function exchange(runtime: Runtime, args: ExchangeArgs, source: string): Promise<void> {
	const { settings, output } = await loadOutput(runtime, args);
	const [{ readAssertion }, { exchangeOnBehalfOf }] = await Promise.all([
		import('../assertion-input.js'),
		import('../../session/on-behalf-of.js'),
	]);
	const token = await exchangeOnBehalfOf(runtime, {
		settings,
		openStore: tokenStore(runtime, args, settings),
		assertion: await readAssertion(runtime, source),
		scopes: namedScopes(args.scope),
		forceRefresh: args.forceRefresh === true,
		note: (text) => note(runtime, text),
	});
	if (args.decode) return writeDecoded(runtime, output, token.accessToken);
	return writeToken(runtime, output, { ...token, account: token.username || null, tenantId: token.tenantId || null });
}

interface PrintedToken {
	readonly accessToken: string;
	/** Milliseconds since the epoch, or 0. */
	readonly expiresOn: number;
	readonly scopes: readonly string[];
	readonly account: string | null;
	readonly tenantId: string | null;
}

async function writeToken(runtime: Runtime, output: OutputChoice, token: PrintedToken): Promise<void> {
	const { accessToken, account, expiresOn, scopes, tenantId } = token;
	const data = { accessToken, tokenType: 'Bearer', ...expiry(expiresOn), scopes, account, tenantId };
	await writeResult(runtime, output, data, () => `${accessToken}\n`);
}

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
