/** `graphctl mail attachments` */
import { listAttachments } from '../../../graph/attachments.js';
import { attachmentsAsText, describeAll, matchesGlob } from '../../attachment-list.js';
import { defineCommand } from '../../command.js';
import { resolveIds } from '../../last-list.js';
import { openSession } from '../../open.js';
import { writeList } from '../../output.js';
import { saveAttachments } from '../../save-attachments.js';
import { createStatusLine } from '../../status-line.js';

export const command = defineCommand({
	args: {
		id: { type: 'string', demandOption: true, describe: 'Message: number in the last list, or id' },
		save: { type: 'string', requiresArg: true, describe: 'Save the files in this folder' },
		name: { type: 'string', requiresArg: true, describe: 'Only those whose name matches, e.g. "*.pdf"' },
	},
	positionals: ['id'],
	examples: [
		['graphctl mail attachments 3', 'what is attached to the third message of the last list'],
		['graphctl mail attachments 3 --save .', 'save all of it here; nothing is overwritten'],
		['graphctl mail attachments 3 --save ~/invoices --name "*.pdf"', 'only some'],
	],
	check(args) {
		const empty = (['id', 'save', 'name'] as const).find((name) => args[name]?.trim() === '');
		return empty ? `${empty === 'id' ? 'The id' : `--${empty}`} is empty.` : undefined;
	},
	async run(runtime, args) {
		const status = createStatusLine(runtime);
		const session = await openSession(runtime, args, ['Mail.Read'], true, 'mailbox', status);
		const [id = ''] = await resolveIds(runtime, session, [args.id]);
		const { name, save } = args;
		const all = await listAttachments(session.graph, id);
		const wanted = name === undefined ? all : all.filter((one) => matchesGlob(one.name ?? '', name));
		if (save !== undefined)
			return saveAttachments(runtime, session, status, { messageId: id, attachments: wanted, folder: save });
		const pages = (async function* () {
			yield await describeAll(session.graph, id, wanted);
		})();
		await writeList(runtime, session.output, pages, (items, { terminal, columns }) =>
			attachmentsAsText(items, name !== undefined, terminal ? columns : undefined),
		);
	},
});
