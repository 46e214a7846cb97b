import { describe, expect, it } from 'vitest';
import { safeText } from '../../../src/text/sanitize.js';
import { layOut, rowsOfList } from '../../../src/ui/mailbox/layout.js';
import { contextOf, currentEntry, topOverlay } from '../../../src/ui/mailbox/mailbox-state.js';
import { lengthOf } from '../../../src/ui/mailbox/message-window.js';
import { readingText } from '../../../src/ui/mailbox/reading-lines.js';
import { content, drive, entry, narrow, offline } from './mailbox-driver.js';

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
		const driver = drive().settle();
		const loaded = driver.state.list.pages.size;
		driver.send({ kind: 'resize', size: { columns: 80, rows: 24 } });
		for (let step = 0; step < 49; step += 1) driver.press('j');
		expect(pages(driver).every((number) => number === loaded)).toBe(true);
		expect(currentEntry(driver.state)?.id).toBe('id-49');
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
		expect(cursor).toBeLessThan(top + rowsOfList(layOut(narrow)));
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

	it('goes on over pages without results', () => {
		const driver = drive().settle().press('/').type('x').press('enter');
		const [first] = driver.wanted();
		if (first === undefined) throw new Error('no request');
		driver.answer(first, { kind: 'page', value: { entries: [], more: true, next: 'https://next' } });
		expect(driver.wanted()[0]).toMatchObject({ kind: 'page', link: 'https://next' });
	});

	it('that was not typed is none', () => {
		const driver = drive().settle().press('/').type('  ').press('enter');
		expect(driver.state.query.search).toBeUndefined();
		expect(contextOf(driver.state)).toBe('list');
	});
});

describe('a message', () => {
	it('under the cursor is asked for after a moment, the next one later, and each once', () => {
		const driver = drive();
		const page = driver.wanted()[0];
		if (page === undefined) throw new Error('no request');
		driver.answer(page, { kind: 'page', value: { entries: [entry(0), entry(1)], more: false, next: undefined } });
		expect(driver.wanted().filter(({ kind }) => kind === 'message')).toMatchObject([
			{ id: 'id-0', delayMs: 120 },
			{ id: 'id-1', delayMs: 400 },
		]);
		driver.press('enter');
		expect(driver.wanted().find(({ kind }) => kind === 'message')).toMatchObject({ id: 'id-0', delayMs: 0 });
		driver.settle();
		expect(driver.press('n', 'p').wanted()).toEqual([]);
	});

	it('is scrolled while it has the keys, and another one begins at its beginning', () => {
		const driver = drive({ size: narrow }).settle();
		const id = currentEntry(driver.state)?.id ?? '';
		const request = { kind: 'message', key: `message 0 ${id}`, id, delayMs: 0 } as const;
		driver
			.answer(request, { kind: 'message', value: content(id, 'line\n'.repeat(100)) })
			.press('enter', 'pagedown', 'j');
		expect(driver.state.cursor).toBe(0);
		const height = layOut(narrow).message.rows;
		expect(driver.state.reading.scroll).toBe(height);
		driver.press('G');
		expect(driver.state.reading.scroll).toBe(readingText(driver.state).lines.length - height);
		driver.press('n');
		expect(driver.state).toMatchObject({ cursor: 1, pane: 'message', reading: { scroll: 0 } });
		expect(driver.press('escape').state.pane).toBe('list');
	});

	it('shows all headers when asked, in one request', () => {
		const driver = drive().settle().press('h');
		expect(driver.wanted()).toMatchObject([{ kind: 'headers', id: 'id-0' }]);
		expect(readingText(driver.settle().state).plain.join('\n')).toContain('x-test: yes');
		expect(readingText(driver.press('h').state).plain.join('\n')).not.toContain('x-test');
	});

	it('is searched for words, from match to match and round the end', () => {
		const driver = drive({ size: narrow }).settle();
		const request = { kind: 'message', key: 'message 0 id-0', id: 'id-0', delayMs: 0 } as const;
		const text = Array.from({ length: 60 }, (_, i) => (i % 20 === 5 ? `Budget ${i}` : `line ${i}`)).join('\n');
		driver.answer(request, { kind: 'message', value: content('id-0', text) });
		driver.press('enter', '/').type('bUdget').press('enter');
		expect(driver.state.reading.find).toEqual({ text: 'bUdget', match: 0 });
		driver.press('enter');
		expect(driver.state.reading.find?.match).toBe(1);
		expect(driver.state.reading.scroll).toBeGreaterThan(10);
		driver.press('enter', 'enter');
		expect(driver.state.reading.find?.match).toBe(0);
		driver.press('N');
		expect(driver.state.reading.find?.match).toBe(2);
		driver.press('escape');
		expect(driver.state.reading.find).toBeUndefined();
		expect(driver.state.pane).toBe('message');
	});

	it('that could not be read says so and is tried again', () => {
		const driver = drive().settle();
		driver.press('G').settle();
		const request = { kind: 'message', key: 'message 0 id-199', id: 'id-199', delayMs: 0 } as const;
		driver.send({ kind: 'failure', request, problem: offline });
		expect(driver.state.messages.get('id-199')?.kind).toBe('failed');
		driver.press('r');
		expect(driver.wanted()).toMatchObject([{ kind: 'message', id: 'id-199' }]);
	});
});

