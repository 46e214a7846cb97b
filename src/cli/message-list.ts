/** Writes a list of messages, numbered, and remembers the numbers. */
import { type Message, mostFound, type OnLimit } from '../graph/mail.js';
import type { Runtime } from '../runtime.js';
import type { MessageListTitle } from '../ui/message-rows.js';
import { remembering } from './last-list.js';
import type { OpenedSession } from './open.js';
import { writeList } from './output.js';
import { warn } from './report.js';
import type { StatusLine } from './status-line.js';

/**
 * Writes the pages of `list` in the session's format, and says when a search may have more than Graph finds. On a terminal Ink is loaded while
 * Graph is asked, and what takes long says how far it is; not beside a pipe, whose reader may have the terminal.
 */
export async function writeMessages(
	runtime: Runtime,
	session: OpenedSession,
	status: Pick<StatusLine, 'show'>,
	list: (onLimit: OnLimit) => AsyncIterable<readonly Message[]>,
	title: Omit<MessageListTitle, 'username'>,
): Promise<void> {
	const { output } = session;
	const terminal = output.format === 'text' && output.query === undefined && runtime.stdout.isTTY === true;
	const ui = terminal ? session.asking.then(() => import('../ui/draw-messages.js')) : undefined;
	const limits: (string | undefined)[] = [];
	let count = 0;
	const pages = async function* (): AsyncGenerator<readonly Message[], void> {
		for await (const page of list((oldest) => void limits.push(oldest))) {
			count += page.length;
			yield page;
		}
	};
	const asked = (): string => (count === 0 ? 'Asking Graph ...' : `${count.toLocaleString('en')} messages so far ...`);
	const stop = terminal ? status.show(asked) : (): void => {};
	await writeList(runtime, output, remembering(runtime, session, pages()), async (messages, target) => {
		stop();
		const { messageRows, messagesAsText } = await import('../ui/message-rows.js');
		const rows = messageRows(messages, { now: runtime.clock.now(), timeZone: runtime.clock.timeZone });
		const whole = { ...title, username: session.account.username };
		if (!ui) return messagesAsText(rows, whole);
		return (await ui).drawMessages(rows, whole, { columns: target.columns, color: target.color, env: runtime.env });
	}).finally(stop);
	for (const oldest of limits) {
		const older = oldest === undefined ? 'and --until' : `or go on with --until ${oldest}`;
		warn(
			runtime,
			`Graph finds no more than ${mostFound} messages by a search; others may match as well. Narrow it with graphctl mail search and --since, ${older}.`,
		);
	}
}
