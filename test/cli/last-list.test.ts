/** The numbers of the last list, against a sandbox, in this process. */
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CliUser } from '../helpers/cli-user.js';
import { inviteMailReaders, type Mail } from '../helpers/mail-readers.js';

const { signedIn } = inviteMailReaders();

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
		const [mail] = await user.read<Mail[]>('mail', '--top', '1');
		const [file = ''] = await listsOf(user);
		const ids = JSON.stringify([mail?.id]);
		for (const content of [
			'',
			'{',
			'[]',
			`{"account":"somebody else","ids":${ids}}`,
			`{"ids":${ids}}`,
			'{"ids":[1]}',
		]) {
			await writeFile(file, content);
			expect((await user.run('mail', 'read', '1')).code).toBe(3);
		}
	});
});

async function listsOf(user: CliUser): Promise<string[]> {
	const names = await readdir(user.home, { recursive: true });
	return names.filter((name) => /(^|\/)last-list-/.test(name)).map((name) => join(user.home, name));
}
