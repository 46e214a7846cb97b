/** Long text and the pager, with the program that would be run as a witness. */
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { writePaged } from '../../src/cli/pager.js';
import { cancelled, GraphctlError } from '../../src/errors.js';
import type { OutputStream, Runtime } from '../../src/runtime.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

const long = 'line\n'.repeat(100);

interface Paged {
	readonly runtime: Runtime;
	readonly pagers: { command: readonly string[]; env: object; input: string | undefined }[];
	/** What reached the terminal past the pager. */
	shown(): string;
	stderr(): string;
}

function onTerminal(env: Readonly<Record<string, string>> = {}, more: Partial<Runtime> = {}): Paged {
	let shown = '';
	const sink = new Writable({
		write(chunk: Buffer, _encoding, done) {
			shown += chunk.toString();
			done();
		},
	});
	const stdout: OutputStream = Object.assign(sink, { isTTY: true, columns: 80, rows: 24 });
	const pagers: Paged['pagers'] = [];
	const { runtime, stderr } = createTestRuntime({
		env: { TERM: 'xterm', ...env },
		stdin: new PassThrough(),
		stdout,
		execute: async (command, added, input) => {
			pagers.push({ command, env: added, input });
			return 0;
		},
		...more,
	});
	return { runtime, pagers, shown: () => shown, stderr };
}

describe('a text of few but long lines', () => {
	it('goes through the pager, since the terminal wraps them', async () => {
		const { runtime, pagers } = onTerminal();
		await writePaged(runtime, true, `${'x'.repeat(300)}\n`.repeat(10));
		expect(pagers).toHaveLength(1);
	});

	it('is not measured to its end', async () => {
		const { runtime, pagers } = onTerminal();
		const text = '\u6f22'.repeat(20_000_000);
		const started = performance.now();
		await writePaged(runtime, true, text);
		expect(performance.now() - started).toBeLessThan(1000);
		expect(pagers).toHaveLength(1);
	});

	it('is not longer for its colours', async () => {
		const { runtime, pagers } = onTerminal();
		await writePaged(runtime, true, `${'\u001b[1mx\u001b[22m'.repeat(60)}\n`.repeat(10));
		expect(pagers).toEqual([]);
	});
});

describe('long text on a terminal', () => {
	it.each([
		[{}, ['less']],
		[{ PAGER: 'more' }, ['more']],
		[{ PAGER: 'more', GRAPHCTL_PAGER: 'less -S' }, ['less', '-S']],
		[{ PAGER: `"/opt/my pager/p" --title 'a b' c\\ d` }, ['/opt/my pager/p', '--title', 'a b', 'c d']],
	])('goes through the pager that %j names', async (env, command) => {
		const { runtime, pagers, shown } = onTerminal(env);
		await writePaged(runtime, true, long);
		expect(pagers).toEqual([{ command, env: { LESS: 'FRX', LV: '-c' }, input: long }]);
		expect(shown()).toBe('');
	});

	it("keeps the user's own LESS and LV", async () => {
		const { runtime, pagers } = onTerminal({ LESS: '-i', LV: '-x' });
		await writePaged(runtime, true, long);
		expect(pagers[0]?.env).toEqual({ LESS: '-i', LV: '-x' });
	});

	it.each([
		['--no-pager', {}, false, long],
		['GRAPHCTL_PAGER=cat', { GRAPHCTL_PAGER: 'cat', PAGER: 'less' }, true, long],
		['an empty GRAPHCTL_PAGER', { GRAPHCTL_PAGER: '', PAGER: 'less' }, true, long],
		['an empty PAGER', { PAGER: '' }, true, long],
		['a dumb terminal', { TERM: 'dumb' }, true, long],
		['text that fits', {}, true, 'a\nb\n'],
	])('is written at once with %s', async (_what, env, wanted, text) => {
		const { runtime, pagers, shown } = onTerminal(env);
		await writePaged(runtime, wanted, text);
		expect(pagers).toEqual([]);
		expect(shown()).toBe(text);
	});

	it('is shown without a pager when the one that was named is missing, with a warning, and silently when less is', async () => {
		const missing = async (): Promise<number> => {
			throw new GraphctlError({ code: 'not-found.program', message: 'Cannot run it: there is no such program.' });
		};
		const named = onTerminal({ PAGER: 'nonsense' }, { execute: missing });
		await writePaged(named.runtime, true, long);
		expect(named.shown()).toBe(long);
		expect(named.stderr()).toContain('Cannot run it');
		const standard = onTerminal({}, { execute: missing });
		await writePaged(standard.runtime, true, long);
		expect(standard.shown()).toBe(long);
		expect(standard.stderr()).toBe('');
	});

	it('ends as cancelled when a signal was meant for the program, and not when the pager ends with a code of its own', async () => {
		const controller = new AbortController();
		const stopped = onTerminal(
			{},
			{
				signal: controller.signal,
				execute: async () => {
					controller.abort(cancelled());
					return 143;
				},
			},
		);
		await expect(writePaged(stopped.runtime, true, long)).rejects.toMatchObject({ code: 'cancelled.by-user' });
		const odd = onTerminal({}, { execute: async () => 2 });
		await expect(writePaged(odd.runtime, true, long)).resolves.toBeUndefined();
	});
});

describe('long text elsewhere', () => {
	it('is written as it is', async () => {
		const { runtime, stdout } = createTestRuntime({
			execute: async () => {
				throw new Error('no pager here');
			},
		});
		await writePaged(runtime, true, long);
		expect(stdout()).toBe(long);
	});
});
