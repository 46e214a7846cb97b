/** Reading messages and finding them, against a sandbox, in this process. */
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliUser, createCliUser } from '../helpers/cli-user.js';
import { hostileTexts } from '../helpers/hostile-text.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import { strayControls } from '../helpers/screen.js';

interface Mail {
	readonly id: string;
	readonly subject: string;
	readonly receivedDateTime: string;
	readonly hasAttachments: boolean;
	readonly body?: { readonly contentType: string; readonly content: string };
	readonly attachments?: readonly { readonly name: string; readonly contentBytes?: string }[];
	readonly internetMessageHeaders?: readonly { readonly name: string; readonly value: string }[];
	readonly from?: { readonly emailAddress: { readonly name: string; readonly address: string } };
}

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true, messages: 200 }, { keep: true });
});
afterAll(() => sandbox.stop());

async function signedIn(person = 'AdeleV'): Promise<CliUser> {
	const user = await createCliUser(sandbox);
	await user.login(person, '--scope', 'User.Read', '--scope', 'Mail.Read');
	return user;
}

async function requestsOf<T>(work: () => Promise<T>): Promise<string[]> {
	const before = new Map(sandbox.requests());
	await work();
	return [...sandbox.requests()].flatMap(([name, count]) =>
		Array.from({ length: count - (before.get(name) ?? 0) }, () => name.replace(/AAMk[^/]+/, 'ID')),
	);
}

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
		const one = await user.read<Mail>('mail', 'read', list[0]?.id ?? '');
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
		const data = await user.read<Mail>('mail', 'read', '1', '--headers');
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
		await sandbox.do.failGraph({
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
		await sandbox.do.failGraph({ status: 200, body: JSON.stringify(answer ?? {}) });
		expect(await user.run('mail', 'read', 'A'.repeat(100))).toMatchObject({ code: 0 });
	});
});

describe('the numbers of the last list', () => {
	it('are those of the last list of that account, whatever made it, in a file that only its owner reads', async () => {
		const user = await signedIn();
		await user.login('AlexW', '--scope', 'User.Read', '--scope', 'Mail.Read', '--as', 'alex');
		const adele = await user.read<Mail[]>('mail', '-a', 'AdeleV@contoso.com', '--top', '3');
		const found = await user.read<Mail[]>('mail', 'search', 'the', '-a', 'alex', '--top', '3');
		expect(await user.read<Mail>('mail', 'read', '2', '-a', 'AdeleV@contoso.com')).toMatchObject({ id: adele[1]?.id });
		expect(await user.read<Mail>('mail', 'read', '2', '-a', 'alex')).toMatchObject({ id: found[1]?.id });
		const files = await listsOf(user);
		expect(files).toHaveLength(2);
		for (const file of files) expect((await stat(file)).mode & 0o777).toBe(0o600);
		await user.run('logout', '-a', 'alex');
		expect(await listsOf(user)).toHaveLength(1);
		await user.run('logout', '--all');
		expect(await listsOf(user)).toEqual([]);
	});

	it('that the list does not have end with 3 and the way out', async () => {
		const user = await signedIn();
		const none = await user.run('mail', 'read', '1');
		expect(none).toMatchObject({ code: 3, stderr: expect.stringContaining('graphctl mail') });
		await user.run('mail', '--top', '3');
		for (const number of ['0', '4', '9999999']) {
			const { code, stderr } = await user.run('mail', 'read', number);
			expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('it had 3') });
		}
	});

	it('cost the list nothing when they cannot be written', async () => {
		const user = await signedIn();
		await user.run('mail', '--top', '1');
		const [file = ''] = await listsOf(user);
		await rm(file);
		await mkdir(join(file, 'in the way'), { recursive: true });
		expect(await user.run('mail', '--top', '2')).toMatchObject({ code: 0, stderr: '' });
		expect((await listsOf(user)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
	});

	it('stay out of the way of a damaged file', async () => {
		const user = await signedIn();
		await user.run('mail', '--top', '1');
		const [file = ''] = await listsOf(user);
		for (const content of ['', '{', '[]', '{"account":"somebody else","ids":["x"]}', '{"ids":[1]}']) {
			await writeFile(file, content);
			expect((await user.run('mail', 'read', '1')).code).toBe(3);
		}
	});
});

