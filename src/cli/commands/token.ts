/** `graphctl token` */
import { defineCommand } from '../command.js';
import { openSession } from '../open.js';
import { writeResult } from '../output.js';
import { checkScopes, scopesOf } from '../scopes.js';

export const command = defineCommand({
	args: {
		scope: {
			type: 'string',
			array: true,
			requiresArg: true,
			describe: 'Permission the token must have (repeatable; default User.Read)',
		},
		'force-refresh': { type: 'boolean', describe: 'Get a new token even if the cached one is valid' },
	},
	examples: [
		['curl -H "Authorization: Bearer $(graphctl token)" https://graph.microsoft.com/v1.0/me', 'use it elsewhere'],
	],
	check: (args) => checkScopes(args.scope),
	async run(runtime, args) {
		const session = await openSession(runtime, args, scopesOf(args.scope), false);
		const token = await session.token({ forceRefresh: args.forceRefresh });
		const data = {
			accessToken: token.accessToken,
			tokenType: 'Bearer',
			expiresOn: new Date(token.expiresOn).toISOString().replace(/\.\d+Z$/, '+00:00'),
			expiresOnEpoch: Math.floor(token.expiresOn / 1000),
			scopes: token.scopes,
			account: session.account.username,
			tenantId: session.account.tenantId,
		};
		await writeResult(runtime, session.output, data, () => `${token.accessToken}\n`);
	},
});
