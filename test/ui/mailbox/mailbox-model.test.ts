import { describe, expect, it } from 'vitest';
import { safeText } from '../../../src/text/sanitize.js';
import { layOut, rowsOfList } from '../../../src/ui/mailbox/layout.js';
import { contextOf, currentEntry } from '../../../src/ui/mailbox/mailbox-state.js';
import { entryAt, lengthOf } from '../../../src/ui/mailbox/message-window.js';
import { drive, entry, narrow, offline } from './mailbox-driver.js';

const pages = (driver: ReturnType<typeof drive>): number[] =>
	driver.wanted().flatMap((request) => (request.kind === 'page' ? [request.number] : []));

describe('the list', () => {
	it('asks for its first page and the counts, and for nothing that it has', () => {
		const driver = drive();
		expect(driver.wanted().map(({ kind }) => kind)).toEqual(['page', 'counts']);
		driver.settle();
		expect(driver.wanted()).toEqual([]);
		expect(lengthOf(driver.state.list)).toBe(200);
	});

	it('asks for the next page before its end is reached', () => {
		const driver = drive({ size: narrow, messages: 10_000 }).settle();
		expect(driver.state.list.pages.size).toBe(1);
		for (let step = 0; step < 30; step += 1) driver.press('j');
		expect(driver.state.top + rowsOfList(layOut(driver.state))).toBeLessThan(50);
		expect(pages(driver)).toEqual([1]);
		driver.press('G').settle();
		for (let step = 0; step < 4; step += 1) driver.press('pageup');
		expect(driver.state.top).toBeGreaterThan(9950);
		expect(pages(driver)).toEqual([198]);
	});

	it('jumps to the end of a large folder and asks for that end alone', () => {
		const driver = drive({ messages: 100_000 }).settle().press('G');
		expect(driver.state.cursor).toBe(99_999);
		expect(pages(driver)).toEqual([1999]);
		expect(driver.settle().state.list.pages.size).toBeLessThan(5);
		expect(currentEntry(driver.state)?.id).toBe('id-99999');
	});

	it('keeps no more pages than it may, however far it is scrolled, and drops those seen longest ago', () => {
		const driver = drive({ messages: 100_000 }).settle();
		for (let step = 0; step < 6000 && driver.state.cursor < 15_000; step += 1) driver.press('pagedown').settle();
		expect(driver.state.list.pages.size).toBeLessThanOrEqual(200);
		expect(driver.state.list.pages.has(0)).toBe(false);
		expect(driver.state.messages.size).toBeLessThanOrEqual(60);
		expect(pages(driver.press('g'))).toContain(0);
	});

	it('drops a page that was looked at again after those that were not', () => {
		const driver = drive({ size: narrow, messages: 100_000 }).settle();
		while (driver.state.list.pages.size < 200) driver.press('pagedown').settle();
		driver.press('g').settle().press('G').settle();
		expect(driver.state.list.pages.size).toBe(200);
		expect(driver.state.list.pages.has(0)).toBe(true);
		expect(driver.state.list.pages.has(1)).toBe(false);
	});

	it('knows its length from the counts, and better from its last page', () => {
		const driver = drive().press('u');
		for (const request of driver.wanted())
			if (request.kind === 'counts')
				driver.answer(request, { kind: 'counts', value: { name: safeText`Inbox`, unread: 50, total: 200 } });
		expect(lengthOf(driver.state.list)).toBe(50);
		const [request] = driver.wanted();
		if (request?.kind !== 'page') throw new Error('no page');
		driver.answer(request, { kind: 'page', value: { entries: [entry(0), entry(1)], more: false, next: undefined } });
		expect(lengthOf(driver.state.list)).toBe(2);
	});

	it('gives up what was scrolled past before it arrived', () => {
		const driver = drive({ messages: 100_000 }).settle().press('G');
		const [request] = driver.wanted();
		expect(request).toMatchObject({ kind: 'page', number: 1999 });
		driver.press('g');
		expect(pages(driver)).toEqual([]);
	});

	it('stays within its bounds', () => {
		const driver = drive({ messages: 3 }).settle().press('k', 'pageup', 'g');
		expect(driver.state.cursor).toBe(0);
		driver.press('j', 'j', 'j', 'pagedown', 'G');
		expect(driver.state.cursor).toBe(2);
		expect(driver.state.top).toBe(0);
	});

	it('keeps the cursor on the screen when the window shrinks', () => {
		const driver = drive().settle().press('pagedown', 'pagedown');
		driver.send({ kind: 'resize', size: narrow });
		const { cursor, top } = driver.state;
		expect(cursor).toBeGreaterThanOrEqual(top);
		expect(cursor).toBeLessThan(top + rowsOfList(layOut(driver.state)));
	});

	it('does not let an answer for another list in', () => {
		const driver = drive();
		const [request] = driver.wanted();
		if (request?.kind !== 'page') throw new Error('no page');
		driver.settle().press('u');
		driver.answer(request, {
			kind: 'page',
			value: { entries: [entry(0, { id: 'old' })], more: false, next: undefined },
		});
		expect(driver.state.list.pages.size).toBe(0);
		driver.send({ kind: 'failure', request, problem: offline });
		expect(driver.state.list.failed.size).toBe(0);
		expect(lengthOf(driver.settle().state.list)).toBe(50);
	});

	it('shows a failure in its place, works on, and tries again when told to', () => {
		const driver = drive().settle().press('G').fail('page');
		expect(driver.wanted().filter(({ kind }) => kind === 'page')).toEqual([]);
		driver.press('k', 'k');
		expect(driver.state.cursor).toBe(197);
		driver.press('r');
		expect(pages(driver)).toEqual([3]);
		expect(currentEntry(driver.settle().state)?.id).toBe('id-197');
	});

	it('stays on its message when a refresh brings new ones', () => {
		const driver = drive().settle().press('j', 'j', 'j').press('r');
		const request = driver.wanted().find(({ kind }) => kind === 'page');
		if (request?.kind !== 'page') throw new Error('no page');
		expect(currentEntry(driver.state)?.id).toBe('id-3');
		const entries = [
			entry(0, { id: 'new-1' }),
			entry(0, { id: 'new-2' }),
			...Array.from({ length: 48 }, (_, i) => entry(i)),
		];
		driver.answer(request, { kind: 'page', value: { entries, more: true, next: undefined } });
		expect(driver.state.cursor).toBe(5);
		expect(driver.state.top).toBe(2);
		expect(currentEntry(driver.state)?.id).toBe('id-3');
	});

	it('says that messages came in when a page begins with what the one before ended with', () => {
		const driver = drive().settle().send({ kind: 'resize', size: narrow });
		const request = {
			kind: 'page',
			key: 'page 0 0 1 ',
			number: 1,
			query: driver.state.query,
			link: undefined,
		} as const;
		driver.answer(request, { kind: 'page', value: { entries: [entry(49), entry(50)], more: true, next: undefined } });
		expect(driver.state.notice?.text).toContain('New messages came in');
	});

	it('shows only unread messages and all again', () => {
		const driver = drive().settle().press('u');
		expect(driver.wanted()[0]).toMatchObject({ kind: 'page', query: { unreadOnly: true } });
		expect(lengthOf(driver.settle().state.list)).toBe(50);
		expect(lengthOf(driver.press('u').settle().state.list)).toBe(200);
	});

	it('is empty when the folder is, and asks no more', () => {
		const driver = drive({ messages: 0, unread: 0 }).settle();
		expect(lengthOf(driver.state.list)).toBe(0);
		expect(driver.press('j', 'enter', 'a', 's', 'o').state.pane).toBe('list');
		expect(driver.wanted()).toEqual([]);
	});
});

