/** `graphctl users` against a sandbox, in this process. */
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliUser, createCliUser } from '../helpers/cli-user.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

interface Person {
	readonly id: string;
	readonly displayName: string;
	readonly surname: string;
	readonly mail: string | null;
	readonly jobTitle: string | null;
}

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true, messages: 5 }, { keep: true });
});
afterAll(() => sandbox.stop());

async function signedIn(person = 'AdeleV', ...scopes: readonly string[]): Promise<CliUser> {
	return signIn(await createCliUser(sandbox), person, scopes);
}

async function signIn(user: CliUser, person: string, scopes: readonly string[]): Promise<CliUser> {
	const asked = scopes.length > 0 ? scopes : ['User.Read', 'User.ReadBasic.All'];
	await user.login(person, ...asked.flatMap((scope) => ['--scope', scope]));
	return user;
}

/** Somebody whose standard output is a terminal, and what it was sent. */
async function atTerminal(columns = 80): Promise<{ readonly user: CliUser; drawn(): string }> {
	let text = '';
	const stream = new Writable({
		write(chunk, _encoding, done) {
			text += String(chunk);
			done();
		},
	});
	const user = await createCliUser(sandbox, { stdout: Object.assign(stream, { isTTY: true, columns }) });
	await signIn(user, 'AdeleV', ['User.Read', 'User.ReadBasic.All']);
	text = '';
	return { user, drawn: () => text };
}

describe('on a terminal', () => {
	it('the list has a heading and a line for each person', async () => {
		const { user, drawn } = await atTerminal();
		expect((await user.run('users', 'list', '--no-color', '--top', '2')).code).toBe(0);
		expect(drawn()).toBe(
			[
				`People  AdeleV@contoso.com${' '.repeat(47)}2 shown`,
				'',
				'Adele Vance  AdeleV@contoso.com',
				'Alex Wilber  AlexW@contoso.com',
				'',
			].join('\n'),
		);
	});

	it('a person is a card', async () => {
		const { user, drawn } = await atTerminal();
		expect((await user.run('users', 'get', 'LeeG@contoso.com')).code).toBe(0);
		expect(drawn()).toContain('╭');
		expect(drawn()).toContain('Lee Gu');
	});
});

describe('users list', () => {
	it('prints a line for each person, without control characters, with one request', async () => {
		const user = await signedIn();
		const before = new Map(sandbox.requests());
		const { code, stdout, stderr } = await user.run('users', 'list');
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		expect(changes(before)).toEqual([['GET /v1.0/users', 1]]);
		expect(stdout.trimEnd().split('\n')).toHaveLength(sandbox.company.people.length);
		expect(stdout).toMatch(/^Adele Vance +AdeleV@contoso\.com$/m);
		expect(stdout).toMatch(/^Delia Dennis +DeliaD@contoso\.com$/m);
		expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
	});

	it("prints Graph's own names as JSON, as JSON lines, and queried", async () => {
		const user = await signedIn();
		const people = await user.read<Person[]>('users', 'list', '--top', '3');
		expect(people.map(({ displayName }) => displayName)).toEqual(['Adele Vance', 'Alex Wilber', 'Diego Siciliani']);
		const { stdout } = await user.run('users', 'list', '--all', '-o', 'jsonl');
		expect(stdout.trimEnd().split('\n')).toHaveLength(sandbox.company.people.length);
		expect((await user.run('users', 'list', '--top', '2', '--query', '[].mail')).stdout).toBe(
			'AdeleV@contoso.com\nAlexW@contoso.com\n',
		);
	});

	it.each([
		[
			['--search', 'wil'],
			['Alex Wilber', 'Nestor Wilke'],
		],
		[['--search', 'givenName:lee'], ['Lee Gu']],
		[
			['--filter', "startsWith(surname,'L')"],
			['Isaiah Langer', 'Johanna Lorenz'],
		],
		[
			['--filter', "startsWith(surname,'L')", '--order', 'displayName desc'],
			['Johanna Lorenz', 'Isaiah Langer'],
		],
		[['--filter', "endsWith(userPrincipalName,'h@contoso.com')"], []],
		[['--order', 'displayName', '--top', '1'], ['Adele Vance']],
	])('%j finds %j', async (args, names) => {
		const user = await signedIn();
		const found = await user.read<Person[]>('users', 'list', ...args);
		expect(found.map(({ displayName }) => displayName)).toEqual(names);
	});

	it('--count prints the number alone, and a number as JSON', async () => {
		const user = await signedIn();
		const before = new Map(sandbox.requests());
		expect(await user.run('users', 'list', '--count')).toMatchObject({ code: 0, stdout: '13\n' });
		expect(changes(before)).toEqual([['GET /v1.0/users/$count', 1]]);
		expect(await user.read('users', 'list', '--count', '--search', 'wil')).toBe(2);
	});

	it('says that nobody matches', async () => {
		const user = await signedIn();
		expect(await user.run('users', 'list', '--search', 'zzz')).toMatchObject({
			code: 0,
			stdout: 'Nobody in the directory matches.\n',
		});
	});

	it.each([
		[['--top', '0'], '--top takes a whole number'],
		[['--top', '3', '--all'], '--top and --all cannot be combined'],
		[['--count', '--top', '3'], '--count and --top cannot be combined'],
		[['--count', '--order', 'mail'], '--count and --order cannot be combined'],
		[['--search', ' '], '--search is empty'],
	])('%j is refused with 2 before Graph is asked', async (args, message) => {
		const user = await signedIn();
		const before = new Map(sandbox.requests());
		const { code, stdout, stderr } = await user.run('users', 'list', ...args);
		expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
		expect(stderr).toContain(message);
		expect(changes(before)).toEqual([]);
	});

	it('says what Graph thinks of a wrong filter', async () => {
		const user = await signedIn();
		const { code, stderr } = await user.run('users', 'list', '--filter', 'displayName === 1');
		expect(code).toBe(1);
		expect(stderr).toContain('Invalid filter clause');
	});

	it('without the permission names it and the line that asks for it', async () => {
		const user = await signedIn('AlexW', 'User.Read');
		const { code, stderr } = await user.run('users', 'list', '--no-input');
		expect(code).toBe(5);
		expect(stderr).toMatch(/graphctl login .*--scope User\.ReadBasic\.All/);
	});
});

describe('users get', () => {
	it('shows the card of one person, by name and by id', async () => {
		const user = await signedIn();
		const { code, stdout } = await user.run('users', 'get', 'miriamg@contoso.com');
		expect(code).toBe(0);
		expect(stdout).toMatch(/^Name +Miriam Graham\nMail +MiriamG@contoso\.com\nTenant +/);
		const { id } = await user.read<Person>('users', 'get', 'miriamg@contoso.com');
		expect(await user.read('users', 'get', id)).toMatchObject({ displayName: 'Miriam Graham', id });
	});

	it('of somebody who is not there ends with 3', async () => {
		const user = await signedIn();
		const { code, stdout, stderr } = await user.run('users', 'get', 'nobody@contoso.com');
		expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
		expect(stderr).toContain('There is no user "nobody@contoso.com".');
	});
});

/** Requests that the sandbox served since. */
function changes(before: ReadonlyMap<string, number>): [string, number][] {
	return [...sandbox.requests()].flatMap(([name, count]) =>
		count === (before.get(name) ?? 0) ? [] : [[name, count - (before.get(name) ?? 0)]],
	);
}
