import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { execute } from '../../src/node/execute.js';
import { createProcesses } from '../../src/node/processes.js';
import { makeTempFolder } from '../helpers/temp-folder.js';

const never = new AbortController().signal;
const env = { PATH: process.env['PATH'] };

describe('a program run in the foreground', () => {
	it.each([
		['exit 0', 0],
		['exit 42', 42],
		['kill -TERM $$', 143],
	])('that ends with "%s" ends with %d', async (script, code) => {
		expect(await execute(['sh', '-c', script], env, never, false)).toBe(code);
	});

	it('that does not exist is not found', async () => {
		await expect(execute(['no-such-program'], env, never, false)).rejects.toMatchObject({
			code: 'not-found.program',
			message: 'Cannot run no-such-program: there is no such program.',
		});
	});

	it('is not started when Ctrl-C came first', async () => {
		const late = execute(['no-such-program'], env, AbortSignal.abort(), false);
		await expect(late).rejects.toMatchObject({ code: 'cancelled.by-user' });
	});

	it('gives Ctrl-C back to the program that waited for it', async () => {
		const before = process.listeners('SIGINT');
		const running = execute(['true'], env, never, true);
		expect(process.listeners('SIGINT')).not.toEqual(before);
		await running;
		expect(process.listeners('SIGINT')).toEqual(before);
	});

	it.each([
		['ends with it', 'sleep 60 & echo $! >>"$PIDS"', 143],
		['ends with it when it was started by a descendant', 'sh -c "sleep 60 & echo \\$! >>$PIDS; wait" &', 143],
		[
			'is killed when it takes no notice',
			'sh -c \'trap "" TERM; echo $$ >>"$PIDS"; while :; do sleep 60; done\' &',
			143,
		],
		[
			'is killed when the program itself ends nicely',
			'sh -c \'trap "" TERM; echo $$ >>"$PIDS"; while :; do sleep 60; done\' & trap "exit 7" TERM',
			7,
		],
	])('off a terminal passes a stop on: what it started %s', async (_what, start, code) => {
		const file = join(await makeTempFolder(), 'pids');
		const controller = new AbortController();
		const running = execute(['sh', '-c', `${start}\nwait`], { ...env, PIDS: file }, controller.signal, false);
		await vi.waitFor(() => expect(existsSync(file) && readFileSync(file, 'utf8')).toMatch(/\n/), { timeout: 5000 });
		const pid = Number(readFileSync(file, 'utf8'));
		const { isAlive } = createProcesses();
		onTestFinished(() => void (isAlive({ pid, started: '' }) && process.kill(pid, 'SIGKILL')));
		expect(isAlive({ pid, started: '' })).toBe(true);
		controller.abort();
		expect(await running).toBe(code);
		await vi.waitFor(() => expect(isAlive({ pid, started: '' })).toBe(false), { timeout: 1000 });
	});
});