describe('what lies over the panes', () => {
	it('lists folders, marks the open one, and opens another from its beginning', () => {
		const driver = drive().settle().press('j', 'f').settle();
		expect(topOverlay(driver.state)).toMatchObject({ kind: 'folders', cursor: 1 });
		driver.press('k', 'enter');
		expect(driver.state).toMatchObject({
			folderName: 'Archive',
			cursor: 0,
			overlays: [],
			query: { folder: 'archive' },
		});
		expect(driver.wanted()[0]).toMatchObject({ kind: 'page', query: { folder: 'archive' } });
	});

	it('saves an attachment under the name that is typed, and nothing that has no file', () => {
		const driver = drive().settle();
		const request = { kind: 'message', key: 'message 0 id-0', id: 'id-0', delayMs: 0 } as const;
		driver.answer(request, { kind: 'message', value: { ...content('id-0'), hasAttachments: true } });
		driver.press('a').settle().press('s');
		expect(topOverlay(driver.state)).toMatchObject({ kind: 'prompt', text: 'plan.pdf' });
		driver.press('ctrl-u').type('other.pdf').press('enter');
		expect(driver.commands).toEqual([{ kind: 'save-attachment', id: 'id-0', attachment: 'a1', path: 'other.pdf' }]);
		driver.press('j', 'enter');
		expect(driver.state.notice?.text).toContain('has no file');
		expect(driver.commands).toHaveLength(1);
	});

	it('saves a message', () => {
		const driver = drive().settle().press('s', 'enter');
		expect(driver.commands).toEqual([{ kind: 'save-message', id: 'id-0', path: 'id-0.eml' }]);
	});

	it('opens an address only after it was shown and agreed to', () => {
		const driver = drive().settle().press('o');
		expect(driver.commands).toEqual([]);
		driver.press('enter');
		expect(topOverlay(driver.state)).toEqual({ kind: 'confirm', url: 'https://outlook.example.com/read' });
		driver.press('n');
		expect(driver.commands).toEqual([]);
		driver.press('enter', 'y');
		expect(driver.commands).toEqual([{ kind: 'open', url: 'https://outlook.example.com/read' }]);
		expect(driver.state.overlays).toEqual([]);
	});

	it('switches the account and lets no answer of the one before in', () => {
		const driver = drive().settle().press('A').settle().press('j', 'enter');
		expect(driver.commands).toEqual([{ kind: 'switch-account', account: 'alex' }]);
		driver.send({ kind: 'switched', account: { id: 'alex', name: safeText`alex@contoso.com` } });
		const request = { kind: 'message', key: 'message 0 id-0', id: 'id-0', delayMs: 0 } as const;
		driver.answer(request, { kind: 'message', value: content('id-0', 'secret of adele') });
		expect(driver.state.messages.size).toBe(0);
		expect(driver.wanted()[0]).toMatchObject({ kind: 'page', number: 0 });
	});

	it('takes typed and pasted text for a line and for nothing else', () => {
		const driver = drive().settle();
		driver.type('qqq');
		expect(driver.commands).toEqual([]);
		driver.press('/').type('a\nb\u001b[31m\u0007').type('😀');
		expect(topOverlay(driver.state)).toMatchObject({ text: 'a b😀' });
		driver.press('backspace', 'ctrl-w');
		expect(topOverlay(driver.state)).toMatchObject({ text: 'a ' });
		driver.press('ctrl-u', 'escape');
		expect(contextOf(driver.state)).toBe('list');
	});
});
