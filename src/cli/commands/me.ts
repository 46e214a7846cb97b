/** `graphctl me` */
import { getMe } from '../../graph/me.js';
import { defineCommand } from '../command.js';
import { openSession } from '../open.js';
import { writeResult } from '../output.js';

export const command = defineCommand({
	examples: [
		['graphctl me -o json', "the profile with Graph's own property names"],
		['graphctl me --query displayName', 'one value'],
	],
	async run(runtime, args) {
		const session = await openSession(runtime, args, ['User.Read']);
		const terminal =
			session.output.format === 'text' && session.output.query === undefined && runtime.stdout.isTTY === true;
		// The screen's code loads while the request is on its way.
		const ui = terminal ? session.asking.then(() => import('../../ui/draw-profile.js')) : undefined;
		const user = await getMe(session.graph);
		await writeResult(runtime, session.output, user, async (data, target) => {
			const { profileAsText, profileView } = await import('../../ui/profile-view.js');
			const view = profileView(data, { tenantId: session.account.tenantId, username: session.account.username });
			if (!ui) return profileAsText(view);
			return (await ui).drawProfile(view, { columns: target.columns, color: target.color, env: runtime.env });
		});
	},
});
