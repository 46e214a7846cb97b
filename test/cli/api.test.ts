/** `graphctl api` against a sandbox, in this process: what can be asked, and how the answer is written. */
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliUser, createCliUser } from '../helpers/cli-user.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true, messages: 60 }, { keep: true });
});
afterAll(() => sandbox.stop());

async function signedIn(): Promise<CliUser> {
	const user = await createCliUser(sandbox);
	await user.login('AdeleV', '--scope', 'User.Read', '--scope', 'Mail.Read');
	return user;
}

describe('a path', () => {
	it('may begin with a slash, a version, or the origin of Graph', async () => {
		const user = await signedIn();
		const before = sandbox.requests().get('GET /v1.0/me') ?? 0;
		for (const path of ['/me', 'me', '/v1.0/me', `${sandbox.graphOrigin}/v1.0/me`]) {
			const { code, stdout, stderr } = await user.run('api', path);
			expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
			expect(JSON.parse(stdout)).toMatchObject({ displayName: 'Adele Vance' });
		}
		expect(sandbox.requests().get('GET /v1.0/me')).toBe(before + 4);
	});

	it('asks the beta version where told to', async () => {
		const user = await signedIn();
		const before = sandbox.requests().get('GET /beta/me') ?? 0;
		for (const words of [['me', '--beta'], ['/me', '--beta'], ['/beta/me'], ['beta/me', '--beta']]) {
			await user.run('api', ...words);
		}
		expect(sandbox.requests().get('GET /beta/me')).toBe(before + 4);
	});

	it('takes its query with it, and fields of a GET beside it', async () => {
		const user = await signedIn();
		const path = '/me/messages?$filter=isRead eq false&$select=isRead';
		const { value } = await user.read<{ value: object[] }>(
			'api',
			'-X',
			'get',
			path,
			'-F',
			'$top=3',
			'-f',
			'$count=true',
		);
		expect(value).toHaveLength(3);
		expect(
			value.map((item) =>
				Object.keys(item)
					.filter((name) => !name.startsWith('@'))
					.sort(),
			),
		).toEqual(Array.from({ length: 3 }, () => ['id', 'isRead']));
	});

	it('goes to a path that was pasted with blanks around it', async () => {
		const user = await signedIn();
		expect((await user.run('api', ' /me\n', '-q', 'displayName')).stdout).toBe('Adele Vance\n');
	});

	it('of mail asks for the permission to read mail, and says how to get it', async () => {
		const user = await createCliUser(sandbox);
		await user.login('DiegoS');
		const { code, stdout, stderr } = await user.run('api', '/me/messages');
		expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
		expect(stderr).toContain('login --login-hint DiegoS@contoso.com --scope Mail.Read');
	});
});

