/** How the full-screen mailbox ends. */
import { cancelled } from '../errors.js';
import type { Runtime } from '../runtime.js';

export interface MailboxEnding {
	/** Resolves when the person leaves; rejects with what a component threw. */
	readonly left: Promise<'quit' | 'cancel'>;
	/** Gives the terminal back. */
	close(): Promise<void>;
	/** Waits for what is being saved. */
	finish(): Promise<void>;
	/** Ends every request of the mailbox. */
	giveUp(): void;
}

/** Whoever quits gets what is being saved; everything else gives it up, a crash too: nobody would see it go on. @throws what `left` rejects with, `cancelled.by-user` */
export async function endMailbox(
	{ signal, cancel }: Pick<Runtime, 'signal' | 'cancel'>,
	{ left, close, finish, giveUp }: MailboxEnding,
): Promise<void> {
	let how: 'quit' | 'cancel';
	try {
		how = await left.finally(close);
	} catch (error) {
		giveUp();
		throw error;
	}
	if (how === 'quit' && !signal.aborted) return finish();
	cancel();
	throw cancelled();
}
