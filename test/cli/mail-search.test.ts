/** Finding messages and folders, against a sandbox, in this process. */
import { describe, expect, it } from 'vitest';
import { inviteMailReaders, type Mail } from '../helpers/mail-readers.js';
import { strayControls } from '../helpers/screen.js';

const { signedIn, requestsOf } = inviteMailReaders();

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
		[['mail', 'search', 'subject:"open']],
		[['mail', 'search', 'x', '--since', '2026-02-01', '--until', '2026-01-31']],
		[['mail', 'folders', '--', 'x']],
	])('%j ends with 2 and asks nobody', async (argv) => {
		const user = await signedIn();
		expect(await requestsOf(async () => expect(await user.run(...argv)).toMatchObject({ code: 2 }))).toEqual([]);
	});

	it('takes words that begin with a dash after --', async () => {
		const user = await signedIn();
		const { code, stderr } = await user.run('mail', 'search', 'agenda', '--', '-xyzzyplugh', '--since');
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		expect(await user.run('mail', 'search', '--', '-agenda')).toMatchObject({ code: 0, stderr: '' });
	});

	it('tells how to write a folder whose name has a slash', async () => {
		const user = await signedIn();
		const { code, stderr } = await user.run('mail', '--folder', 'sales/marketing');
		expect(code).toBe(3);
		expect(stderr).toContain("--folder 'Sales\\/Marketing'");
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
