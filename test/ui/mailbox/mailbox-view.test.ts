import { describe, expect, it } from 'vitest';
import { sanitizeLine } from '../../../src/text/sanitize.js';
import type { MailboxState } from '../../../src/ui/mailbox/mailbox-state.js';
import { honestTexts, hostileTexts } from '../../helpers/hostile-text.js';
import { type Driver, drive, read } from './mailbox-driver.js';
import { expectStraight, frame, type Size, screens, sizes } from './mailbox-screens.js';

describe.each(sizes)('at $columns x $rows', (size) => {
	it.each(Object.entries(screens))('%s stands straight and says what it is', async (_name, [make, words]) => {
		const { state } = make(size);
		for (const look of [{}, { color: false, env: { LC_ALL: 'C' } }]) {
			const screen = await frame(state, look);
			expectStraight(screen, size);
			expect(screen.text()).toMatch(words);
		}
	});

	it.each([...hostileTexts, ...honestTexts.map((text) => ({ name: text, text }))])(
		'every pane stays straight and clean with: $name',
		async ({ text }) => {
			for (const { state } of await hostileMailbox(text, size)) expectStraight(await frame(state), size);
		},
	);
});

/** A mailbox in which everything that comes from outside is this text, with one screen after the other. */
async function hostileMailbox(text: string, size: Size): Promise<{ state: MailboxState }[]> {
	const address = { emailAddress: { name: text, address: text } };
	const message = {
		id: 'id-0',
		subject: text,
		from: address,
		toRecipients: [address],
		ccRecipients: [address],
		bodyPreview: text,
		receivedDateTime: text,
		importance: text,
		webLink: text,
		hasAttachments: true,
		attachments: [{ id: 'a', name: text, contentType: text, size: 3 }],
		body: { contentType: 'html', content: `<p>${text}</p><a href="https://x.example/${text}">${text}</a>` },
		internetMessageHeaders: [{ name: text, value: text }],
	};
	const answers = {
		page: await read({ kind: 'page', page: { messages: [message, { ...message, id: 'id-1' }], next: undefined } }),
		counts: await read({ kind: 'counts', facts: { displayName: text, totalItemCount: 2, unreadItemCount: 1 } }),
		message: await read({ kind: 'message', message }),
		headers: await read({ kind: 'headers', message }),
		attachments: await read({ kind: 'attachments', attachments: message.attachments }),
		folders: await read({ kind: 'folders', folders: [{ id: 'f', displayName: text, path: text }] }),
		accounts: await read({ kind: 'accounts', accounts: [{ id: 'x', name: text, current: true }] }),
	};
	const open = (): Driver => {
		const driver = drive({ size });
		return fill(driver);
	};
	const fill = (driver: Driver): Driver => {
		for (let round = 0; round < 10 && driver.wanted().length > 0; round += 1)
			for (const request of driver.wanted()) driver.answer(request, answers[request.kind]);
		return driver;
	};
	const failed = { kind: 'error', message: sanitizeLine(text), hint: sanitizeLine(text) } as const;
	return [
		open(),
		open().press('enter'),
		fill(open().press('enter', 'h')),
		fill(open().press('f')),
		fill(open().press('a')),
		fill(open().press('a')).press('s'),
		fill(open().press('A')),
		open().press('o'),
		open().press('o', 'down', 'enter'),
		open().press('/').type(text),
		open().press('enter', '/').type(text).press('enter'),
		drive({ size }).fail('page', failed),
		open().send({ kind: 'notice', notice: { text: sanitizeLine(text), tone: 'trouble' } }),
	];
}
