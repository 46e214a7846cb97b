import { describe, expect, it } from 'vitest';
import { safeText } from '../../../src/text/sanitize.js';
import { shownNotice } from '../../../src/ui/mailbox/notices.js';
import { control, page } from './mailbox-control.js';
import { narrow, offline } from './mailbox-driver.js';

describe('the controller of the mailbox', () => {
	it('asks for each thing once, however often something happens meanwhile', async () => {
		const { controller, asked, find } = control();
		for (let step = 0; step < 5; step += 1) controller.dispatch({ kind: 'resize', size: narrow });
		expect(asked.map(({ request }) => request.kind)).toEqual(['page', 'counts']);
		await find('page').answer(page(3));
		for (let step = 0; step < 5; step += 1) controller.dispatch({ kind: 'resize', size: narrow });
		expect(asked.filter(({ request }) => request.kind === 'message').map(({ request }) => request)).toMatchObject([
			{ id: 'id-0' },
			{ id: 'id-1' },
		]);
	});

	it('has at most four requests at Graph, and asks for the fifth when one is answered', async () => {
		const { controller, find } = control();
		await find('page').answer(page(50, true));
		controller.dispatch({ kind: 'action', action: 'headers' });
		controller.dispatch({ kind: 'action', action: 'folders' });
		expect(() => find('folders')).toThrow('Nobody asked');
		await find('counts').answer({ kind: 'counts', value: { name: safeText`Inbox`, unread: 1, total: 60 } });
		expect(find('folders').request.key).toBe('folders 0');
	});

	it('gives up what is no longer wanted, and its late answer changes nothing', async () => {
		const { controller, find } = control();
		const first = find('page');
		controller.dispatch({ kind: 'action', action: 'unread' });
		expect(first.signal.aborted).toBe(true);
		await first.answer(page(9));
		expect(controller.state.list.pages.size).toBe(0);
		await find('page').answer(page(2));
		expect(controller.state.list.total).toBe(2);
	});

	it('does not count what it gave up as a failure', async () => {
		const { controller, find } = control();
		const first = find('page');
		controller.dispatch({ kind: 'action', action: 'unread' });
		await first.fail(new Error('aborted'));
		expect(controller.state.list.failed.size).toBe(0);
	});

	it('shows a failure and asks again only when told to', async () => {
		const { controller, asked, find } = control();
		await find('page').fail(new Error('no network'));
		expect(controller.state.list.failed.get(0)).toBe(offline);
		const before = asked.length;
		controller.dispatch({ kind: 'resize', size: narrow });
		expect(asked).toHaveLength(before);
		controller.dispatch({ kind: 'action', action: 'retry' });
		expect(find('page').request).toMatchObject({ number: 0 });
		expect(asked.length).toBeGreaterThan(before);
	});

	it('asks for no message that was only passed on the way', async () => {
		const waits: AbortSignal[] = [];
		const { controller, asked, find } = control({
			sleep: (_ms, signal) =>
				new Promise((_resolve, reject) => {
					waits.push(signal);
					signal.addEventListener('abort', () => reject(new Error('aborted')));
				}),
		});
		await find('page').answer(page(40));
		for (let step = 0; step < 10; step += 1) controller.dispatch({ kind: 'action', action: 'down' });
		expect(asked.filter(({ request }) => request.kind === 'message')).toEqual([]);
		expect(waits.filter((signal) => !signal.aborted).length).toBeLessThanOrEqual(2);
	});

	it('says what was done and what could not be done', async () => {
		let works = true;
		const { controller, find, settled } = control({
			perform: async () => {
				if (works) return safeText`Saved as x.eml`;
				throw new Error('disk full');
			},
		});
		await find('page').answer(page(1));
		const save = async (): Promise<string | undefined> => {
			controller.dispatch({ kind: 'action', action: 'save-message' });
			controller.dispatch({ kind: 'action', action: 'accept' });
			await settled();
			return controller.state.notice?.text;
		};
		expect(await save()).toBe('Saved as x.eml');
		works = false;
		expect(await save()).toBe(offline.message);
		expect(controller.state.notice?.tone).toBe('trouble');
	});

	it('waits for what the person does', async () => {
		let finish = (): void => {};
		const { controller, find, settled } = control({
			perform: () =>
				new Promise((resolve) => {
					finish = () => resolve(undefined);
				}),
		});
		await find('page').answer(page(1));
		expect(controller.isAwaiting).toBe(false);
		controller.dispatch({ kind: 'action', action: 'save-message' });
		controller.dispatch({ kind: 'action', action: 'accept' });
		expect(controller.isAwaiting).toBe(true);
		controller.dispatch({ kind: 'action', action: 'down' });
		expect(shownNotice(controller.state)?.text).toBe('Saving Subject 0.eml ...');
		finish();
		await settled();
		expect(controller.isAwaiting).toBe(false);
		expect(shownNotice(controller.state)).toBeUndefined();
	});

	it('starts over with another account', async () => {
		const { controller, find, settled } = control();
		await find('page').answer(page(3));
		const choose = async (): Promise<void> => {
			controller.dispatch({ kind: 'action', action: 'accounts' });
			await find('accounts').answer({
				kind: 'accounts',
				value: [{ id: 'alex', name: safeText`alex`, current: false }],
			});
			controller.dispatch({ kind: 'action', action: 'choose' });
			await settled();
		};
		await choose();
		expect(controller.state).toMatchObject({ account: { id: 'alex' }, epoch: 1 });
		expect(controller.state.list.pages.size).toBe(0);
		expect(find('page').request.key).toContain('page 1');
	});

	it('leaves when told to, and then does nothing more', async () => {
		const { controller, left, find, asked } = control();
		const waiting = find('page');
		controller.dispatch({ kind: 'action', action: 'quit' });
		expect(left).toEqual(['quit']);
		controller.stop();
		expect(waiting.signal.aborted).toBe(true);
		const before = asked.length;
		controller.dispatch({ kind: 'action', action: 'refresh' });
		expect(asked).toHaveLength(before);
	});
});
