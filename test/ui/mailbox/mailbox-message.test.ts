import { describe, expect, it } from 'vitest';
import { safeText } from '../../../src/text/sanitize.js';
import { endOfHelp } from '../../../src/ui/mailbox/help-view.js';
import { layOut } from '../../../src/ui/mailbox/layout.js';
import { contextOf, currentEntry, factsOf, topOverlay } from '../../../src/ui/mailbox/mailbox-state.js';
import { readingText } from '../../../src/ui/mailbox/reading-lines.js';
import { content, drive, entry, firstMessage, narrow, offline, plan } from './mailbox-driver.js';

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
		const height = layOut(driver.state).message.rows;
		expect(driver.state.reading.scroll).toBe(height);
		driver.press('G');
		expect(driver.state.reading.scroll).toBe(readingText(driver.state).lines.length - height);
		driver.press('n');
		expect(driver.state).toMatchObject({ cursor: 1, pane: 'message', reading: { scroll: 0 } });
		expect(driver.press('escape').state.pane).toBe('list');
	});

	it('shows all headers when asked, in one request, or in their place why they are not there', () => {
		const driver = drive().settle().press('h');
		expect(driver.wanted()).toMatchObject([{ kind: 'headers', id: 'id-0' }]);
		expect(readingText(driver.state).plain).toContain('headers ...');
		driver.fail('headers');
		expect(readingText(driver.state).plain.join(' ')).toContain('cannot be reached. r tries again.');
		expect(factsOf(driver.state).failure).toBe(true);
		expect(driver.press('r').wanted()).toMatchObject([{ kind: 'headers', id: 'id-0' }]);
		expect(readingText(driver.settle().state).plain.join('\n')).toContain('x-test: yes');
		expect(readingText(driver.press('h').state).plain.join('\n')).not.toContain('x-test');
	});

	it('is searched for words, from match to match and round the end', () => {
		const driver = drive({ size: narrow }).settle();
		const text = Array.from({ length: 60 }, (_, i) => (i % 20 === 5 ? `Budget ${i}` : `line ${i}`)).join('\n');
		driver.answer(firstMessage, { kind: 'message', value: content('id-0', text) });
		driver.press('enter', '/').type('bUdget').press('enter');
		expect(driver.state.reading.find).toEqual({ text: 'bUdget', match: 0 });
		driver.press('enter');
		expect(driver.state.reading.find?.match).toBe(1);
		expect(driver.state.reading.scroll).toBeGreaterThan(10);
		driver.press('enter', 'enter');
		expect(driver.state.reading.find?.match).toBe(0);
		driver.press('N');
		expect(driver.state.reading.find?.match).toBe(2);
		driver.press('G', '/', 'ctrl-u').type('budget').press('enter');
		expect(driver.state.reading.find?.match).toBe(2);
		driver.press('g', '/', 'ctrl-u').type('line 8').press('enter');
		expect(driver.state.reading.scroll).toBe(0);
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
		driver.press('j', 'j', 'j');
		expect(topOverlay(driver.state)).toMatchObject({ cursor: 1 });
		driver.press('k', 'enter');
		expect(driver.state).toMatchObject({
			counts: undefined,
			folderName: 'Archive',
			cursor: 0,
			overlays: [],
			query: { folder: 'archive' },
		});
		expect(driver.wanted()[0]).toMatchObject({ kind: 'page', query: { folder: 'archive' } });
	});

	it('saves an attachment under the name that is typed, and nothing that has no file', () => {
		const driver = drive().settle();
		driver.answer(firstMessage, { kind: 'message', value: { ...content('id-0'), hasAttachments: true } });
		expect(driver.press('a').wanted()).toMatchObject([{ kind: 'attachments' }]);
		driver.settle().press('s');
		expect(topOverlay(driver.state)).toMatchObject({ kind: 'prompt', text: 'plan.pdf' });
		driver.press('ctrl-u').type('other.pdf').press('enter');
		expect(driver.commands).toEqual([
			{ kind: 'save-attachment', id: 'id-0', attachment: 'a1', item: false, path: 'other.pdf' },
		]);
		driver.press('j', 'enter');
		expect(driver.state.notice?.text).toContain('has no file');
		expect(driver.commands).toHaveLength(1);
	});

	it.each([
		['f', 'folders'],
		['A', 'accounts'],
		['a', 'attachments'],
	] as const)('asks again with r for what it could not be given (%s)', (key, kind) => {
		const driver = drive().settle();
		driver.answer(firstMessage, { kind: 'message', value: { ...content('id-0'), hasAttachments: true } });
		driver.press(key).fail(kind);
		expect(driver.wanted()).toEqual([]);
		driver.press('r');
		expect(driver.commands).toEqual([{ kind: 'allow-sign-in' }]);
		expect(driver.wanted()).toMatchObject([{ kind }]);
		expect(factsOf(driver.settle().state)).toMatchObject({ failure: false, choices: true });
		expect(driver.press('r').commands).toHaveLength(1);
	});

	it('needs no request for attachments that came with the message', () => {
		const driver = drive().settle();
		const value = {
			...content('id-0'),
			hasAttachments: true,
			attachments: [plan],
		};
		driver.answer(firstMessage, { kind: 'message', value }).press('a');
		expect(driver.wanted()).toEqual([]);
		expect(factsOf(driver.state)).toMatchObject({ choices: true, saving: true });
	});

	it('of keys ends with its last line', () => {
		const driver = drive().settle().press('?', 'G');
		const end = topOverlay(driver.state);
		expect(end).toMatchObject({ kind: 'help', scroll: endOfHelp(layOut(driver.state).body) });
		expect(topOverlay(driver.press('pagedown', 'j').state)).toEqual(end);
	});

	it('saves a message', () => {
		const driver = drive().settle().press('s', 'enter');
		expect(driver.commands).toEqual([{ kind: 'save-message', id: 'id-0', path: 'id-0.eml' }]);
		expect(driver.press('s', 'ctrl-u', 'enter').commands).toHaveLength(1);
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
		const driver = drive().settle().press('A').settle().press('enter');
		expect(driver.commands).toEqual([]);
		driver.press('A').settle().press('j', 'enter');
		expect(driver.commands).toEqual([{ kind: 'switch-account', account: 'alex' }]);
		driver.send({ kind: 'switched', account: { id: 'alex', name: safeText`alex@contoso.com` } });
		driver.answer(firstMessage, { kind: 'message', value: content('id-0', 'secret of adele') });
		expect(driver.state.messages.size).toBe(0);
		expect(driver.wanted()[0]).toMatchObject({ kind: 'page', number: 0 });
	});

	it('takes typed and pasted text for a line and for nothing else', () => {
		const driver = drive().settle();
		driver.type('qqq');
		expect(driver.commands).toEqual([]);
		driver.press('/').type('a \n\t b\u001b[31m\u0007').type('👩🏽‍🎨');
		expect(topOverlay(driver.state)).toMatchObject({ text: 'a b👩🏽‍🎨' });
		driver.press('backspace');
		expect(topOverlay(driver.state)).toMatchObject({ text: 'a b' });
		driver.press('ctrl-w');
		expect(topOverlay(driver.state)).toMatchObject({ text: 'a ' });
		driver.type('x'.repeat(5000));
		expect(topOverlay(driver.state)).toMatchObject({ text: `a ${'x'.repeat(998)}` });
		driver.press('ctrl-u', 'escape');
		expect(contextOf(driver.state)).toBe('list');
	});
});
