/** Searches that have more than Graph finds, against a large mailbox of a sandbox, in this process. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inviteMailReaders, type Mail } from '../helpers/mail-readers.js';
import { makeTempFolder } from '../helpers/temp-folder.js';

const { signedIn } = inviteMailReaders(1900);
/** Finds every message. */
const everywhere = 'kind:email';

const oldestOf = (mails: readonly Mail[]): string => mails.map((mail) => mail.receivedDateTime).sort()[0] ?? '';

describe('a search that has more than Graph finds', () => {
	it.each([
		['mail search', ['mail', 'search', everywhere, '--all']],
		['mail search', ['mail', 'search', everywhere, '--top', '1100']],
		['mail', ['mail', '--search', everywhere, '--all']],
	])('is told beside the list of %s, with the time to go on from', async (_what, line) => {
		const user = await signedIn();
		const { code, stdout, stderr } = await user.run(...line, '-o', 'jsonl');
		const mails: Mail[] = stdout
			.trimEnd()
			.split('\n')
			.map((one) => JSON.parse(one));
		expect({ code, count: mails.length }).toEqual({ code: 0, count: 1000 });
		expect(stderr).toBe(
			`Warning: Graph finds no more than 1000 messages by a search; others may match as well. Narrow it with graphctl mail search and --since, or go on with --until ${oldestOf(mails)}.\n`,
		);
	});

	it('is no matter to who wants fewer, and gone with what is narrowed', async () => {
		const user = await signedIn();
		const thousand = await user.run('mail', 'search', everywhere, '--top', '1000', '-o', 'json');
		expect(thousand).toMatchObject({ code: 0, stderr: '' });
		const until = oldestOf(JSON.parse(thousand.stdout));
		const rest = await user.run('mail', 'search', everywhere, '--all', '--until', until, '-o', 'json');
		expect(rest).toMatchObject({ code: 0, stderr: '' });
		const all = new Set([...JSON.parse(thousand.stdout), ...JSON.parse(rest.stdout)].map(({ id }: Mail) => id));
		expect(all.size).toBeGreaterThan(1000);
	});

	it('makes no complete export; the line that is told brings the rest to the same place', async () => {
		const user = await signedIn();
		const to = join(await makeTempFolder(), 'found.jsonl');
		const first = await user.run(
			'mail',
			'export',
			'--until',
			'2099-01-01',
			'--search',
			everywhere,
			'--to',
			to,
			'-o',
			'json',
		);
		expect(JSON.parse(first.stdout)).toMatchObject({ exported: 1000, failed: 0, complete: false });
		expect(first.stderr).toContain('Warning: The export is not complete: Graph finds no more than 1000 messages');
		const [line = '', until = ''] = /^graphctl (mail export --until (\S+) .*)$/m.exec(first.stderr)?.slice(1) ?? [];
		expect(line).toBe(`mail export --until ${until} --search ${everywhere} --to ${to}`);
		const second = await user.read('mail', ...line.split(' ').slice(1));
		expect(second).toMatchObject({ present: 1, complete: true });
	});
});
