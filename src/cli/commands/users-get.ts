/** `graphctl users get` */
import { getUser } from '../../graph/users.js';
import { defineCommand } from '../command.js';
import { openSession } from '../open.js';
import { writeResult } from '../output.js';

export const command = defineCommand({
	args: {
		user: { type: 'string', demandOption: true, describe: 'Object id or user principal name' },
	},
	positionals: ['user'],
	examples: [
		['graphctl users get adelev@contoso.com', 'one person'],
		['graphctl users get adelev@contoso.com --query id', 'one value'],
	],
	check: (args) => (args.user.trim() === '' ? 'The user is empty.' : undefined),
	async run(runtime, args) {
		const session = await openSession(runtime, args, ['User.ReadBasic.All']);
		const terminal =
			session.output.format === 'text' && session.output.query === undefined && runtime.stdout.isTTY === true;
		// The screen's code loads while the request is on its way.
		const ui = terminal ? session.asking.then(() => import('../../ui/draw-profile.js')) : undefined;
		const user = await getUser(session.graph, args.user);
		await writeResult(runtime, session.output, user, async (data, target) => {
			const { profileAsText, profileView } = await import('../../ui/profile-view.js');
			const view = profileView(data, { tenantId: session.account.tenantId, username: args.user });
			if (!ui) return profileAsText(view);
			return (await ui).drawProfile(view, { columns: target.columns, color: target.color, env: runtime.env });
		});
	},
});
