import { describe, expect, it } from 'vitest';
import { expectRestored, type MailboxDesk, openMailboxDesk } from '../helpers/mailbox-desk.js';
import { visitSignIn } from '../helpers/sign-in.js';
import type { TerminalRun } from '../helpers/terminal.js';

/** A mailbox whose first message is shown. */
async function browse(): Promise<{ readonly desk: MailboxDesk; readonly run: TerminalRun }> {
	const desk = await openMailboxDesk();
	const run = desk.browse({ columns: 200 });
	await run.waitFor('Hi Adele,');
	return { desk, run };
}

/** Resolves when the message that is shown and the one ahead were read. */
async function firstAreRead({ sandbox }: MailboxDesk): Promise<void> {
	const read = (): number => [...sandbox.requests().keys()].filter((line) => line.includes('/me/messages/')).length;
	await expect.poll(read).toBe(2);
}

/** Does in the browser what the sign-in on the screen asks for. */
async function signInAgain(desk: MailboxDesk, run: TerminalRun): Promise<void> {
	await run.waitFor(/https:\S+authorize\S+/);
	await run.waitFor('Paste the address');
	await visitSignIn(desk.sandbox.caFile, desk.signInAddress(run));
}

/** Leaves the mailbox, and finds the terminal as it was. */
async function quit(run: TerminalRun): Promise<void> {
	run.type('q');
	await run.waitFor('exit 0');
	await expectRestored(run);
}

describe('a sign-in in the mailbox', () => {
	it('for the first consent is asked for before the screen, and then it opens', async () => {
		const desk = await openMailboxDesk({ scopes: ['User.Read'] });
		const run = desk.browse({ columns: 200 });
		await run.waitFor('has not yet allowed graphctl to use Mail.Read');
		expect(run.output()).not.toContain('\u001b[?1049h');
		await signInAgain(desk, run);
		await run.waitFor(/Inbox +\d+ unread/);
		await quit(run);
	});

	it('for a claims challenge has the terminal, and then the mailbox comes back to the same place', async () => {
		const { desk, run } = await browse();
		run.type('jjj');
		await run.waitFor(/4 of \d+/);
		await desk.sandbox.do.demandAcrs('c1');
		run.type('r');
		await run.waitFor('asks for another proof of who you are');
		expect(run.screen.terminal.buffer.active.type).toBe('normal');
		await signInAgain(desk, run);
		await run.waitFor(/4 of \d+/);
		expect(run.screen.terminal.buffer.active.type).toBe('alternate');
		run.type('j');
		await run.waitFor(/5 of \d+/);
		await quit(run);
	});

	it('for what is only fetched ahead is announced in its place, and asked for when the message is opened', async () => {
		const { desk, run } = await browse();
		await firstAreRead(desk);
		await desk.sandbox.do.demandAcrs('c1');
		run.type('jj');
		await run.waitFor(/asks for another proof of who you are\. Please sign in again\.[\s\S]*r signs in again\./);
		expect(run.screen.terminal.buffer.active.type).toBe('alternate');
		run.type('j');
		await run.waitFor(/4 of \d+/);
		expect(run.output()).not.toContain('Paste the address');
		run.press('enter');
		await signInAgain(desk, run);
		await run.waitFor(/Your new laptop is ready[\s\S]*Contoso IT/);
		await run.waitFor('Esc back');
		expect(run.screen.terminal.buffer.active.type).toBe('alternate');
		await quit(run);
	});

	it('that is given up leads back, is asked for no more by itself, and is when told to', async () => {
		const { desk, run } = await browse();
		await desk.sandbox.do.demandAcrs('c1');
		run.type('r');
		await run.waitFor('Paste the address');
		run.press('ctrl-c');
		await run.waitFor('The sign-in was cancelled. r asks for it again.');
		expect(run.screen.terminal.buffer.active.type).toBe('alternate');
		run.type('jjjj');
		await run.waitFor(/5 of \d+/);
		await run.waitFor(/Please sign in again\.[\s\S]*r signs in again\./);
		run.press('enter');
		await run.waitFor('The sign-in was cancelled.\n');
		expect(run.screen.terminal.buffer.active.type).toBe('alternate');
		run.press('escape');
		run.type('r');
		await signInAgain(desk, run);
		await run.waitFor(/5 of \d+/);
		await desk.sandbox.do.demandAcrs('c2');
		run.type('r');
		await run.waitFor('Paste the address');
		run.press('ctrl-c');
		await run.waitFor('The sign-in was cancelled.');
		run.press('ctrl-c');
		await run.waitFor('exit 130');
		await expectRestored(run);
		expect(run.screen.text()).not.toContain('Waiting for the browser');
	});

	it('for a session that is over is asked for, and the mailbox goes on', async () => {
		const { desk, run } = await browse();
		// The message ahead is read meanwhile; only the keys below are to meet the end of the session.
		await firstAreRead(desk);
		await desk.sandbox.do.revokeSession();
		await desk.sandbox.do.expireAccessTokens();
		run.type('jr');
		await run.waitFor('Please sign in again.');
		await signInAgain(desk, run);
		await run.waitFor(/2 of \d+/);
		await quit(run);
	});
});
