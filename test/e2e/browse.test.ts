/** The full-screen mailbox of the built program in a real terminal. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type MailboxDesk, openMailboxDesk, ownScreenSequences } from '../helpers/mailbox-desk.js';
import { strayControls } from '../helpers/screen.js';
import { visitSignIn } from '../helpers/sign-in.js';

/** What the terminal was before the mailbox, it is afterwards. */
function expectRestored(run: ReturnType<MailboxDesk['browse']>): void {
	const { buffer, modes } = run.screen.terminal;
	expect(buffer.active.type).toBe('normal');
	expect(run.screen.cursor().hidden).toBe(false);
	expect(modes.bracketedPasteMode).toBe(false);
	const settings = run.screen.lines().filter((line) => /^[0-9a-f]+(:[0-9a-f]+)+$/.test(line));
	expect(settings).toHaveLength(2);
	expect(new Set(settings).size).toBe(1);
	expect(run.screen.text()).toContain('what was here before');
	// The window's own title, which was put aside first.
	expect(run.output().lastIndexOf('\u001b[23;2t')).toBeGreaterThan(run.output().lastIndexOf('\u001b]2;'));
}

describe('the mailbox', () => {
	it('opens with the list, reads a message, and leaves the terminal as it was', async () => {
		const desk = await openMailboxDesk();
		const run = desk.browse({ columns: 120, rows: 40 });
		await run.waitFor(/Inbox +\d+ unread of \d+ +AdeleV@contoso\.com/);
		await run.waitFor(/Hi Adele,/);
		expect(run.screen.terminal.buffer.active.type).toBe('alternate');
		run.type('jj');
		await run.waitFor(/3 of \d+/);
		run.press('enter');
		await run.waitFor('Esc back');
		run.type('q');
		await run.waitFor('exit 0');
		expectRestored(run);
		expect(strayControls(ownScreenSequences(run.output()))).toEqual([]);
	});

	it('asks for each page and each message once', async () => {
		const desk = await openMailboxDesk({ messages: 200 });
		const run = desk.browse({ columns: 100, rows: 30 });
		await run.waitFor(/1 of \d+/);
		run.type('jkjkjkjk');
		run.press('end');
		await run.waitUntil('the last message', ({ text }) => /(\d+) of \1\b/.test(text()));
		run.press('home');
		await run.waitFor(/1 of \d+/);
		await run.waitFor('Hi Adele,');
		run.type('q');
		await run.waitFor('exit 0');
		const requests = [...desk.sandbox.requests()].filter(([line]) => line.startsWith('GET /v1.0/me/messages/'));
		expect(requests.filter(([, count]) => count > 1)).toEqual([]);
		expect(desk.sandbox.requests().get('GET /v1.0/me/mailFolders/inbox') ?? 0).toBe(1);
		expect(desk.sandbox.requests().get('GET /v1.0/me/mailFolders/inbox/messages') ?? 0).toBeLessThanOrEqual(3);
	});

	it('draws itself anew whenever the window changes, without a torn line', async () => {
		const desk = await openMailboxDesk();
		const run = desk.browse({ columns: 120, rows: 40 });
		await run.waitFor('Hi Adele,');
		for (const [columns, rows, shown] of [
			[80, 24, /─{80}/],
			[50, 20, /^Inbox/],
			[20, 6, /too small/],
			[100, 30, /│ From +Miriam Graham/],
			[132, 50, /│ From +Miriam Graham/],
		] as const) {
			run.resize(columns, rows);
			await run.waitFor(shown);
			await run.waitUntil('a whole frame', ({ rows: drawn }) => {
				const lines = drawn();
				return lines.length === rows || (columns === 20 && lines.length > 0);
			});
			if (columns > 20) {
				expect(run.screen.rows()[0]).toMatch(/^Inbox/);
				expect(run.screen.rows().filter((row) => row.startsWith('Inbox'))).toHaveLength(1);
				expect(run.screen.rows().at(-1)).toMatch(/q quit/);
			}
		}
		run.type('q');
		await run.waitFor('exit 0');
		expectRestored(run);
	});

	it('searches on the server and comes back to the same place', async () => {
		const desk = await openMailboxDesk({ messages: 200 });
		const run = desk.browse();
		await run.waitFor(/1 of \d+/);
		run.type('jjj/');
		await run.waitFor('Search:');
		run.type('from:alex\r');
		await run.waitFor(/search: from:alex/);
		await run.waitFor(/▶[ ●] Alex Wilber/);
		run.press('escape');
		await run.waitFor(/4 of \d+/);
		run.type('/nosuchwordanywhere\r');
		await run.waitFor('Nothing found.');
		run.press('escape');
		await run.waitFor(/4 of \d+/);
		run.type('q');
		await run.waitFor('exit 0');
	});

	it('saves a message as it is, over nothing', async () => {
		const desk = await openMailboxDesk();
		await writeFile(join(desk.cwd, 'mine.eml'), 'precious');
		const run = desk.browse();
		await run.waitFor('Hi Adele,');
		run.type('s');
		await run.waitFor('Save message as: Northlight launch_ final checklist.eml');
		run.press('ctrl-u');
		run.type('mine.eml\r');
		await run.waitFor('Saved as');
		run.type('a');
		await run.waitFor('Northlight checklist.xlsx');
		run.press('enter');
		await run.waitFor('Save as: Northlight checklist.xlsx');
		run.press('enter');
		await run.waitFor('Saved as');
		run.press('ctrl-c');
		await run.waitFor('exit 130');
		expect(readdirSync(desk.cwd).sort()).toEqual(['Northlight checklist.xlsx', 'mine (1).eml', 'mine.eml']);
		expect(readFileSync(join(desk.cwd, 'mine.eml'), 'utf8')).toBe('precious');
		expect(readFileSync(join(desk.cwd, 'mine (1).eml'), 'utf8')).toMatch(/^Subject: Northlight launch/m);
	});

	it('says what could not be saved, and goes on', async () => {
		const desk = await openMailboxDesk();
		await mkdir(join(desk.cwd, 'closed'), { mode: 0o500 });
		await writeFile(join(desk.cwd, 'file'), '');
		const run = desk.browse();
		await run.waitFor('Hi Adele,');
		run.type('s');
		await run.waitFor('Save message as');
		run.press('ctrl-u');
		run.type('file/x.eml\r');
		await run.waitFor(/Cannot write/);
		run.type('q');
		await run.waitFor('exit 0');
	});

	it('opens the browser only after it showed the address', async () => {
		const desk = await openMailboxDesk();
		const run = desk.browse();
		await run.waitFor('Hi Adele,');
		run.type('o');
		await run.waitFor('Open in the browser');
		run.press('enter');
		await run.waitFor('It leads to:');
		expect(await desk.opened()).toEqual([]);
		const [, address = ''] = /It leads to:\s+(https:\S+)/.exec(run.screen.text()) ?? [];
		run.type('y');
		await run.waitFor('Opened in the browser.');
		const [opened = ''] = await desk.opened();
		expect(address).not.toBe('');
		expect(opened.startsWith(address)).toBe(true);
		run.type('q');
		await run.waitFor('exit 0');
	});
});

