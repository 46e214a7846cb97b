/** Opens the full-screen mailbox on a terminal and closes it again. */
import type { Clock, InputStream, OutputStream } from '../../runtime.js';
import { type SafeText, safeText, sanitizeLine } from '../../text/sanitize.js';
import type { ReadingTime } from '../message-rows.js';
import { mount } from '../mount.js';
import { createTheme } from '../theme.js';
import { createMailboxController, type MailboxController, type MailboxWorld, type Wait } from './mailbox-controller.js';
import type { Request } from './mailbox-data.js';
import { MailboxScreen } from './mailbox-screen.js';
import { type MailboxState, startMailbox } from './mailbox-state.js';
import { type GraphAnswer, readAnswer } from './read-answer.js';

export interface MailboxOptions {
	readonly stdin: InputStream;
	readonly stdout: OutputStream;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly color: boolean;
	readonly clock: Pick<Clock, 'now' | 'timeZone' | 'every'>;
	/** Closes the mailbox when aborted. */
	readonly signal: AbortSignal;
	readonly world: Omit<MailboxWorld, 'leave' | 'ask'>;
	/** Asks Graph; rejects when it cannot be had, or when the signal aborts. */
	readonly ask: (request: Request, signal: AbortSignal) => Promise<GraphAnswer>;
	readonly account: MailboxState['account'];
	readonly folder: { readonly id: string; readonly name: string };
}

export interface OpenMailbox {
	/** Resolves when the person leaves; rejects with what a component threw. */
	readonly left: Promise<'quit' | 'cancel'>;
	/** Tells the person something, until the next key. */
	notify(text: string): void;
	/** Tells for how long something is waited for. */
	wait(wait: Wait): void;
	/** True while the person waits for something that a key asked for. */
	isAwaiting(): boolean;
	/** Hands the terminal over while the work runs, and comes back to the same place. */
	suspend<T>(work: () => Promise<T>): Promise<T>;
	/** Draws everything anew: somebody else may have used the terminal. */
	redraw(): void;
	close(): Promise<void>;
}

/** How often times such as "5 min ago" are looked at again, in milliseconds. */
const lookAgain = 30_000;

/** Shows the mailbox until it is closed. */
export function openMailbox(options: MailboxOptions): OpenMailbox {
	const { stdin, stdout, clock, env, color, signal } = options;
	const spoken = env['INK_SCREEN_READER'] === 'true';
	const size = (): MailboxState['size'] => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
	let leave: (how: 'quit' | 'cancel') => void = () => {};
	let fail: (error: unknown) => void = () => {};
	const left = new Promise<'quit' | 'cancel'>((resolve, reject) => {
		leave = resolve;
		fail = reject;
	});
	left.catch(() => {});
	const start = startMailbox({
		size: size(),
		spoken,
		account: options.account,
		folderName: sanitizeLine(options.folder.name),
		query: { folder: options.folder.id, unreadOnly: false, search: undefined },
	});
	// Looking the zone up takes as long as drawing ten lines, and every frame asks for it.
	let { timeZone } = clock;
	const now = (): ReadingTime => ({ now: clock.now(), timeZone });
	const ask: MailboxWorld['ask'] = async (request, abort) => readAnswer(await options.ask(request, abort), now());
	const controller = createMailboxController({ ...options.world, ask, leave }, start);
	const theme = createTheme(env, color);
	const screen = mount(
		{
			stdin,
			output: stdout,
			color,
			signal,
			keyboard: true,
			fullScreen: true,
			spoken,
			title: titleOf(controller.state),
		},
		<MailboxScreen controller={controller} theme={theme} now={now} />,
	);
	const resize = (): void => controller.dispatch({ kind: 'resize', size: size() });
	// Before Ink hears of it, so that the first frame of the new size is already ours.
	stdout.prependListener('resize', resize);
	const stopTicking = clock.every(lookAgain, () => {
		timeZone = clock.timeZone;
		resize();
	});
	const stopTitle = controller.subscribe(() => screen.setTitle(titleOf(controller.state)));
	screen.closed.then(() => leave('cancel'), fail);
	return {
		left,
		notify: (text) => controller.notify(sanitizeLine(text)),
		wait: (wait) => controller.wait({ ...wait, reason: sanitizeLine(wait.reason) }),
		isAwaiting: () => controller.isAwaiting,
		suspend: (work) => screen.suspend(work),
		redraw: () => void screen.redraw(),
		close: async () => {
			stdout.off('resize', resize);
			stopTicking();
			stopTitle();
			controller.stop();
			await screen.close({ erase: true });
		},
	};
}

/** The window's title: folder, unread messages, account. */
function titleOf({ folderName, counts, account }: MailboxController['state']): SafeText {
	const unread = counts === undefined || !(counts.unread > 0) ? safeText`` : safeText` (${counts.unread})`;
	return safeText`${folderName}${unread} - ${account.name} - graphctl`;
}
