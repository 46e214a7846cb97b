import { describe, expect, it } from 'vitest';
import { execute } from '../../src/node/execute.js';

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
});
