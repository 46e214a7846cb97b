/** `graphctl mail read` */
import { type FullMessage, readHeaders, readMessage } from '../../../graph/mail-read.js';
import type { Runtime } from '../../../runtime.js';
import { defineCommand } from '../../command.js';
import { resolveEach, resolveIds } from '../../last-list.js';
import { headersAsText, htmlOf, renderMessage } from '../../message-text.js';
import { openSession } from '../../open.js';
import { type OutputChoice, writeResult } from '../../output.js';
import { pagerOption, writePaged } from '../../pager.js';
import { writeRaw } from '../../raw-message.js';
import { type Reading, readEach } from '../../read-each.js';

export const command = defineCommand({
	args: {
		id: {
			type: 'string',
			array: true,
			demandOption: true,
			describe:
				'Number in the last list, or id; of several, those that are found are shown and the exit code is 3 when one is not',
		},
		html: { type: 'boolean', describe: 'The HTML source of the text' },
		raw: { type: 'boolean', describe: 'The whole message as MIME, byte for byte' },
		headers: { type: 'boolean', describe: 'The header lines it travelled with' },
		...pagerOption,
	},
	positionals: ['id'],
	examples: [
		['graphctl mail read 3', 'the third message of the last list'],
		['graphctl mail read 3 --raw > message.eml', 'the message as a file'],
		['graphctl mail read 1 2 3 -o jsonl', 'several, an object a line'],
	],
	check(args) {
		const forms = (['html', 'raw', 'headers'] as const).filter((name) => args[name]);
		if (forms.length > 1) return `--${forms[0]} and --${forms[1]} cannot be combined.`;
		if (args.raw && args.id.length > 1) return '--raw takes one message.';
		if (args.raw && (args.query !== undefined || args.json || args.output?.startsWith('json'))) {
			return '--raw is no JSON: leave out -o, --json and --query.';
		}
		return args.id.some((id) => id.trim() === '') ? 'An id is empty.' : undefined;
	},
	async run(runtime, args) {
		const session = await openSession(runtime, args, ['Mail.Read'], true, 'mailbox');
		if (args.raw) {
			const [only = ''] = await resolveIds(runtime, session, args.id);
			return writeRaw(runtime, session, only, args.pager);
		}
		const ids = await resolveEach(runtime, session, args.id);
		const { graph, output } = session;
		const messages = readEach(ids, (id) =>
			args.headers ? readHeaders(graph, id) : readMessage(graph, id, args.html ? 'html' : undefined),
		);
		if (output.format !== 'text' || output.query !== undefined) await writeData(runtime, output, messages, ids.length);
		else {
			const texts: string[] = [];
			for await (const message of messages.found) {
				if (args.headers) texts.push(headersAsText(message));
				else if (args.html) texts.push(htmlOf(message, runtime.stdout.isTTY === true));
				else texts.push(await renderMessage(runtime, message, output, args.pager === false));
			}
			if (texts.length > 0) await writePaged(runtime, args.pager, texts.join(args.html ? '\n' : rule));
		}
		const failure = messages.failure();
		if (failure) throw failure;
	},
});

/** Between messages. */
const rule = `\n${'-'.repeat(72)}\n\n`;

/** One message is an object, several are a list of those that were found; a list that broke off is not written. */
async function writeData(
	runtime: Runtime,
	output: OutputChoice,
	messages: Reading<FullMessage>,
	count: number,
): Promise<void> {
	const all: FullMessage[] = [];
	const byLine = output.format === 'jsonl' && output.query === undefined;
	for await (const message of messages.found) {
		if (byLine) await writeResult(runtime, output, message, () => '');
		else all.push(message);
	}
	if (byLine || messages.stopped || (count === 1 && all.length === 0)) return;
	await writeResult(runtime, output, count === 1 ? all[0] : all, () => '');
}
