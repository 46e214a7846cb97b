import { describe, expect, it } from 'vitest';
import { hostileTexts } from '../helpers/hostile-text.js';
import { expectRestored, openMailboxDesk, ownScreenSequences } from '../helpers/mailbox-desk.js';
import { strayControls } from '../helpers/screen.js';

describe('trouble in the mailbox', () => {
	it('with throttling is waited out where it can be seen, and keys go on working', async () => {
		const desk = await openMailboxDesk({ messages: 200 });
		const run = desk.browse();
		await run.waitFor('Hi Adele,');
		await desk.sandbox.do.failGraph({ status: 429, retryAfter: 3, path: '/v1.0/me/mailFolders/inbox/messages' });
		run.type('r');
		await run.waitFor('Waiting 3 s before the next try.');
		run.type('jj');
		await run.waitFor(/▶[ ●][ !]* Megan Bowen/);
		await run.waitFor('Waiting 1 s before the next try.');
		await run.waitFor(/3 of \d+/);
		run.type('q');
		await run.waitFor('exit 0');
	});

	it('that is waited out keeps nobody who wants to leave', async () => {
		const desk = await openMailboxDesk();
		await desk.sandbox.do.failGraph({ status: 429, retryAfter: 50, path: '/v1.0/me/mailFolders/inbox/messages' });
		const run = desk.browse();
		await run.waitFor(/Waiting \d+ s before the next try\./);
		run.type('u');
		await run.waitFor('Photos from the team day');
		expect(run.screen.text()).not.toContain('Waiting');
		await desk.sandbox.do.failGraph({ status: 429, retryAfter: 50, path: '/v1.0/me/mailFolders/inbox/messages' });
		run.type('u');
		await run.waitFor(/Waiting \d+ s before the next try\./);
		run.type('q');
		await run.waitFor('exit 0');
		await expectRestored(run);
		await desk.sandbox.do.failGraph({ status: 429, retryAfter: 50, path: '/v1.0/me/mailFolders/inbox/messages' });
		const tiny = desk.browse({ columns: 20, rows: 7 });
		await tiny.waitFor('too small');
		tiny.type('q');
		await tiny.waitFor('exit 0');
	});

	it('with Graph is said in place, and r tries again', async () => {
		const desk = await openMailboxDesk();
		await desk.sandbox.do.failGraph({ status: 500, times: 2, path: '/v1.0/me/mailFolders/inbox/messages' });
		const run = desk.browse();
		await run.waitFor('That did not work.');
		run.type('r');
		await run.waitFor('Hi Adele,');
		run.type('q');
		await run.waitFor('exit 0');
	});

	it('without network says so', async () => {
		const desk = await openMailboxDesk();
		const run = desk.browse();
		await run.waitFor('Hi Adele,');
		await desk.sandbox.stop();
		run.type('u');
		await run.waitFor('You are offline.');
		run.type('q');
		await run.waitFor('exit 0');
		await expectRestored(run);
	});

	it('of a terminal that is none ends with 2', async () => {
		const desk = await openMailboxDesk();
		const ended = await desk.run(['mail', 'browse']);
		expect(ended).toMatchObject({ code: 2, stdout: '' });
		expect(ended.stderr).toContain('needs a terminal');
		expect((await desk.run(['mail', '-i', '--top', '3'])).stderr).toContain('cannot be combined');
	});
});

describe('hostile mail in the mailbox', () => {
	it.each([60, 80, 120])('acts on nothing, in no pane, at %i columns', async (columns) => {
		const desk = await openMailboxDesk({ messages: 120 });
		const run = desk.browse({ columns, rows: 30 });
		const deeds: string[] = [];
		run.screen.terminal.onTitleChange((title) => deeds.push(title));
		run.screen.terminal.onBell(() => deeds.push('bell'));
		for (const id of [0, 1, 8, 9, 52]) {
			run.screen.terminal.parser.registerOscHandler(id, () => {
				deeds.push(`OSC ${id}`);
				return false;
			});
		}
		await run.waitFor(/1 of \d+/);
		const body = hostileTexts.map(({ text }) => text.slice(0, 40)).join(' ');
		const person = { emailAddress: { name: body, address: body } };
		const message = {
			id: 'id',
			subject: body,
			from: person,
			toRecipients: [person],
			bodyPreview: body,
			hasAttachments: true,
			isRead: false,
			importance: 'high',
			receivedDateTime: '2026-01-31T12:00:00Z',
			webLink: `https://outlook.example/${body}`,
			body: { contentType: 'html', content: `<h1>${body}</h1><a href="https://x.example/?${body}">${body}</a>` },
			attachments: [{ id: 'a', name: body, contentType: body, size: 1 }],
			internetMessageHeaders: [{ name: body, value: body }],
			displayName: body,
			name: body,
			contentType: body,
			size: 1,
			totalItemCount: 1,
			unreadItemCount: 1,
		};
		const answer = { ...message, value: [message] };
		await desk.sandbox.do.failGraph({ status: 200, times: 99, body: JSON.stringify(answer) });
		run.type('r');
		await run.waitFor(/1 of 1\b/);
		for (const [key, shown] of [
			['\r', 'Esc back'],
			['a', 'Attachments'],
			['\u001b', 'Esc back'],
			['o', 'Open in the browser'],
			['\r', 'Host: '],
			['n', 'Open in the browser'],
			['\u001b', 'Esc back'],
			['f', 'Folders'],
			['\u001b', 'Esc back'],
			['s', 'Save message as'],
			['\u001b', 'Esc back'],
			['h', 'Esc back'],
			['?', 'In the list'],
		] as const) {
			run.type(key);
			await run.waitFor(shown);
			for (let row = 0; row < 30; row += 1)
				expect(run.screen.terminal.buffer.active.getLine(row)?.isWrapped).toBe(false);
		}
		run.press('ctrl-c');
		await run.waitFor('exit 130');
		await expectRestored(run);
		expect(deeds.filter((deed) => !deed.endsWith(' - graphctl'))).toEqual([]);
		expect(strayControls(ownScreenSequences(run.output()))).toEqual([]);
		expect(desk.files()).toEqual([]);
	});
});

describe('the mailbox for everybody', () => {
	it('works without colours', async () => {
		const desk = await openMailboxDesk();
		const run = desk.browse({ env: { NO_COLOR: '1' } });
		await run.waitFor('Hi Adele,');
		run.type('j');
		await run.waitFor(/^▶● +Alex Wilber/m);
		expect(run.output()).not.toMatch(/\u001b\[[\d;]*m/);
		run.type('q');
		await run.waitFor('exit 0');
	});

	it('speaks in sentences to a screen reader', async () => {
		const desk = await openMailboxDesk();
		const run = desk.browse({ env: { INK_SCREEN_READER: 'true' } });
		await run.waitFor(/Message 1 of \d+: unread, important, with attachments, from Miriam Graham/);
		run.type('j');
		await run.waitFor(/Message 2 of \d+: unread, from Alex Wilber/);
		run.press('enter');
		await run.waitFor('Hi all,');
		expect(run.screen.text()).not.toMatch(/[│─▶]/);
		run.type('q');
		await run.waitFor('exit 0');
		await expectRestored(run);
	});
});
