/** A running mailbox whose requests wait until the test answers them. */
import { safeText } from '../../../src/text/sanitize.js';
import { createMailboxController, type MailboxWorld } from '../../../src/ui/mailbox/mailbox-controller.js';
import type { Answer, Request } from '../../../src/ui/mailbox/mailbox-data.js';
import { startMailbox } from '../../../src/ui/mailbox/mailbox-state.js';
import { entry, narrow, offline } from './mailbox-driver.js';

interface Asked {
	readonly request: Request;
	readonly signal: AbortSignal;
	answer(answer: Answer): Promise<void>;
	fail(error: unknown): Promise<void>;
}

/** A controller whose requests wait until the test answers them. */
export function control(more: Partial<MailboxWorld> = {}) {
	const asked: Asked[] = [];
	const left: string[] = [];
	const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
	const world: MailboxWorld = {
		ask: (request, signal) =>
			new Promise((resolve, reject) => {
				asked.push({
					request,
					signal,
					answer: (answer) => {
						resolve(answer);
						return settled();
					},
					fail: (error) => {
						reject(error);
						return settled();
					},
				});
			}),
		explain: () => offline,
		perform: async () => safeText`Done.`,
		switchAccount: async (id) => ({ id, name: safeText`other` }),
		sleep: async () => {},
		leave: (how) => left.push(how),
		...more,
	};
	const controller = createMailboxController(
		world,
		startMailbox({
			size: narrow,
			spoken: false,
			account: { id: 'adele', name: safeText`adele` },
			folderName: safeText`Inbox`,
			query: { folder: 'inbox', unreadOnly: false, search: undefined },
		}),
	);
	const find = (kind: Request['kind']): Asked => {
		const found = asked.findLast(({ request, signal }) => request.kind === kind && !signal.aborted);
		if (found === undefined) throw new Error(`Nobody asked for ${kind}.`);
		return found;
	};
	return { controller, asked, left, find, settled };
}

/** A page of so many messages from the first on. */
export const page = (count: number, more = false): Answer => ({
	kind: 'page',
	value: { entries: Array.from({ length: count }, (_, index) => entry(index)), more, next: undefined },
});

/** Sleeps that end when the test says so. */
export function wakeable() {
	const sleepers: (() => void)[] = [];
	const sleep = (_ms: number, signal: AbortSignal): Promise<void> =>
		new Promise((resolve, reject) => {
			sleepers.push(resolve);
			signal.addEventListener('abort', () => reject(new Error('aborted')));
		});
	return { sleep, wake: () => sleepers.splice(0).map((resolve) => resolve()) };
}
