import { describe, expect, it } from 'vitest';
import { createMailboxSignIns } from '../../src/cli/mailbox-sign-ins.js';
import type { Runtime } from '../../src/runtime.js';
import type { Interaction } from '../../src/session/session.js';

/** A mailbox that may be on the screen, and the sign-ins beside it. */
function besideMailbox({ open = true } = {}) {
	const seen: string[] = [];
	const world = { awaiting: true, cancel: (): void => {} };
	const mailbox = {
		isAwaiting: () => world.awaiting,
		notify: (text: string) => void seen.push(text),
		async suspend<T>(work: () => Promise<T>): Promise<T> {
			seen.push('away');
			return work().finally(() => seen.push('back'));
		},
	};
	const usual: Interaction = {
		flow: async () => 'browser',
		async start(reason, own?: Pick<Runtime, 'signal' | 'cancel'>) {
			seen.push(reason);
			if (own) world.cancel = own.cancel;
			return { show: () => {}, pasted: () => undefined, close: async () => void seen.push('closed') };
		},
	};
	const signIns = createMailboxSignIns(new AbortController().signal, () => (open ? mailbox : undefined));
	return { seen, world, signIns, beside: signIns.beside(usual) };
}

describe('a sign-in beside the mailbox', () => {
	it('has the terminal while it lasts', async () => {
		const { seen, beside } = besideMailbox();
		const screen = await beside.start('Please sign in.');
		await screen.close('Signed in.');
		await expect.poll(() => seen).toEqual(['away', 'Please sign in.', 'closed', 'back']);
	});

	it('comes up before there is a mailbox', async () => {
		const { seen, beside } = besideMailbox({ open: false });
		await beside.start('Please sign in.');
		expect(seen).toEqual(['Please sign in.']);
	});

	it('does not come up while nobody waits for anything', async () => {
		const { seen, world, beside } = besideMailbox();
		world.awaiting = false;
		await expect(beside.start('Please sign in.')).rejects.toMatchObject({
			code: 'sign-in.required',
			message: 'Please sign in.',
		});
		expect(seen).toEqual([]);
	});

	it('that was given up is not asked for again before the person wants it', async () => {
		const { seen, world, signIns, beside } = besideMailbox();
		const screen = await beside.start('Please sign in.');
		world.cancel();
		expect(screen.signal?.aborted).toBe(true);
		await screen.close();
		expect(seen.at(-1)).toContain('The sign-in was cancelled.');
		await expect(beside.start('Once more.')).rejects.toMatchObject({ code: 'cancelled.by-user' });
		signIns.allow();
		await beside.start('Once more.');
		expect(seen).toContain('Once more.');
	});
});
