import { describe, expect, it } from 'vitest';
import { safeText } from '../../../src/text/sanitize.js';
import type { Problem } from '../../../src/ui/mailbox/mailbox-data.js';
import { isAwaiting } from '../../../src/ui/mailbox/mailbox-requests.js';
import { factsOf } from '../../../src/ui/mailbox/mailbox-state.js';
import { mailboxView } from '../../../src/ui/mailbox/mailbox-view.js';
import { spokenView } from '../../../src/ui/mailbox/spoken-view.js';
import type { Line } from '../../../src/ui/mailbox/styled-line.js';
import { createTheme } from '../../../src/ui/theme.js';
import { type Driver, drive, entry, narrow, time } from './mailbox-driver.js';

const expired: Problem = { kind: 'signed-out', message: safeText`Please sign in again.`, hint: undefined };

/** A mailbox whose list is there, and no message yet. */
function listed(count = 3): Driver {
	const driver = drive({ size: narrow });
	for (const request of driver.wanted()) {
		const entries = Array.from({ length: count }, (_, index) => entry(index));
		if (request.kind === 'page')
			driver.answer(request, { kind: 'page', value: { entries, more: false, next: undefined } });
	}
	return driver;
}

const wantedMessages = (driver: Driver): string[] =>
	driver.wanted().flatMap((request) => (request.kind === 'message' ? [request.id] : []));

const asText = (lines: readonly Line[]): string =>
	lines.map((pieces) => pieces.map(({ text }) => text).join('')).join('\n');

describe('what a person waits for', () => {
	it('is the list that is opened, searched, narrowed or looked at anew', () => {
		expect(isAwaiting(drive().state)).toBe(true);
		const driver = drive({ messages: 1000 }).settle();
		expect(isAwaiting(driver.state)).toBe(false);
		for (const key of ['G', 'r', 'u']) {
			driver.press(key);
			expect(isAwaiting(driver.state)).toBe(true);
			expect(isAwaiting(driver.settle().state)).toBe(false);
		}
		driver.press('/').type('x').press('enter');
		expect(isAwaiting(driver.state)).toBe(true);
	});

	it('is a message that is opened, its headers, the folders, the attachments', () => {
		const driver = listed();
		expect(isAwaiting(driver.press('enter').state)).toBe(true);
		expect(isAwaiting(driver.settle().press('escape', 'h').state)).toBe(true);
		expect(isAwaiting(driver.settle().press('f').state)).toBe(true);
		expect(isAwaiting(driver.settle().state)).toBe(false);
	});

	it('is not the message the cursor passes, nor the next one, nor counts, nor the page ahead', () => {
		const driver = listed().press('j');
		expect(driver.wanted().map(({ kind }) => kind)).toEqual(['counts', 'message', 'message']);
		expect(isAwaiting(driver.state)).toBe(false);
		const long = drive({ size: narrow, messages: 10_000 }).settle();
		for (let step = 0; step < 30; step += 1) long.press('j');
		expect(long.wanted()).toContainEqual(expect.objectContaining({ kind: 'page', number: 1 }));
		expect(isAwaiting(long.state)).toBe(false);
	});

	it('is nothing while the terminal is too small to show it', () => {
		const driver = drive().send({ kind: 'resize', size: { columns: 10, rows: 3 } });
		expect(isAwaiting(driver.state)).toBe(false);
	});
});

describe('what could not be had while nobody waited for it', () => {
	it('is asked for, and waited for, when the message is opened or tried again', () => {
		for (const keys of [['enter'], ['tab'], ['r']]) {
			const driver = listed().fail('message', expired).fail('message', expired);
			expect(wantedMessages(driver)).toEqual([]);
			expect(isAwaiting(driver.state)).toBe(false);
			driver.press(...keys);
			expect(wantedMessages(driver)[0]).toBe('id-0');
			expect(isAwaiting(driver.state)).toBe(true);
			if (driver.state.pane === 'message') continue;
			expect(isAwaiting(driver.press('j').state)).toBe(false);
			expect(wantedMessages(driver)).toEqual(['id-1', 'id-2']);
		}
	});

	it('is given up and asked for anew, list or message, when it is slow and the person presses r', () => {
		const opening = drive();
		const [first] = opening.wanted();
		const [second] = opening.press('r').wanted();
		expect([first?.kind, second?.kind]).toEqual(['page', 'page']);
		expect(second?.key).not.toBe(first?.key);
		const driver = listed().press('enter');
		const keys = (): string[] => driver.wanted().flatMap(({ kind, key }) => (kind === 'message' ? [key] : []));
		const [slow, ahead] = keys();
		driver.press('r');
		expect(keys()).not.toContain(slow);
		expect(keys()).toContain(ahead);
		expect(wantedMessages(driver)[0]).toBe('id-0');
		const settled = driver.settle().state.reading;
		expect(driver.press('r').state.reading).toEqual(settled);
	});

	it('is asked for anew when the cursor comes to it', () => {
		const driver = listed().fail('message', expired).fail('message', expired).press('j');
		expect(wantedMessages(driver)).toEqual(['id-1', 'id-2']);
		expect(wantedMessages(driver.fail('message', expired).fail('message', expired))).toEqual([]);
	});

	it('is no failure of the screen while it is out of sight, and a page is asked for anew when it comes into sight', () => {
		const driver = drive({ size: narrow });
		const first = driver.wanted().find(({ kind }) => kind === 'page');
		if (first === undefined) throw new Error('no page');
		const entries = Array.from({ length: 50 }, (_, index) => entry(index));
		driver.answer(first, { kind: 'page', value: { entries, more: true, next: undefined } });
		driver.press('pagedown', 'pagedown').fail('page', expired);
		expect([...driver.state.list.failed.keys()]).toEqual([1]);
		expect(factsOf(driver.state).failure).toBe(false);
		driver.press('G');
		expect(driver.wanted()).toContainEqual(expect.objectContaining({ kind: 'page', number: 1 }));
		driver.fail('page', expired);
		expect(factsOf(driver.state).failure).toBe(true);
		expect(
			driver
				.press('k')
				.wanted()
				.filter(({ kind }) => kind === 'page'),
		).toEqual([]);
	});

	it('says in its place what brings it, to the eye and to the ear', () => {
		const driver = listed().fail('message', expired);
		const theme = createTheme({}, false);
		expect(asText(mailboxView(driver.state, theme, time))).toMatch(/Please sign in again\. *\n *r signs in again\./);
		const opened = driver.press('enter').fail('message', expired);
		expect(asText(spokenView(opened.state, time))).toContain('Please sign in again.\nr signs in again.');
	});
});