async function listsOf(user: CliUser): Promise<string[]> {
	const names = await readdir(user.home, { recursive: true });
	return names.filter((name) => /(^|\/)last-list-/.test(name)).map((name) => join(user.home, name));
}

describe('mail search', () => {
	it('finds by words, and the conditions narrow it', async () => {
		const user = await signedIn();
		const all = await user.read<Mail[]>('mail', 'search', 'northlight', '--all');
		expect(all.length).toBeGreaterThan(3);
		const sender = all[0]?.from?.emailAddress.address ?? '';
		const some = await user.read<Mail[]>('mail', 'search', 'northlight', '--from', sender, '--all');
		expect(some.length).toBeGreaterThan(0);
		expect(some.length).toBeLessThan(all.length);
		expect(new Set(some.map(({ from }) => from?.emailAddress.address))).toEqual(new Set([sender]));
		const attached = await user.read<Mail[]>('mail', 'search', '--has-attachment', '--all');
		expect(attached.length).toBeGreaterThan(0);
		expect(attached.every(({ hasAttachments }) => hasAttachments)).toBe(true);
	});

	it('--since and --until keep to the instant, --folder to the folder', async () => {
		const user = await signedIn();
		const [first, , third] = await user.read<Mail[]>('mail', 'search', 'a*', '--top', '3');
		const span = await user.read<Mail[]>(
			'mail',
			'search',
			'a*',
			'--since',
			third?.receivedDateTime ?? '',
			'--until',
			first?.receivedDateTime ?? '',
		);
		expect(span.length).toBeGreaterThanOrEqual(3);
		for (const { receivedDateTime } of span) {
			expect(
				receivedDateTime >= (third?.receivedDateTime ?? '') && receivedDateTime <= (first?.receivedDateTime ?? ''),
			).toBe(true);
		}
		const sent = await user.read<Mail[]>('mail', 'search', '--from', 'adele', '--folder', 'Sent Items', '--top', '5');
		expect(sent.length).toBe(5);
	});

	it.each([
		[['mail', 'search']],
		[['mail', 'search', ' ']],
		[['mail', 'search', 'x', '--from', '']],
		[['mail', 'search', 'a) OR (b', '--from', 'x']],
		[['mail', 'search', 'x', '--top', '0']],
	])('%j ends with 2 and asks nobody', async (argv) => {
		const user = await signedIn();
		expect(await requestsOf(async () => expect(await user.run(...argv)).toMatchObject({ code: 2 }))).toEqual([]);
	});

	it('says when nothing is found', async () => {
		const user = await signedIn();
		expect(await user.run('mail', 'search', 'xyzzyplugh')).toMatchObject({
			code: 0,
			stdout: 'No message in the whole mailbox matches.\n',
		});
	});
});

describe('mail folders', () => {
	it("shows the tree with counts, and gives Graph's names and a path as JSON", async () => {
		const user = await signedIn();
		const { stdout } = await user.run('mail', 'folders');
		expect(stdout).toMatch(/^Folder +Unread +All$/m);
		expect(stdout).toMatch(/^ {2}2026 +\d* +\d+$/m);
		expect(stdout).toMatch(/^ {4}Northlight /m);
		expect(strayControls(stdout)).toEqual([]);
		const folders = await user.read<{ path: string; displayName: string; totalItemCount: number }[]>('mail', 'folders');
		const deep = folders.find(({ path }) => path === 'Projects/2026/Northlight');
		expect(deep).toMatchObject({ displayName: 'Northlight', totalItemCount: expect.any(Number) });
		for (const { path, totalItemCount } of folders.filter(({ path }) => /^(Projects|Sales)/.test(path))) {
			expect(await user.read<Mail[]>('mail', '--folder', path, '--all')).toHaveLength(totalItemCount);
		}
	});

	it('a path costs one request for each level, a well-known name none', async () => {
		const user = await signedIn();
		expect(await requestsOf(() => user.run('mail', '--folder', 'projects/2026', '--top', '1'))).toHaveLength(3);
		expect(await requestsOf(() => user.run('mail', '--folder', 'deleteditems', '--top', '1'))).toHaveLength(1);
	});
});
