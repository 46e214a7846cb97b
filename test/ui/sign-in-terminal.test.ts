import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { strayControls } from '../helpers/screen.js';
import { runInTerminal, type TerminalOptions, type TerminalRun, testEnvironment } from '../helpers/terminal.js';
import { type BundledProgram, bundleProgram } from './fixtures/bundle.js';

let program: BundledProgram;
beforeAll(async () => {
	program = await bundleProgram(join(import.meta.dirname, 'fixtures/sign-in-program.ts'));
});
afterAll(() => program.remove());

/** The program between two looks at the terminal's own settings, as a shell would see them. */
function start(kind: string, options: TerminalOptions = {}): TerminalRun {
	// Ctrl-C before raw mode is a signal to the shell too.
	const script = 'trap : INT; stty -g; "$0" "$1" "$2"; echo "exit $?"; stty -g; echo done';
	const run = runInTerminal('/bin/sh', ['-c', script, process.execPath, program.file, kind], options);
	onTestFinished(() => run.stop());
	return run;
}

/** What `stty -g` said before and after. */
function settings(run: TerminalRun): string[] {
	return run.screen.lines().filter((line) => /^[0-9a-f]+(:[0-9a-f]+)+$/.test(line));
}

describe('the sign-in screen in a real terminal', () => {
	it.each([60, 80, 120])('takes a pasted address at %d columns and ends clean', async (columns) => {
		const run = start('browser', { columns });
		await run.waitFor('Paste the address');
		run.paste('http://localhost:50123/?code=SECRET&state=1');
		await run.waitFor('done');
		expect(run.screen.text()).toContain(
			'✓ Signed in as adele@example.com (tenant Example).\ntook http://localhost:50123/?code=SECRET&state=1\nended\nexit 0',
		);
		expect(run.screen.lines().filter((line) => line.startsWith('https://login.example.com/'))).toHaveLength(1);
		expect(new Set(settings(run)).size).toBe(1);
		expect(settings(run)).toHaveLength(2);
		expect(run.screen.cursor().hidden).toBe(false);
		expect(strayControls(run.output().replaceAll('\r', ''))).toEqual([]);
		expect(await run.exited()).toEqual({ code: 0, signal: 0 });
	});

	it('cancels on Ctrl-C and gives the terminal back', async () => {
		const run = start('device-code');
		await run.waitFor('GK7WCFJ3Q');
		await run.waitFor('Ctrl-C to cancel');
		run.press('ctrl-c');
		await run.waitFor('done');
		expect(run.screen.text()).toContain('exit 130');
		expect(run.screen.text()).not.toContain('left.');
		expect(new Set(settings(run)).size).toBe(1);
		expect(run.screen.cursor().hidden).toBe(false);
	});

	it('redraws itself when the window changes', async () => {
		const run = start('unopened', { columns: 120 });
		await run.waitFor('Paste the address');
		run.resize(60, 30);
		await run.waitFor(/if it cannot reach\nthis computer:/);
		run.press('ctrl-c');
		await run.waitFor('exit 130');
	});

	it('works without colour', async () => {
		const run = start('device-code', { env: testEnvironment({ NO_COLOR: '1' }) });
		await run.waitFor('Ctrl-C to cancel');
		expect(run.output()).not.toMatch(/\u001b\[[\d;]*m/);
		run.press('ctrl-c');
		await run.waitFor('done');
	});
});