describe('a search', () => {
	it('asks the server, follows its pages, and Esc leads back to the same place without asking again', () => {
		const driver = drive({ found: 120 }).settle().press('j', 'j', '/').type('from:alex').press('enter');
		expect(driver.wanted()[0]).toMatchObject({ kind: 'page', query: { search: 'from:alex' }, link: undefined });
		driver.settle().press('G').settle().press('G').settle().press('G').settle();
		expect(lengthOf(driver.state.list)).toBe(120);
		expect(currentEntry(driver.state)?.id).toBe('id-119');
		driver.press('escape');
		expect(driver.state.query.search).toBeUndefined();
		expect(driver.state.cursor).toBe(2);
		expect(driver.wanted().filter(({ kind }) => kind === 'page')).toEqual([]);
	});

	it('within a search comes back to where the first began', () => {
		const driver = drive().settle().press('j', '/').type('a').press('enter').settle();
		driver.press('/', 'ctrl-u').type('b').press('enter').settle().press('escape');
		expect(driver.state.query.search).toBeUndefined();
		expect(driver.state.cursor).toBe(1);
	});

	it('asks for more only near the end of what it has, shows nothing twice and does not follow for ever', () => {
		const driver = drive({ found: 100_000 }).settle().press('/').type('x').press('enter');
		const [first] = driver.wanted();
		if (first === undefined) throw new Error('no request');
		const entries = Array.from({ length: 50 }, (_, index) => entry(index));
		driver.answer(first, { kind: 'page', value: { entries, more: true, next: '50' } });
		expect(pages(driver)).toEqual([]);
		const [second] = driver.press('G').wanted();
		if (second === undefined) throw new Error('no request');
		driver.answer(second, { kind: 'page', value: { entries: [entry(49), entry(50)], more: true, next: '52' } });
		expect(lengthOf(driver.state.list)).toBe(52);
		expect(entryAt(driver.state.list, 50)?.id).toBe('id-50');
		for (let step = 0; step < 100; step += 1) driver.press('G').settle();
		expect(lengthOf(driver.state.list)).toBeLessThan(2100);
	});

	it('goes on over pages without results', () => {
		const driver = drive().settle().press('/').type('x').press('enter');
		const [first] = driver.wanted();
		if (first === undefined) throw new Error('no request');
		driver.answer(first, { kind: 'page', value: { entries: [], more: true, next: 'https://next' } });
		expect(driver.wanted()[0]).toMatchObject({ kind: 'page', link: 'https://next' });
	});

	it.each([
		[1000, true],
		[999, false],
	])('that ends with %i results is said to be cut off by Graph: %s', (found, isSaid) => {
		const driver = drive({ found }).settle().press('/').type('x').press('enter').settle();
		while (driver.state.list.total === undefined) {
			expect(driver.state.notice).toBeUndefined();
			driver.press('G').settle();
		}
		expect(lengthOf(driver.state.list)).toBe(found);
		expect(driver.state.notice?.text.includes('no more than 1000') ?? false).toBe(isSaid);
	});

	it('that was not typed is none', () => {
		const driver = drive().settle().press('/').type('  ').press('enter');
		expect(driver.state.query.search).toBeUndefined();
		expect(contextOf(driver.state)).toBe('list');
	});
});
