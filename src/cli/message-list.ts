/** Writes a list of messages, numbered, and remembers the numbers. */
import type { Message } from '../graph/mail.js';
import type { Runtime } from '../runtime.js';
import type { MessageListTitle } from '../ui/message-rows.js';
import { remembering } from './last-list.js';
import type { OpenedSession } from './open.js';
import { writeList } from './output.js';

/** Writes the pages in the session's format; on a terminal Ink is loaded while Graph is asked. */
export async function writeMessages(
	runtime: Runtime,
	session: OpenedSession,
	pages: AsyncIterable<readonly Message[]>,
	title: Omit<MessageListTitle, 'username'>,
): Promise<void> {
	const { output } = session;
	const terminal = output.format === 'text' && output.query === undefined && runtime.stdout.isTTY === true;
	const ui = terminal ? session.asking.then(() => import('../ui/draw-messages.js')) : undefined;
	await writeList(runtime, output, remembering(runtime, session, pages), async (messages, target) => {
		const { messageRows, messagesAsText } = await import('../ui/message-rows.js');
		const rows = messageRows(messages, { now: runtime.clock.now(), timeZone: runtime.clock.timeZone });
		const whole = { ...title, username: session.account.username };
		if (!ui) return messagesAsText(rows, whole);
		return (await ui).drawMessages(rows, whole, { columns: target.columns, color: target.color, env: runtime.env });
	});
}
