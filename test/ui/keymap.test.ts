import type { Key } from 'ink';
import { describe, expect, it } from 'vitest';
import type { KeyContext, KeyFacts } from '../../src/ui/key-binding.js';
import { readKeys, showKey } from '../../src/ui/key-names.js';
import { actionOf, bindingsOf, keymap } from '../../src/ui/keymap.js';
import { content, type Driver, drive, narrow } from './mailbox/mailbox-driver.js';

const contexts: readonly KeyContext[] = ['list', 'message', 'choice', 'confirm', 'help', 'prompt', 'small'];
const names = Object.keys({
	message: 0,
	attachments: 0,
	address: 0,
	results: 0,
	finding: 0,
	failure: 0,
	panes: 0,
	choices: 0,
	saving: 0,
} satisfies Record<keyof KeyFacts, number>);

/** Every combination of what may be true. */
const everyMoment: readonly KeyFacts[] = Array.from({ length: 2 ** names.length }, (_, bits) => {
	const is = (name: string): boolean => (bits & (1 << names.indexOf(name))) !== 0;
	return {
		message: is('message'),
		attachments: is('attachments'),
		address: is('address'),
		results: is('results'),
		finding: is('finding'),
		failure: is('failure'),
		panes: is('panes'),
		choices: is('choices'),
		saving: is('saving'),
	};
});

const allKeys = [...new Set(keymap.flatMap((binding) => binding.keys))];

/** A mailbox in which a context has the keys. */
const makers: Readonly<Record<KeyContext, () => Driver>> = {
	list: () => drive().settle(),
	message: () => drive({ size: narrow }).settle().press('enter'),
	choice: () => drive().settle().press('f').settle(),
	confirm: () => drive().settle().press('o', 'enter'),
	help: () => drive().settle().press('?'),
	prompt: () => drive().settle().press('/').type('words'),
	small: () => drive({ size: { columns: 10, rows: 3 } }),
};

describe('the table of keys', () => {
	it.each(contexts)('says what every key does in the context %s', (context) => {
		for (const facts of everyMoment) {
			for (const key of allKeys) {
				const action = actionOf(key, context, facts);
				const rows = bindingsOf(context, facts).filter((binding) => binding.keys.includes(key));
				expect(action).toBe(rows[0]?.action);
			}
		}
	});

	it.each(contexts)('has a way out of the context %s at any moment', (context) => {
		for (const facts of everyMoment) {
			const actions = bindingsOf(context, facts).map(({ action }) => action);
			expect(actions).toContain('cancel');
			expect(actions.some((action) => action === 'quit' || action === 'back')).toBe(true);
		}
	});

	it('explains every key in words that fit a line', () => {
		for (const { help, label = '' } of keymap) {
			expect(help.length).toBeGreaterThan(1);
			expect(label.length).toBeLessThan(20);
		}
	});

	it.each(contexts.flatMap((context) => allKeys.map((key) => [key, context] as const)))(
		'takes %s in the context %s without harm, and does nothing when the table says nothing',
		(key, context) => {
			const driver = makers[context]();
			const before = driver.state;
			const commands = driver.commands.length;
			driver.press(key);
			const { cursor, top, list } = driver.state;
			expect(cursor).toBeGreaterThanOrEqual(0);
			expect(top).toBeLessThanOrEqual(cursor);
			expect(list.total === undefined || cursor <= list.total).toBe(true);
			const bound = keymap.some((binding) => binding.contexts.includes(context) && binding.keys.includes(key));
			if (!bound) {
				expect(driver.state).toBe(before);
				expect(driver.commands).toHaveLength(commands);
			}
			// Whatever happened, the way out is open.
			driver.press('escape', 'escape', 'escape', 'ctrl-c');
			expect(driver.commands.at(-1)).toEqual({ kind: 'cancel' });
		},
	);

	it.each([
		['up', 'list', 'k'],
		['down', 'list', 'j'],
		['home', 'list', 'g'],
		['end', 'list', 'G'],
		['pagedown', 'list', 'space'],
	] as const)('gives %s in the %s the same meaning as %s', (one, context, other) => {
		const from = (): Driver => drive().settle().press('j', 'j', 'j');
		expect(from().press(one).state.cursor).toBe(from().press(other).state.cursor);
		expect(from().press(one).state.cursor).not.toBe(3);
		expect(context).toBe('list');
	});

	it.each([
		['enter', (driver: Driver) => driver.state.pane === 'message'],
		['tab', (driver: Driver) => driver.state.pane === 'message'],
		['n', (driver: Driver) => driver.state.cursor === 1],
		['u', (driver: Driver) => driver.state.query.unreadOnly],
		['h', (driver: Driver) => driver.state.reading.headers],
		['r', (driver: Driver) => driver.state.list.stale],
		['/', (driver: Driver) => driver.state.overlays[0]?.kind === 'prompt'],
		['f', (driver: Driver) => driver.state.overlays[0]?.kind === 'folders'],
		['A', (driver: Driver) => driver.state.overlays[0]?.kind === 'accounts'],
		['o', (driver: Driver) => driver.state.overlays[0]?.kind === 'links'],
		['s', (driver: Driver) => driver.state.overlays[0]?.kind === 'prompt'],
		['?', (driver: Driver) => driver.state.overlays[0]?.kind === 'help'],
		['q', (driver: Driver) => driver.commands[0]?.kind === 'quit'],
		['ctrl-c', (driver: Driver) => driver.commands[0]?.kind === 'cancel'],
		['ctrl-z', (driver: Driver) => driver.commands[0]?.kind === 'suspend'],
	] as const)('does with %s in the list what it says', (key, holds) => {
		expect(holds(drive().settle().press(key))).toBe(true);
	});

	it('offers attachments only where there are some', () => {
		const driver = drive().settle().press('a');
		expect(driver.state.overlays).toEqual([]);
		const request = { kind: 'message', key: 'message 0 id-0', id: 'id-0', delayMs: 0 } as const;
		driver.answer(request, { kind: 'message', value: { ...content('id-0'), hasAttachments: true } }).press('a');
		expect(driver.state.overlays).toMatchObject([{ kind: 'attachments', id: 'id-0' }]);
	});
});

const noKey: Key = {
	upArrow: false,
	downArrow: false,
	leftArrow: false,
	rightArrow: false,
	pageDown: false,
	pageUp: false,
	home: false,
	end: false,
	return: false,
	escape: false,
	ctrl: false,
	shift: false,
	tab: false,
	backspace: false,
	delete: false,
	meta: false,
	super: false,
	hyper: false,
	capsLock: false,
	numLock: false,
};

describe('what a terminal sends', () => {
	it('is read key by key, also when it arrives in one piece', () => {
		expect(readKeys('\u0015jé😀\r', noKey)).toEqual([
			{ key: 'ctrl-u' },
			{ letter: 'j' },
			{ letter: 'é' },
			{ letter: '😀' },
			{ key: 'enter' },
		]);
	});

	it('may be Escape and a letter, which look like Alt', () => {
		expect(readKeys('o', { ...noKey, meta: true })).toEqual([{ key: 'escape' }, { letter: 'o' }]);
	});

	it('is shown as people read it', () => {
		expect(['ctrl-c', 'pageup', 'g', 'enter'].map(showKey)).toEqual(['Ctrl-C', 'PgUp', 'g', 'Enter']);
	});
});
