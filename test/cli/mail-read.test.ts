/** Reading messages, against a sandbox, in this process. */
import { describe, expect, it } from 'vitest';
import { hostileTexts } from '../helpers/hostile-text.js';
import { inviteMailReaders, type Mail } from '../helpers/mail-readers.js';
import { strayControls } from '../helpers/screen.js';

interface WholeMail extends Mail {
	readonly body?: { readonly contentType: string; readonly content: string };
	readonly attachments?: readonly { readonly name: string; readonly contentBytes?: string }[];
	readonly internetMessageHeaders?: readonly { readonly name: string; readonly value: string }[];
}

const readers = inviteMailReaders();
const { signedIn, requestsOf } = readers;

describe('mail read', () => {
	it('shows who, when, what and the text of a message of the last list, in one request', async () => {
		const user = await signedIn();
		const [mail] = await user.read<Mail[]>('mail', '--top', '1');
		let shown = '';
		const asked = await requestsOf(async () => {
			const { code, stdout, stderr } = await user.run('mail', 'read', '1');
			expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
			shown = stdout;
		});
		expect(asked).toEqual(['GET /v1.0/me/messages/ID']);
		expect(shown).toContain(`Subject:    ${mail?.subject}`);
		expect(shown).toContain(`<${mail?.from?.emailAddress.address}>`);
		expect(shown).toMatch(/^Date: +\d{4}-\d\d-\d\d \d\d:\d\d [+-]\d\d:\d\d$/m);
		expect(shown).toMatch(/^Attached: +.+\(\d+ KiB\)$/m);
		expect(strayControls(shown)).toEqual([]);
	});

	it("gives Graph's own object for one id and a list for several, without the content of attachments", async () => {
		const user = await signedIn();
		const list = await user.read<Mail[]>('mail', '--top', '6');
		const one = await user.read<WholeMail>('mail', 'read', list[0]?.id ?? '');
		expect(one).toMatchObject({ id: list[0]?.id, subject: list[0]?.subject });
		expect(one.body?.content.length).toBeGreaterThan(10);
		expect(one.attachments?.[0]?.name).toMatch(/xlsx$/);
		expect(one.attachments?.[0]).not.toHaveProperty('contentBytes');
		const several = await user.read<Mail[]>('mail', 'read', '2', '1', '6', '5', '4', '3');
		expect(several.map(({ id }) => id)).toEqual([1, 0, 5, 4, 3, 2].map((index) => list[index]?.id));
		const lines = await user.run('mail', 'read', '1', '2', '-o', 'jsonl');
		expect(lines.stdout.trimEnd().split('\n')).toHaveLength(2);
		expect(await user.run('mail', 'read', '1', '--query', 'subject')).toMatchObject({
			stdout: `${list[0]?.subject}\n`,
		});
	});

	it('--raw writes the MIME bytes exactly, and --headers and --html what they say', async () => {
		const user = await signedIn();
		const [mail] = await user.read<Mail[]>('mail', '--top', '1');
		const raw = await user.run('mail', 'read', '1', '--raw');
		const direct = await user.run('api', `/me/messages/${mail?.id}/$value`);
		expect(raw.stdout).toBe(direct.stdout);
		expect(raw.stdout).toMatch(/^[A-Za-z-]+: .*\r\n/);
		const headers = await user.run('mail', 'read', '1', '--headers');
		expect(headers.stdout).toMatch(/^Received: .+\n/);
		const data = await user.read<WholeMail>('mail', 'read', '1', '--headers');
		expect(data.internetMessageHeaders?.length).toBe(headers.stdout.trimEnd().split('\n').length);
		expect((await user.run('mail', 'read', '1', '--html')).stdout).toMatch(/<(html|body|p|div)\b/i);
	});

	it.each([
		[['mail', 'read'], 2],
		[['mail', 'read', ' '], 2],
		[['mail', 'read', '1', '2', '--raw'], 2],
		[['mail', 'read', '1', '--raw', '--html'], 2],
		[['mail', 'read', '1', '--raw', '-o', 'json'], 2],
		[['mail', 'read', '1'], 3],
		[['mail', 'read', 'no-id'], 3],
		[['mail', 'read', '..'], 2],
	])('%j ends with %i', async (argv, code) => {
		const user = await signedIn();
		expect(await user.run(...argv)).toMatchObject({ code, stdout: '' });
	});

	it('goes on behind messages that are not there, names them all, and ends with 3', async () => {
		const user = await signedIn();
		const list = await user.read<Mail[]>('mail', '--top', '2');
		const wrong = `${(list[1]?.id ?? '').slice(0, -8)}zzzzzzA=`;
		const line = ['mail', 'read', '1', '99', wrong, '1,2', '2'];
		const { code, stdout, stderr } = await user.run(...line);
		expect(code).toBe(3);
		for (const { subject } of list) expect(stdout).toContain(subject);
		for (const named of ['no message 99;', `${wrong}: `, '"1,2" is neither']) expect(stderr).toContain(named);
		const data = await user.run(...line, '-o', 'json');
		expect(data.code).toBe(3);
		expect(JSON.parse(data.stdout)).toEqual(list.map(({ id }) => expect.objectContaining({ id })));
		expect(JSON.parse(data.stderr)).toMatchObject({ error: { exitCode: 3 } });
		expect(await user.run('mail', 'read', '98', '99', '-o', 'json')).toMatchObject({ code: 3, stdout: '[]\n' });
		expect(await user.run('mail', 'read', '99', '-o', 'json')).toMatchObject({ code: 3, stdout: '' });
	});

	it('ends with the code of the worst failure of several', async () => {
		const user = await signedIn();
		await user.read<Mail[]>('mail', '--top', '2');
		await readers.sandbox.do.failGraph({ status: 400, times: 1, path: '/v1.0/me/messages/*' });
		const { code, stdout, stderr } = await user.run('mail', 'read', '99', '1');
		expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
		expect(stderr).toContain('no message 99;');
		expect((await user.run('mail', 'read', '1')).code).toBe(0);
	});

	it('writes no list that broke off, and the lines that came before', async () => {
		const user = await signedIn();
		const [first, second] = await user.read<Mail[]>('mail', '--top', '2');
		await readers.sandbox.do.resetGraph({
			times: 99,
			path: `/v1.0/me/messages/${encodeURIComponent(second?.id ?? '')}`,
		});
		expect(await user.run('mail', 'read', '1', '2', '-o', 'json')).toMatchObject({ code: 6, stdout: '' });
		const { code, stdout } = await user.run('mail', 'read', '1', '2', '-o', 'jsonl');
		expect({ code, id: JSON.parse(stdout).id }).toEqual({ code: 6, id: first?.id });
		await readers.sandbox.do.healGraph();
	});

	it('shows what came before an id that is wrong, and says which it was', async () => {
		const user = await signedIn();
		const [first, second] = await user.read<Mail[]>('mail', '--top', '2');
		const wrong = `${(second?.id ?? '').slice(0, -8)}zzzzzzA=`;
		const { code, stdout, stderr } = await user.run('mail', 'read', '1', wrong, '2');
		expect(code).toBe(3);
		expect(stdout).toContain(first?.subject);
		expect(stderr).toContain(`${wrong}: `);
		expect((await user.run('mail', 'read', '1,2')).stderr).toContain('"1,2" is neither a number of the last list nor');
	});

	it('shows every hostile message of the sample mailbox without a control sequence, in every form', async () => {
		const user = await signedIn();
		const list = await user.read<Mail[]>('mail', '--top', '300', '--folder', 'inbox');
		for (let from = 1; from <= list.length; from += 40) {
			const numbers = Array.from({ length: Math.min(40, list.length - from + 1) }, (_, index) => String(from + index));
			for (const more of [[], ['--headers'], ['-o', 'json']]) {
				const { code, stdout, stderr } = await user.run('mail', 'read', ...numbers, ...more);
				expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
				expect(strayControls(stdout)).toEqual([]);
				expect(stdout).not.toContain('\u001b');
			}
		}
	});

	it('makes nothing of hostile words in the answer but words', async () => {
		const user = await signedIn();
		const text = hostileTexts.map((hostile) => hostile.text.slice(0, 60)).join(' ');
		const person = { emailAddress: { name: text, address: text } };
		await readers.sandbox.do.failGraph({
			status: 200,
			body: JSON.stringify({
				id: text,
				subject: text,
				from: person,
				sender: { emailAddress: { name: 'x', address: 'y' } },
				toRecipients: [person, person],
				ccRecipients: [person],
				replyTo: [person],
				receivedDateTime: text,
				body: { contentType: 'html', content: `<p>${text}</p><a href="https://x.example/${text}">${text}</a>` },
				attachments: [{ name: text, size: 1 }],
			}),
		});
		const { code, stdout } = await user.run('mail', 'read', 'A'.repeat(100));
		expect(code).toBe(0);
		expect(strayControls(stdout)).toEqual([]);
		expect(stdout).toContain('safe');
	});

	it.each([
		[null],
		[{}],
		[{ body: null, from: null, toRecipients: null, attachments: null }],
		[{ body: { contentType: 'html' } }],
	])('survives an answer that says next to nothing: %j', async (answer) => {
		const user = await signedIn();
		await readers.sandbox.do.failGraph({ status: 200, body: JSON.stringify(answer ?? {}) });
		expect(await user.run('mail', 'read', 'A'.repeat(100))).toMatchObject({ code: 0 });
	});
});
