/** What a list of mail says while it is fetched: on the terminal that shows the list, and nowhere else. */
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { inviteMailReaders } from '../helpers/mail-readers.js';
import { systemClock } from '../helpers/sandbox.js';

const { signedIn } = inviteMailReaders(120);

describe('a list that takes long', () => {
	it.each([
		['mail', ['mail', '--all']],
		['mail search', ['mail', 'search', 'kind:email', '--all']],
	])('says how far %s is, on the terminal that shows it, and takes that away', async (_what, line) => {
		const { shown, said } = await watch(true, line);
		expect(said).toContain('Asking Graph ...');
		expect(said).toMatch(/\d+ messages so far \.\.\./);
		expect(said).toMatch(/\r\u001b\[K$/);
		expect(shown).toContain('Northlight launch');
	});

	it('says nothing of that beside a pipe, whose reader may have the terminal', async () => {
		expect((await watch(false, ['mail', '--all'])).said).toBe('');
	});
});

/** Runs a line whose standard error is a terminal, and tells of each moment at once. */
async function watch(isTTY: boolean, line: readonly string[]): Promise<{ shown: string; said: string }> {
	const texts = { stdout: '', stderr: '' };
	const stream = (name: 'stdout' | 'stderr', terminal: boolean): PassThrough => {
		const through = new PassThrough();
		through.on('data', (chunk) => {
			texts[name] += String(chunk);
		});
		return Object.assign(through, { isTTY: terminal, columns: 100, rows: 40 });
	};
	const user = await signedIn('AdeleV', {
		stdout: stream('stdout', isTTY),
		stderr: stream('stderr', true),
		env: { TERM: 'xterm' },
		clock: {
			...systemClock,
			every(_ms, tick) {
				const timer = setInterval(tick, 1);
				return () => clearInterval(timer);
			},
		},
	});
	texts.stderr = '';
	texts.stdout = '';
	expect((await user.run(...line)).code).toBe(0);
	return { shown: texts.stdout, said: texts.stderr };
}