describe('the answer', () => {
	it('is indented JSON, one line with -o jsonl, and searched by --query', async () => {
		const user = await signedIn();
		expect((await user.run('api', '/me?$select=displayName')).stdout).toMatch(/^\{\n {2}"@odata\.context".*\n/);
		expect((await user.run('api', 'me', '-o', 'jsonl')).stdout).toMatch(/^\{.*"displayName":"Adele Vance".*\}\n$/);
		expect((await user.run('api', 'me', '-q', 'displayName')).stdout).toBe('Adele Vance\n');
	});

	it('has its status and headers first with --include, also when it is an error', async () => {
		const user = await signedIn();
		const fine = await user.run('api', 'me', '-i');
		expect(fine.stdout).toMatch(/^HTTP\/1\.1 200 OK\n(?:[\w-]+: .*\n)+\n\{\n/);
		const wrong = await user.run('api', '/me/messages/AAA', '--include');
		expect(wrong.code).toBe(3);
		expect(wrong.stdout).toMatch(
			/^HTTP\/1\.1 40\d .*\n(?:[\w-]+: .*\n)*request-id: \S+\n(?:[\w-]+: .*\n)*\n\{\n {2}"error"/,
		);
		expect(wrong.stderr).toContain('Error: ');
		expect((await user.run('api', '/me/messages/AAA')).stdout).toBe('');
	});

	it('of a list is one array of all its items with --paginate', async () => {
		const user = await signedIn();
		const all = await user.read<{ id: string }[]>('api', '/me/messages?$top=25&$select=id', '--paginate');
		expect(new Set(all.map(({ id }) => id)).size).toBe(60);
		expect((await user.run('api', '/me/messages', '--paginate', '-q', 'length(@)')).stdout).toBe('60\n');
		const lines = (await user.run('api', 'me/messages', '--paginate', '-F', '$top=7', '-o', 'jsonl')).stdout;
		expect(
			lines
				.trimEnd()
				.split('\n')
				.map((line) => JSON.parse(line).id),
		).toHaveLength(60);
	});

	it('that is no list cannot be paginated', async () => {
		const user = await signedIn();
		expect(await user.run('api', 'me', '--paginate')).toMatchObject({ code: 2, stdout: '' });
	});
});

describe('--output-file', () => {
	it('gets exactly the bytes that were sent, and standard output nothing', async () => {
		const user = await signedIn();
		const file = join(user.home, 'me.jpg');
		expect(await user.run('api', '/me/photo/$value', '--output-file', file)).toEqual({
			code: 0,
			stdout: '',
			stderr: '',
		});
		const photo = sandbox.company.people.find(({ mail }) => mail === 'AdeleV@contoso.com')?.photo?.bytes;
		expect(Buffer.compare(await readFile(file), Buffer.from(photo ?? []))).toBe(0);
	});

	it('is not replaced without --force, and then nothing is asked', async () => {
		const user = await signedIn();
		const file = join(user.home, 'me.json');
		await writeFile(file, 'mine');
		const before = JSON.stringify([...sandbox.requests()]);
		const { code, stderr } = await user.run('api', 'me', '--output-file', file);
		expect(code).toBe(2);
		expect(stderr).toContain(
			'is there already; it was left as it is.\nChoose another name, or replace it with --force.',
		);
		expect(await readFile(file, 'utf8')).toBe('mine');
		expect(JSON.stringify([...sandbox.requests()])).toBe(before);
		expect((await user.run('api', 'me', '--output-file', file, '--force')).code).toBe(0);
		expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ displayName: 'Adele Vance' });
	});

	it('takes pages as lines, and the head of an answer stays on standard output', async () => {
		const user = await signedIn();
		const file = join(user.home, 'mail.jsonl');
		await user.run('api', 'me/messages', '--paginate', '-o', 'jsonl', '--output-file', file);
		expect((await readFile(file, 'utf8')).trimEnd().split('\n')).toHaveLength(60);
		const { stdout } = await user.run('api', 'me', '-i', '--output-file', join(user.home, 'head'));
		expect(stdout).toMatch(/^HTTP\/1\.1 200 OK\n.*\n\n$/s);
		expect(stdout).not.toContain('displayName');
	});

	it('leaves nothing behind when the request fails', async () => {
		const user = await signedIn();
		const folder = join(user.home, 'out');
		await mkdir(folder);
		expect((await user.run('api', '/me/messages/AAA', '--output-file', join(folder, 'x'))).code).toBe(3);
		expect(await readdir(folder)).toEqual([]);
	});

	it('is never a folder or device, not even with --force, and a link stays a link', async () => {
		const user = await signedIn();
		for (const path of [user.home, '/dev/null', join(user.home, 'no', 'such', 'folder')]) {
			const { code, stderr } = await user.run('api', 'me', '--output-file', path, '--force');
			expect({ code, path, said: stderr.includes('Cannot write') }).toEqual({ code: 2, path, said: true });
		}
		const [real, name] = [join(user.home, 'real'), join(user.home, 'name')];
		await writeFile(real, 'old');
		await symlink(real, name);
		expect((await user.run('api', 'me', '-q', 'mail', '--output-file', name, '--force')).code).toBe(0);
		expect(await readFile(real, 'utf8')).toBe('AdeleV@contoso.com\n');
	});
});

describe('wrong arguments', () => {
	it.each([
		[['--paginate', '-X', 'POST'], '--paginate goes with GET'],
		[['--paginate', '-i'], 'cannot be combined'],
		[['-X', 'TRACE'], '--method takes'],
		[['-X', 'GET', '-d', '{}'], 'has no body'],
		[['--force'], '--output-file'],
		[['--delta-file', 'x'], '--paginate'],
		[['-f', 'x'], 'lacks "="'],
		[['-d', '{not json'], 'not JSON'],
		[['-d', '@/no/such/file'], 'Cannot read /no/such/file'],
		[['-F', 'a=@-', '-d', '-'], 'only once'],
		[['-X', 'GET', '-f', 'a[b]=c'], '-X POST'],
	])('%j end with 2 before anything is asked', async (words, said) => {
		const user = await createCliUser(sandbox);
		const { code, stdout, stderr } = await user.run('api', '/me', ...words);
		expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
		expect(stderr).toContain(said);
	});
});
