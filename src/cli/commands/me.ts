/** `graphctl me` */
import { getMe } from '../../graph/me.js';
import { defineCommand } from '../command.js';
import { openSession } from '../open.js';
import { writeResult } from '../output.js';

export const command = defineCommand({
	args: {
		manager: { type: 'boolean', describe: 'Say who your manager is, too' },
		photo: { type: 'string', requiresArg: true, describe: 'Save your photo in this file instead (- is a pipe)' },
		force: { type: 'boolean', describe: 'Replace a file that is there' },
	},
	examples: [
		['graphctl me -o json', "the profile with Graph's own property names"],
		['graphctl me --query displayName', 'one value'],
		['graphctl me --photo me.jpg', 'the photo as it is'],
	],
	check(args) {
		if (args.photo?.trim() === '') return '--photo is empty.';
		if (args.photo !== undefined && args.manager) return '--photo and --manager cannot be combined.';
		if (args.force && args.photo === undefined) return '--force goes with --photo.';
		return undefined;
	},
	async run(runtime, args) {
		// Some tenants give no manager: known with the account, before anything connects.
		const session = await openSession(runtime, args, ['User.Read'], args.manager !== true, 'profile');
		if (args.manager) session.allow(['User.Read.All']);
		if (args.photo !== undefined) {
			const { savePhoto } = await import('../save-photo.js');
			const { output } = session;
			return savePhoto(runtime, session.graph, { file: args.photo, force: args.force === true, output });
		}
		const terminal =
			session.output.format === 'text' && session.output.query === undefined && runtime.stdout.isTTY === true;
		// The screen's code loads while the request is on its way.
		const ui = terminal ? session.asking.then(() => import('../../ui/draw-profile.js')) : undefined;
		const user = await getMe(session.graph);
		const profile = args.manager ? { ...user, manager: await readManager(session.graph) } : user;
		await writeResult(runtime, session.output, profile, async (data, target) => {
			const { profileAsText, profileView } = await import('../../ui/profile-view.js');
			const view = profileView(data, { tenantId: session.account.tenantId, username: session.account.username });
			if (!ui) return profileAsText(view);
			return (await ui).drawProfile(view, { columns: target.columns, color: target.color, env: runtime.env });
		});
	},
});

/** Null for somebody without a manager, as JSON says it. */
async function readManager(graph: Parameters<typeof getMe>[0]): Promise<object | null> {
	const { getManager } = await import('../../graph/users.js');
	return (await getManager(graph)) ?? null;
}
