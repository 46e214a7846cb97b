/** `graphctl mail read` */
import { GraphctlError, isCancellation } from '../../../errors.js';
import { inParallel } from '../../../graph/in-parallel.js';
import { type FullMessage, readHeaders, readMessage } from '../../../graph/mail-read.js';
import type { Runtime } from '../../../runtime.js';
import { defineCommand } from '../../command.js';
import { resolveIds } from '../../last-list.js';
import { headersAsText, htmlOf, renderMessage } from '../../message-text.js';
import { openSession } from '../../open.js';
import { type OutputChoice, writeOut, writeResult } from '../../output.js';
import { pagerOption, writePaged } from '../../pager.js';
import { writeRaw } from '../../raw-message.js';

export const command = defineCommand({
	args: {
		id: { type: 'string', array: true, demandOption: true, describe: 'Number in the last list, or id; several' },
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
		const ids = await resolveIds(runtime, session, args.id);
		const [first = ''] = ids;
		if (args.raw) return writeRaw(runtime, session, first, args.pager);
		const { graph, output } = session;
		const ask = (id: string): Promise<FullMessage> => {
			const asked = args.headers ? readHeaders(graph, id) : readMessage(graph, id, args.html ? 'html' : undefined);
			return ids.length === 1 ? asked : asked.catch((error: unknown) => Promise.reject(naming(id, error)));
		};
		const messages = inParallel(ids, ask);
		if (output.format !== 'text' || output.query !== undefined) return writeData(runtime, output, messages, ids.length);
		const texts: string[] = [];
		const rule = `\n${'-'.repeat(72)}\n\n`;
		const show = (): Promise<void> => writePaged(runtime, args.pager, texts.join(args.html ? '\n' : rule));
		try {
			for await (const message of messages) {
				if (args.headers) texts.push(headersAsText(message));
				else if (args.html) texts.push(htmlOf(message, runtime.stdout.isTTY === true));
				else texts.push(await renderMessage(runtime, message, output));
			}
		} catch (error) {
			// As with cat: what came before the one that failed is shown.
			if (texts.length > 0 && !isCancellation(error)) await show();
			throw error;
		}
		await show();
	},
});

/** Of several messages, which one it was. */
function naming(id: string, error: unknown): unknown {
	if (!(error instanceof GraphctlError) || !error.code.startsWith('not-found.')) return error;
	const { code, hint, details } = error;
	return new GraphctlError({ code, message: `${id}: ${error.message}`, hint, details, cause: error });
}

/** One message is an object, several are a list. */
async function writeData(
	runtime: Runtime,
	output: OutputChoice,
	messages: AsyncIterable<FullMessage>,
	count: number,
): Promise<void> {
	const all: FullMessage[] = [];
	for await (const message of messages) {
		if (output.format === 'jsonl' && output.query === undefined) await writeResult(runtime, output, message, () => '');
		else all.push(message);
	}
	if (all.length === 0) return writeOut(runtime, '');
	await writeResult(runtime, output, count === 1 ? all[0] : all, () => '');
}
