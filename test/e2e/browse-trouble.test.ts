import { describe, expect, it } from 'vitest';
import { expectRestored, openMailboxDesk } from '../helpers/mailbox-desk.js';
import { visitSignIn } from '../helpers/sign-in.js';

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
		await expectRestored(run);
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
		await expectRestored(run);
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
