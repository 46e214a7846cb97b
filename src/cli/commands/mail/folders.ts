/** `graphctl mail folders` */
import { type FolderWithPath, listFolders } from '../../../graph/mail-folders.js';
import { safeText, sanitizeLine } from '../../../text/sanitize.js';
import { formatTable } from '../../../text/table.js';
import { defineCommand } from '../../command.js';
import { openSession } from '../../open.js';
import { type TextTarget, writeList } from '../../output.js';

export const command = defineCommand({
	args: {},
	examples: [
		['graphctl mail folders', 'the tree of folders, with unread and all messages'],
		['graphctl mail --folder "Projects/2026"', 'a folder by its path; \\/ is a slash within a name'],
		["graphctl mail folders -o json --query '[].path'", 'the paths alone'],
	],
	async run(runtime, args) {
		const session = await openSession(runtime, args, ['Mail.Read'], true, 'mailbox');
		const folders = (async function* () {
			yield await listFolders(session.graph);
		})();
		await writeList(runtime, session.output, folders, foldersAsText);
	},
});

function foldersAsText(folders: readonly FolderWithPath[], { terminal, columns }: TextTarget): string {
	if (folders.length === 0) return 'There are no folders.\n';
	const depths = new Map<string, number>();
	const rows = folders.map((folder) => {
		const depth = (depths.get(folder.parentFolderId ?? '') ?? -1) + 1;
		depths.set(folder.id, depth);
		const name =
			sanitizeLine(folder.displayName ?? '')
				.replace(/\s+/g, ' ')
				.trim() || '(no name)';
		const unread = folder.unreadItemCount ?? 0;
		return [
			sanitizeLine('  '.repeat(Math.min(depth, 20)) + name),
			unread > 0 ? safeText`${unread}` : safeText``,
			safeText`${folder.totalItemCount ?? 0}`,
		];
	});
	const head = [safeText`Folder`, safeText`Unread`, safeText`All`];
	return formatTable([head, ...rows], { right: [1, 2], atMost: [terminal ? Math.max(12, columns - 20) : undefined] });
}
