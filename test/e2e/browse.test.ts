/** The full-screen mailbox of the built program in a real terminal. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectRestored, openMailboxDesk, ownScreenSequences } from '../helpers/mailbox-desk.js';
import { strayControls } from '../helpers/screen.js';

describe('the mailbox', () => {
	it('opens with the list, reads a message, and leaves the terminal as it was', async () => {
		const desk = await openMailboxDesk();
		const run = desk.browse({ columns: 120, rows: 40 });
		await run.waitFor(/Inbox +\d+ unread of \d+ +AdeleV@contoso\.com/);
		await run.waitFor(/Hi Adele,/);
		expect(run.output()).toMatch(/\u001b\]2;Inbox \(\d+\) - AdeleV@contoso\.com - graphctl\u001b/);
		expect(run.screen.terminal.buffer.active.type).toBe('alternate');
		run.type('jj');
		await run.waitFor(/3 of \d+/);
		run.press('enter');
		await run.waitFor('Esc back');
		run.type('q');
		await run.waitFor('exit 0');
		await expectRestored(run);
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
		await expectRestored(run);
	});

	it('searches on the server and comes back to the same place, and shows what is unread', async () => {
		const desk = await openMailboxDesk({ messages: 200 });
		const run = desk.browse();
		await run.waitFor(/1 of \d+/);
		run.paste('qqq');
		run.type('jjj/');
		await run.waitFor('Search:');
		run.paste('from:alex');
		await run.waitFor('Search: from:alex');
		run.press('enter');
		await run.waitFor(/search: from:alex/);
		await run.waitFor(/▶[ ●][ !]* Alex Wilber/);
		run.press('escape');
		await run.waitFor(/4 of \d+/);
		run.type('u');
		await run.waitFor(/only unread[\s\S]*1 of \d+/);
		await run.waitFor('Quarterly numbers');
		expect(run.screen.text()).not.toContain('Your new laptop');
		run.type('u');
		await run.waitFor('Your new laptop');
		run.type('jjj');
		await run.waitFor(/4 of \d+/);
		run.type('/nosuchwordanywhere\r');
		await run.waitFor('Nothing found.');
		run.press('escape');
		await run.waitFor(/4 of \d+/);
		run.type('q');
		await run.waitFor('exit 0');
	});
});

describe('another list in the mailbox', () => {
	it('is that of another account, whose messages come with its own token', async () => {
		const desk = await openMailboxDesk({ more: ['AlexW@contoso.com'] });
		const run = desk.browse({ columns: 100, rows: 30 });
		await run.waitFor(/unread of \d+ +AlexW@contoso\.com/);
		run.type('A');
		await run.waitFor(/AlexW@contoso\.com.*\(this one\)/);
		run.press('up');
		run.press('enter');
		await run.waitFor(/unread of \d+ +AdeleV@contoso\.com/);
		await run.waitFor('Hi Adele,');
		run.type('q');
		await run.waitFor('exit 0');
		expect((await desk.run(['status'])).stdout).toContain('AlexW@contoso.com');
	});

	it('is that of another folder, from the command line or the folder list', async () => {
		const desk = await openMailboxDesk({ messages: 200 });
		const run = desk.browse({ args: '-i --folder Projects/2026' });
		await run.waitFor(/^2026 +\d+ unread of \d+/);
		run.type('f');
		await run.waitFor(/Archive +\d/);
		run.press('home');
		run.press('enter');
		await run.waitFor(/^Archive +\d+ unread of \d+/);
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
		await expectRestored(run);
	});

	it('is SIGTERM, which ends with 143', async () => {
		const desk = await openMailboxDesk();
		const run = desk.browse();
		await run.waitFor('Hi Adele,');
		process.kill(desk.pidOf('browse'), 'SIGTERM');
		await run.waitFor('exit 143');
		await expectRestored(run);
	});

	it('is a crash, after which the terminal and its title are as they were', async () => {
		const desk = await openMailboxDesk();
		const hook = join(desk.cwd, 'crash.cjs');
		await writeFile(hook, "process.on('SIGUSR2', () => { throw new Error('crashed'); });");
		const run = desk.browse({ env: { NODE_OPTIONS: `--require ${hook}` } });
		await run.waitFor('Hi Adele,');
		process.kill(desk.pidOf('browse'), 'SIGUSR2');
		await run.waitFor(/exit [1-9]/);
		await expectRestored(run);
	});

	it('may be stopped from outside, and draws everything anew when it goes on', async () => {
		const desk = await openMailboxDesk();
		const run = desk.browse();
		await run.waitFor('Hi Adele,');
		const pid = desk.pidOf('browse');
		process.kill(pid, 'SIGSTOP');
		await run.screen.write('\u001b[2J\u001b[Hwhat somebody else wrote');
		expect(run.screen.text()).not.toContain('Hi Adele,');
		const before = run.output().length;
		process.kill(pid, 'SIGCONT');
		// What was still on its way when it was stopped would be drawn in any case.
		await run.waitUntil('the whole screen', (_screen, output) => output.slice(before).includes('\u001b[?1049h'));
		await run.waitFor('Hi Adele,');
		expect(run.screen.text()).not.toContain('somebody else');
		run.type('j');
		await run.waitFor(/2 of \d+/);
		run.type('q');
		await run.waitFor('exit 0');
		await expectRestored(run);
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