describe('a way out of the mailbox', () => {
	it('is Ctrl-C, which ends with 130', async () => {
		const desk = await openMailboxDesk();
		const run = desk.browse();
		await run.waitFor('Hi Adele,');
		run.press('ctrl-c');
		await run.waitFor('exit 130');
		expectRestored(run);
	});

	it('is SIGTERM, which ends with 143', async () => {
		const desk = await openMailboxDesk();
		const run = desk.browse();
		await run.waitFor('Hi Adele,');
		process.kill(desk.pidOf('browse'), 'SIGTERM');
		await run.waitFor('exit 143');
		expectRestored(run);
	});

	it('is Ctrl-Z, and fg comes back to the same place', async () => {
		const desk = await openMailboxDesk();
		const run = desk.shell();
		run.type('echo what was here before; stty -g; graphctl mail browse; echo "exit $?"; stty -g\r');
		await run.waitFor('Hi Adele,');
		run.type('jj');
		await run.waitFor(/3 of \d+/);
		run.type('\u001a');
		await run.waitFor(/Stopped/);
		expect(run.screen.terminal.buffer.active.type).toBe('normal');
		expect(run.screen.cursor().hidden).toBe(false);
		run.resize(100, 30);
		run.type('fg\r');
		await run.waitFor(/3 of \d+/);
		expect(run.screen.terminal.buffer.active.type).toBe('alternate');
		await run.waitFor(/│ From/);
		run.type('j');
		await run.waitFor(/4 of \d+/);
		run.type('q');
		await run.waitUntil('the shell', ({ terminal }) => terminal.buffer.active.type === 'normal');
		expect(run.screen.cursor().hidden).toBe(false);
	});
});

describe('trouble in the mailbox', () => {
	it('with permission: the first consent is asked for before the screen, and then it opens', async () => {
		const desk = await openMailboxDesk({ scopes: ['User.Read'] });
		const run = desk.browse({ columns: 200 });
		await run.waitFor('has not yet allowed graphctl to use Mail.Read');
		await run.waitFor(/https:\S+authorize\S+/);
		await visitSignIn(desk.sandbox.caFile, desk.signInAddress(run));
		await run.waitFor(/Inbox +\d+ unread/);
		run.type('q');
		await run.waitFor('exit 0');
		expectRestored(run);
	});

	it('with a claims challenge: it makes room for the sign-in and comes back to the same place', async () => {
		const desk = await openMailboxDesk();
		const run = desk.browse({ columns: 200 });
		await run.waitFor('Hi Adele,');
		run.type('jjj');
		await run.waitFor(/4 of \d+/);
		await desk.sandbox.do.demandAcrs('c1');
		run.type('r');
		await run.waitFor('asks for another proof of who you are');
		expect(run.screen.terminal.buffer.active.type).toBe('normal');
		await run.waitFor(/https:\S+authorize\S+/);
		await visitSignIn(desk.sandbox.caFile, desk.signInAddress(run));
		await run.waitFor(/4 of \d+/);
		expect(run.screen.terminal.buffer.active.type).toBe('alternate');
		run.type('j');
		await run.waitFor(/5 of \d+/);
		run.type('q');
		await run.waitFor('exit 0');
		expectRestored(run);
	});

	it('with throttling is waited out where it can be seen, and keys go on working', async () => {
		const desk = await openMailboxDesk({ messages: 200 });
		const run = desk.browse();
		await run.waitFor('Hi Adele,');
		await desk.sandbox.do.failGraph({ status: 429, retryAfter: 2, path: '/v1.0/me/mailFolders/inbox/messages' });
		run.type('r');
		await run.waitFor('Waiting 2 s before the next try.');
		run.type('jj');
		await run.waitFor(/▶[ ●] Megan Bowen/);
		expect(run.screen.text()).toContain('Waiting 2 s before the next try.');
		await run.waitFor(/3 of \d+/);
		run.type('q');
		await run.waitFor('exit 0');
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
		expectRestored(run);
	});

	it('of a terminal that is none ends with 2', async () => {
		const desk = await openMailboxDesk();
		const ended = await desk.run(['mail', 'browse']);
		expect(ended).toMatchObject({ code: 2, stdout: '' });
		expect(ended.stderr).toContain('needs a terminal');
		expect((await desk.run(['mail', '-i', '--top', '3'])).stderr).toContain('cannot be combined');
	});
});
