import { describe, expect, it } from 'vitest';
import { safeText } from '../../../src/text/sanitize.js';
import type { Action } from '../../../src/ui/key-binding.js';
import { control, page, wakeable } from './mailbox-control.js';
import { content, narrow, offline } from './mailbox-driver.js';

type Controlled = ReturnType<typeof control>;

const press = ({ controller }: Controlled, ...actions: readonly Action[]): void => {
	for (const action of actions) controller.dispatch({ kind: 'action', action });
};

const counts = { kind: 'counts', value: { name: safeText`Inbox`, unread: 1, total: 10_000 } } as const;

/** A folder of 10,000 messages whose first page is there. */
async function large(more: Parameters<typeof control>[0] = {}): Promise<Controlled> {
	const controlled = control(more);
	await controlled.find('counts').answer(counts);
	await controlled.find('page').answer(page(50, true));
	return controlled;
}

describe('a request that was given up', () => {
	it('lets neither a late answer nor a late failure in, and does not stand in the way of the next', async () => {
		for (const end of ['answer', 'fail'] as const) {
			const controlled = control();
			const { controller, find, asked } = controlled;
			await find('page').answer(page(9));
			const first = asked.find(({ request }) => request.kind === 'message');
			press(controlled, 'last');
			expect(first?.signal.aborted).toBe(true);
			press(controlled, 'first');
			const ofFirst = (): number => asked.filter(({ request }) => 'id' in request && request.id === 'id-0').length;
			await controlled.settled();
			expect(ofFirst()).toBe(2);
			if (end === 'answer') await first?.answer({ kind: 'message', value: content('id-0') });
			else await first?.fail(new Error('late'));
			expect(controller.state.messages.has('id-0')).toBe(false);
			expect(ofFirst()).toBe(2);
		}
	});

	it('is no page of the list that is shown, while nobody else wants its place', async () => {
		const controlled = await large();
		const pages = (): boolean[] =>
			controlled.asked.flatMap(({ request, signal }) =>
				request.kind === 'page' && request.number > 100 ? [signal.aborted] : [],
			);
		press(controlled, 'last', 'page-up', 'page-up', 'page-up', 'page-up', 'page-up');
		expect(pages()).toEqual([false, false]);
		press(controlled, 'first');
		expect(pages()).toEqual([false, false]);
		press(controlled, 'open', 'headers', 'folders');
		expect(pages().filter((aborted) => aborted)).toHaveLength(1);
	});
});

describe('whoever lingers', () => {
	it('asks only when one of the four places is free', async () => {
		const { sleep, wake } = wakeable();
		const controlled = control({ sleep });
		const { find, asked, settled } = controlled;
		const messages = (): number => asked.filter(({ request }) => request.kind === 'message').length;
		await find('page').answer(page(50, true));
		press(controlled, 'page-down', 'page-down', 'headers', 'folders');
		expect(asked.slice(1).map(({ request }) => request.kind)).toEqual(['counts', 'page', 'headers', 'folders']);
		wake();
		await settled();
		expect(messages()).toBe(0);
		await find('counts').answer(counts);
		wake();
		await settled();
		expect(messages()).toBe(1);
	});

	it('waits no longer for what is then opened', async () => {
		const { sleep } = wakeable();
		const controlled = control({ sleep });
		const messages = (): readonly unknown[] =>
			controlled.asked.flatMap(({ request }) => (request.kind === 'message' ? [request.id] : []));
		await controlled.find('page').answer(page(3));
		expect(messages()).toEqual([]);
		press(controlled, 'open');
		expect(messages()).toEqual(['id-0']);
		press(controlled, 'next-message');
		await controlled.settled();
		expect(messages()).toEqual(['id-0', 'id-1']);
		expect(controlled.controller.state.messages.size).toBe(0);
	});
});

describe('the listeners of the mailbox', () => {
	it('hear of every change, of nothing else, and of nothing after they left', async () => {
		const controlled = await large();
		let heard = 0;
		const leave = controlled.controller.subscribe(() => {
			heard += 1;
		});
		press(controlled, 'down');
		expect(heard).toBe(1);
		controlled.controller.dispatch({ kind: 'over', key: 99 });
		expect(heard).toBe(1);
		leave();
		press(controlled, 'down');
		expect(heard).toBe(1);
	});

	it('hear of nothing after the mailbox was stopped', async () => {
		const controlled = await large();
		controlled.controller.stop();
		const before = controlled.controller.state;
		press(controlled, 'down');
		controlled.controller.dispatch({ kind: 'resize', size: { ...narrow, rows: 40 } });
		expect(controlled.controller.state).toBe(before);
	});
});

describe('an account that cannot be switched to', () => {
	it('is said, and the one before stays', async () => {
		const controlled = control({ switchAccount: async () => Promise.reject(new Error('no such account')) });
		const { controller, find, settled } = controlled;
		await find('page').answer(page(1));
		press(controlled, 'accounts');
		await find('accounts').answer({ kind: 'accounts', value: [{ id: 'x', name: safeText`x`, current: false }] });
		press(controlled, 'choose');
		await settled();
		expect(controller.state.notice).toMatchObject({ text: offline.message, tone: 'trouble' });
		expect(controller.state).toMatchObject({ account: { id: 'adele' }, epoch: 0 });
	});
});
