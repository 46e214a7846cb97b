/** `npm run demo` before anything has started: the question that it asks on a terminal. */
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createWorld, projectRoot } from '../helpers/built-program.js';
import { runInTerminal } from '../helpers/terminal.js';

describe('the demo', () => {
	it.each(['ctrl-c', 'ctrl-d'] as const)('asked how to sign in, stops at %s without a stack trace', async (key) => {
		const { env } = await createWorld();
		const run = runInTerminal(process.execPath, [join(projectRoot, 'scripts', 'demo.ts')], { env });
		onTestFinished(() => run.stop());
		await run.waitFor('Your choice [1]:');
		run.press(key);
		expect(await run.exited()).toEqual({ code: 130, signal: 0 });
		const rest = run.screen.text().split('Your choice [1]:')[1] ?? '';
		expect(rest.trim()).toBe('stopped');
	});
});
