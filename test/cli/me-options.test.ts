/** `graphctl me --manager` and `graphctl me --photo` against a sandbox, in this process. */
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliUser, createCliUser } from '../helpers/cli-user.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import { makeTempFolder } from '../helpers/temp-folder.js';

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true, messages: 5 }, { keep: true });
});
afterAll(() => sandbox.stop());

async function signedIn(person = 'AdeleV'): Promise<CliUser> {
	const user = await createCliUser(sandbox);
	await user.login(person);
	return user;
}

describe('me --manager', () => {
	it('adds a line and a property', async () => {
		const user = await signedIn();
		expect((await user.run('me', '--manager')).stdout).toMatch(/^Manager +Miriam Graham, MiriamG@contoso\.com$/m);
		expect(await user.read('me', '--manager')).toMatchObject({
			displayName: 'Adele Vance',
			manager: { displayName: 'Miriam Graham' },
		});
	});

	it('of somebody without one says so', async () => {
		const user = await signedIn('PattiF');
		expect((await user.run('me', '--manager')).stdout).toMatch(/^Manager +\(none\)$/m);
		expect(await user.read('me', '--manager')).toMatchObject({ displayName: 'Patti Fernandez', manager: null });
	});
});

describe('me --photo', () => {
	it('saves the photo byte for byte, and never over a file unless forced', async () => {
		const user = await signedIn();
		const folder = await makeTempFolder();
		const file = join(folder, 'me.jpg');
		expect(await user.run('me', '--photo', file)).toMatchObject({ code: 0, stderr: '' });
		const photo = await readFile(file);
		expect(photo.equals(sandbox.company.people[0]?.photo?.bytes ?? Buffer.alloc(0))).toBe(true);

		await writeFile(file, 'mine');
		const before = new Map(sandbox.requests());
		const refused = await user.run('me', '--photo', file);
		expect(refused).toMatchObject({ code: 2, stdout: '' });
		expect(refused.stderr).toContain('is there already');
		expect(changes(before)).toEqual([]);
		expect(await readFile(file, 'utf8')).toBe('mine');

		expect(await user.read('me', '--photo', file, '--force')).toEqual({ file, bytes: photo.length });
		expect(await readFile(file)).toEqual(photo);
		expect(await readdir(folder)).toEqual(['me.jpg']);
	});

	it('writes through a link, and over nothing that is no file', async () => {
		const user = await signedIn();
		const folder = await makeTempFolder();
		const [file, link, inner] = ['me.jpg', 'link.jpg', 'inner'].map((name) => join(folder, name));
		await mkdir(inner ?? '');
		await writeFile(file ?? '', 'mine');
		await symlink(file ?? '', link ?? '');
		expect((await user.run('me', '--photo', link ?? '', '--force')).code).toBe(0);
		expect((await readFile(file ?? '')).length).toBeGreaterThan(1000);
		for (const path of [inner ?? '', '/dev/null']) {
			const { code, stderr } = await user.run('me', '--photo', path, '--force');
			expect(code).toBe(2);
			expect(stderr).toContain('is not a file');
		}
		const { code, stderr } = await user.run('me', '--photo', join(folder, 'no', 'me.jpg'));
		expect(code).toBe(2);
		expect(stderr).toContain('its folder is not there');
		expect((await readdir(folder)).sort()).toEqual(['inner', 'link.jpg', 'me.jpg']);
	});

	it('of - goes into a pipe', async () => {
		const user = await signedIn();
		const { code, stdout } = await user.run('me', '--photo', '-');
		expect(code).toBe(0);
		expect(stdout).toContain('JFIF');
	});

	it('of - does not go to a terminal', async () => {
		let text = '';
		const stream = new Writable({
			write(chunk, _encoding, done) {
				text += String(chunk);
				done();
			},
		});
		const user = await createCliUser(sandbox, { stdout: Object.assign(stream, { isTTY: true, columns: 80 }) });
		await user.login('AdeleV');
		text = '';
		const { code, stderr } = await user.run('me', '--photo', '-');
		expect(code).toBe(2);
		expect(stderr).toContain('A photo is not written to a terminal');
		expect(text).toBe('');
	});

	it('that is not there ends with 3 and leaves no file', async () => {
		const user = await signedIn('NoaL');
		const folder = await makeTempFolder();
		const { code, stdout, stderr } = await user.run('me', '--photo', join(folder, 'me.jpg'), '-o', 'json');
		expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
		expect(JSON.parse(stderr).error.code).toBe('not-found.photo');
		expect(await readdir(folder)).toEqual([]);
	});

	it.each([
		[['--photo', ''], '--photo is empty'],
		[['--photo', 'x', '--manager'], 'cannot be combined'],
		[['--force'], '--force goes with --photo'],
	])('%j is refused with 2', async (args, message) => {
		const user = await signedIn();
		const { code, stderr } = await user.run('me', ...args);
		expect(code).toBe(2);
		expect(stderr).toContain(message);
	});
});

/** Requests that the sandbox served since. */
function changes(before: ReadonlyMap<string, number>): [string, number][] {
	return [...sandbox.requests()].flatMap(([name, count]) =>
		count === (before.get(name) ?? 0) ? [] : [[name, count - (before.get(name) ?? 0)]],
	);
}
