import { describe, expect, it } from 'vitest';
import { safeText, sanitizeLine } from '../../../src/text/sanitize.js';
import type { Action } from '../../../src/ui/key-binding.js';
import { footerView } from '../../../src/ui/mailbox/footer-view.js';
import type { MailboxController } from '../../../src/ui/mailbox/mailbox-controller.js';
import type { Lasting } from '../../../src/ui/mailbox/notices.js';
import { spokenView } from '../../../src/ui/mailbox/spoken-view.js';
import type { Line } from '../../../src/ui/mailbox/styled-line.js';
import { createTheme } from '../../../src/ui/theme.js';
import { control, page, wakeable } from './mailbox-control.js';
import { drive, time } from './mailbox-driver.js';

const reason = safeText`Graph is busy (status 429).`;
const asText = (pieces: Line): string => pieces.map(({ text }) => text).join('');
const footer = (state: MailboxController['state']): string => asText(footerView(state, createTheme({}, false))).trim();
const waiting = (seconds: number): string => `Graph is busy (status 429). Waiting ${seconds} s before the next try.`;

/** A mailbox with its list, whose sleeps and saves end when the test says so. */
async function opened() {
	const { sleep, wake } = wakeable();
	const saves: ((saved: boolean) => void)[] = [];
	const controlled = control({
		sleep,
		perform: (command) =>
			new Promise((resolve, reject) => {
				if (!('path' in command)) return resolve(undefined);
				const { path } = command;
				saves.push((saved) =>
					saved ? resolve(safeText`Saved as ${sanitizeLine(path)}`) : reject(new Error('disk full')),
				);
			}),
	});
	const { controller, find, settled } = controlled;
	await find('page').answer(page(3));
	const press = (...actions: readonly Action[]): void => {
		for (const action of actions) controller.dispatch({ kind: 'action', action });
	};
	return {
		controller,
		press,
		settled,
		/** A second passes. */
		pass: async () => {
			wake();
			await settled();
		},
		wait: (seconds: number) => {
			const until = new AbortController();
			controller.wait({ reason, seconds, until: until.signal });
			return async () => {
				until.abort();
				await settled();
			};
		},
		save: (path: string) => {
			press('save-message', 'erase-line');
			controller.dispatch({ kind: 'text', text: path });
			press('accept');
			const end = saves.at(-1);
			return async (saved = true) => {
				end?.(saved);
				await settled();
			};
		},
		footer: () => footer(controller.state),
	};
}

describe('a wait', () => {
	it('is counted down with every second, whatever is pressed, until it is over', async () => {
		const { wait, pass, press, footer } = await opened();
		wait(2.5);
		expect(footer()).toBe(waiting(3));
		press('down');
		for (const left of [2, 1]) {
			await pass();
			expect(footer()).toBe(waiting(left));
		}
		await pass();
		expect(footer()).not.toContain('Waiting');
	});

	it('is over when nobody waits any more, and when the mailbox is left', async () => {
		const { wait, controller, footer } = await opened();
		const giveUp = wait(60);
		expect(footer()).toBe(waiting(60));
		await giveUp();
		expect(controller.state.lasting).toEqual([]);
		let asleep: AbortSignal | undefined;
		const other = control({ sleep: (_ms, signal) => new Promise(() => (asleep = signal)) });
		other.controller.wait({ reason, seconds: 9, until: new AbortController().signal });
		expect(asleep?.aborted).toBe(false);
		other.controller.stop();
		expect(asleep?.aborted).toBe(true);
	});

	it('is shown while another goes on, and of two the one that ends last', async () => {
		const { wait, pass, footer } = await opened();
		const giveUpFirst = wait(30);
		const giveUpSecond = wait(20);
		expect(footer()).toBe(waiting(30));
		await pass();
		expect(footer()).toBe(waiting(29));
		await giveUpFirst();
		expect(footer()).toBe(waiting(19));
		const giveUpThird = wait(40);
		expect(footer()).toBe(waiting(40));
		await giveUpThird();
		expect(footer()).toBe(waiting(19));
		await pass();
		expect(footer()).toBe(waiting(18));
		await giveUpSecond();
		expect(footer()).not.toContain('Waiting');
	});

	it('lies below what is said meanwhile, and comes back with the next key', async () => {
		const { wait, pass, press, controller, footer } = await opened();
		wait(30);
		controller.notify(safeText`New messages came in.`);
		await pass();
		expect(footer()).toBe('New messages came in.');
		press('down');
		expect(footer()).toBe(waiting(29));
	});

	it('holds r back for as long as it goes on, whatever is said', async () => {
		const { wait, press, controller } = await opened();
		const stale = (): boolean => {
			press('refresh');
			return controller.state.list.stale;
		};
		const giveUpFirst = wait(30);
		const giveUpSecond = wait(20);
		controller.notify(safeText`Saved as x.eml`);
		expect(stale()).toBe(false);
		await giveUpSecond();
		expect(stale()).toBe(false);
		await giveUpFirst();
		expect(stale()).toBe(true);
	});

	it('is told to a screen reader when it begins and at few moments after', () => {
		const said = (seconds: number, left: number): string | undefined => {
			const lasting: Lasting = { kind: 'wait', key: 1, reason, seconds, left };
			const { state } = drive({ spoken: true }).settle().send({ kind: 'lasts', lasting });
			return spokenView(state, time)
				.map(asText)
				.find((text) => text.includes('Waiting'));
		};
		const heard = Array.from({ length: 45 }, (_, second) => said(45, 45 - second));
		expect([...new Set(heard)]).toEqual([45, 30, 10].map(waiting));
		expect(said(3, 3)).toBe(waiting(3));
	});
});

describe('a save', () => {
	it('is shown until it is over, and so is the one beside it', async () => {
		const { save, press, footer } = await opened();
		const endFirst = save('one.eml');
		expect(footer()).toBe('Saving one.eml ...');
		const endSecond = save('two.eml');
		expect(footer()).toBe('Saving two.eml ...');
		await endFirst();
		expect(footer()).toBe('Saved as one.eml');
		press('down');
		expect(footer()).toBe('Saving two.eml ...');
		await endSecond(false);
		press('down');
		expect(footer()).toMatch(/^Enter open/);
	});

	it('lies below what is said meanwhile and below a wait, and comes back', async () => {
		const { save, wait, press, controller, footer } = await opened();
		const end = save('one.eml');
		controller.notify(safeText`New messages came in.`);
		expect(footer()).toBe('New messages came in.');
		press('down');
		const giveUp = wait(20);
		expect(footer()).toBe(waiting(20));
		await giveUp();
		expect(footer()).toBe('Saving one.eml ...');
		await end();
		expect(footer()).toBe('Saved as one.eml');
	});

	it('outlasts a switch of the account', async () => {
		const { save, controller, footer } = await opened();
		save('one.eml');
		controller.dispatch({ kind: 'switched', account: { id: 'alex', name: safeText`alex` } });
		expect(footer()).toBe('Saving one.eml ...');
	});
});
