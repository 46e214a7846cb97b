/** `graphctl me` and every option of `graphctl mail` against a sandbox, in this process. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliUser, createCliUser } from '../helpers/cli-user.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

interface Mail {
	readonly id: string;
	readonly subject: string | null;
	readonly receivedDateTime: string;
	readonly isRead: boolean;
	readonly hasAttachments: boolean;
	readonly bodyPreview: string;
	readonly from?: { readonly emailAddress: { readonly name: string; readonly address: string } };
}

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true, messages: 200 }, { keep: true });
});
afterAll(() => sandbox.stop());

async function signedIn(): Promise<CliUser> {
	const user = await createCliUser(sandbox);
	await user.login('AdeleV', '--scope', 'User.Read', '--scope', 'Mail.Read');
	return user;
}

describe('me', () => {
	it("prints the profile as text, and with -o json under Graph's own names", async () => {
		const user = await signedIn();
		const { code, stdout, stderr } = await user.run('me');
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		for (const text of [
			'Adele Vance',
			'Retail Manager',
			'AdeleV@contoso.com',
			'+1 425 555 0109',
			'18/2111',
			sandbox.company.tenantId,
		])
			expect(stdout).toContain(text);
		expect(await user.read('me')).toMatchObject({
			displayName: 'Adele Vance',
			jobTitle: 'Retail Manager',
			mail: 'AdeleV@contoso.com',
		});
	});

	it.each([
		['displayName', 'Adele Vance\n'],
		['[displayName, jobTitle]', 'Adele Vance\nRetail Manager\n'],
		['nothing.there', 'null\n'],
	])('--query %s prints %j', async (query, expected) => {
		const user = await signedIn();
		expect(await user.run('me', '--query', query)).toMatchObject({ code: 0, stdout: expected });
	});

	it('refuses a query that is none, with 2', async () => {
		const user = await signedIn();
		const { code, stdout, stderr } = await user.run('me', '--query', '[[');
		expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
		expect(stderr).toContain('The query is not valid JMESPath');
	});

	it('makes one request to Graph and none to the identity platform', async () => {
		const user = await signedIn();
		const before = new Map(sandbox.requests());
		await user.run('me');
		expect(changes(before)).toEqual([['GET /v1.0/me', 1]]);
	});
});

describe('mail', () => {
	it('lists the ten newest messages of the inbox with one request', async () => {
		const user = await signedIn();
		const before = new Map(sandbox.requests());
		const mails = await user.read<Mail[]>('mail');
		expect(changes(before)).toEqual([['GET /v1.0/me/mailFolders/inbox/messages', 1]]);
		expect(mails).toHaveLength(10);
		const times = mails.map(({ receivedDateTime }) => receivedDateTime);
		expect(times).toEqual([...times].sort().reverse());
		expect(await user.read('mail', 'list')).toEqual(mails);
	});

	it('as text is one numbered line for each message, without control characters', async () => {
		const user = await signedIn();
		const { code, stdout } = await user.run('mail', '--top', '60');
		expect(code).toBe(0);
		const lines = stdout.trimEnd().split('\n');
		expect(lines.map((line) => Number(/^ *(\d+) /.exec(line)?.[1]))).toEqual(
			Array.from({ length: 60 }, (_, i) => i + 1),
		);
		expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
	});

	it('--folder lists another folder, by well-known or familiar name', async () => {
		const user = await signedIn();
		const sent = await user.read<Mail[]>('mail', '--folder', 'sentitems', '--top', '5');
		expect(sent.map(({ from }) => from?.emailAddress.address)).toEqual(
			Array.from({ length: 5 }, () => 'AdeleV@contoso.com'),
		);
		expect(await user.read('mail', '--folder', 'Sent Items', '--top', '5')).toEqual(sent);
	});

	it('--unread lists only what is unread', async () => {
		const user = await signedIn();
		const mails = await user.read<Mail[]>('mail', '--unread', '--top', '50');
		expect(mails.length).toBeGreaterThan(1);
		expect(mails.every(({ isRead }) => !isRead)).toBe(true);
	});

	it('--from takes a whole address or a name', async () => {
		const user = await signedIn();
		const someone = (await user.read<Mail[]>('mail', '--top', '50')).find(({ from }) =>
			from?.emailAddress.address.endsWith('@contoso.com'),
		)?.from?.emailAddress;
		const address = someone?.address ?? '';
		const byAddress = await user.read<Mail[]>('mail', '--from', address, '--top', '50');
		expect(byAddress.length).toBeGreaterThan(0);
		expect(new Set(byAddress.map(({ from }) => from?.emailAddress.address.toLowerCase()))).toEqual(
			new Set([address.toLowerCase()]),
		);
		const byName = await user.read<Mail[]>('mail', '--from', someone?.name ?? '', '--top', '50');
		expect(byName.map(({ id }) => id)).toEqual(expect.arrayContaining(byAddress.map(({ id }) => id)));
	});

	it('--since lists nothing older, also together with --unread and --search', async () => {
		const user = await signedIn();
		const edge = Date.now() - 60 * 86_400_000;
		for (const more of [[], ['--unread'], ['--search', 'the']]) {
			const mails = await user.read<Mail[]>('mail', '--since', '60d', '--all', ...more);
			expect(mails.length).toBeGreaterThan(0);
			expect(mails.every(({ receivedDateTime }) => Date.parse(receivedDateTime) >= edge - 5000)).toBe(true);
		}
		const all = await user.read<Mail[]>('mail', '--all');
		expect(await user.read<Mail[]>('mail', '--since', '60d', '--all')).toHaveLength(
			all.filter(({ receivedDateTime }) => Date.parse(receivedDateTime) >= edge).length,
		);
	});

	it('--search finds words and takes quotes in them for what they are', async () => {
		const user = await signedIn();
		const [first] = await user.read<Mail[]>('mail', '--top', '1', '--filter', 'hasAttachments eq true');
		const word = /[A-Za-z]{5,}/.exec(first?.subject ?? '')?.[0] ?? '';
		const found = await user.read<Mail[]>('mail', '--search', `subject:${word}`, '--top', '50');
		expect(found.length).toBeGreaterThan(0);
		expect(found.every(({ subject }) => subject?.toLowerCase().includes(word.toLowerCase()))).toBe(true);
		expect(await user.read('mail', '--search', '"no such phrase anywhere"')).toEqual([]);
	});

	it('--filter passes an OData filter on, and says what Graph thinks of a wrong one', async () => {
		const user = await signedIn();
		const mails = await user.read<Mail[]>('mail', '--filter', 'hasAttachments eq true', '--top', '20');
		expect(mails.length).toBeGreaterThan(0);
		expect(mails.every(({ hasAttachments }) => hasAttachments)).toBe(true);
		const { code, stderr } = await user.run('mail', '--filter', 'hasAttachments === true');
		expect(code).toBe(1);
		expect(stderr).toContain('Graph does not understand this query');
	});

	it('--order turns the list round', async () => {
		const user = await signedIn();
		const all = await user.read<Mail[]>('mail', '--all');
		for (const order of ['receivedDateTime asc', 'oldest']) {
			const oldest = await user.read<Mail[]>('mail', '--order', order, '--top', '3');
			expect(oldest.map(({ id }) => id)).toEqual(
				all
					.slice(-3)
					.reverse()
					.map(({ id }) => id),
			);
		}
	});

	it('--all with jsonl prints every message, an object a line', async () => {
		const user = await signedIn();
		const { stdout } = await user.run('mail', '--all', '-o', 'jsonl');
		const lines = stdout
			.trimEnd()
			.split('\n')
			.map((line): Mail => JSON.parse(line));
		expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
		expect(lines.length).toBeGreaterThan(50);
		expect(lines.slice(0, 10)).toEqual(await user.read('mail'));
	});

	it.each([
		[['--top', '3', '--all'], '--top and --all cannot be combined'],
		[['--search', 'x', '--filter', 'isRead eq true'], '--search and --filter cannot be combined'],
		[['--search', 'x', '--order', 'oldest'], '--search and --order cannot be combined'],
		[['--search', ' '], '--search is empty'],
		[['--since', 'soon'], '--since does not understand "soon"'],
		[['--order', 'subject; drop'], '--order does not understand'],
		[['--folder', '..'], '".." is not a folder'],
	])('%j is refused with 2 before Graph is asked', async (args, message) => {
		const user = await signedIn();
		const before = new Map(sandbox.requests());
		const { code, stdout, stderr } = await user.run('mail', ...args);
		expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
		expect(stderr).toContain(message);
		expect(changes(before)).toEqual([]);
	});

	it('of a mistyped folder says which was meant, with 3', async () => {
		const user = await signedIn();
		const { code, stderr } = await user.run('mail', '--folder', 'Inbx');
		expect(code).toBe(3);
		expect(stderr).toContain('There is no folder "Inbx".\nDid you mean inbox?');
	});

	it('of an empty selection says so', async () => {
		const user = await signedIn();
		expect(await user.run('mail', '--since', '2999-01-01')).toMatchObject({
			code: 0,
			stdout: 'No message in Inbox matches.\n',
		});
		expect((await user.run('mail', '--since', '2999-01-01', '-o', 'json')).stdout).toBe('[]\n');
	});
});

/** Requests that the sandbox served since. */
function changes(before: ReadonlyMap<string, number>): [string, number][] {
	return [...sandbox.requests()].flatMap(([name, count]) =>
		count === (before.get(name) ?? 0) ? [] : [[name, count - (before.get(name) ?? 0)]],
	);
}
