import { describe, expect, it } from 'vitest';
import { endMailbox, type MailboxEnding } from '../../src/cli/mailbox-end.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

/** Ends a mailbox; resolves with what was done, in order, and the message it ended with. */
async function end(more: Partial<MailboxEnding>, isCancelled = false) {
	const { runtime } = createTestRuntime();
	if (isCancelled) runtime.cancel();
	const done: string[] = [];
	const step = (name: string) => async (): Promise<void> => void done.push(name);
	const message = await endMailbox(runtime, {
		left: Promise.resolve('quit'),
		close: step('close'),
		finish: step('finish'),
		giveUp: () => void done.push('give up'),
		...more,
	}).catch((error: Error) => error.message);
	return { done, message, aborted: runtime.signal.aborted };
}

const broken = (): Promise<never> => Promise.reject(new Error('broken'));

describe('the end of the mailbox', () => {
	it('waits for what is saved when the person quits', async () => {
		expect(await end({})).toEqual({ done: ['close', 'finish'], message: undefined, aborted: false });
		await expect(end({ finish: broken })).resolves.toMatchObject({ message: 'broken', aborted: false });
	});

	it('gives everything up with Ctrl-C, and when the program is told to end', async () => {
		const cancelled = { done: ['close'], message: 'Cancelled.', aborted: true };
		expect(await end({ left: Promise.resolve('cancel') })).toEqual(cancelled);
		expect(await end({}, true)).toEqual(cancelled);
	});

	it('gives everything up and says why when a component threw or the terminal could not be given back', async () => {
		const crashed = { message: 'broken', aborted: false };
		expect(await end({ left: broken() })).toEqual({ done: ['close', 'give up'], ...crashed });
		expect(await end({ close: broken })).toEqual({ done: ['give up'], ...crashed });
	});
});
