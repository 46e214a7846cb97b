import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

describe('wrong usage', () => {
	it.each([
		[['maill'], 'There is no command "maill".', 'Did you mean mail?'],
		[['mail', 'lst'], 'There is no command "lst".', 'Did you mean list?'],
		[['me', '--quary', 'x'], 'There is no option or argument "quary".', 'Did you mean --query?'],
		[['mail', '--folde', 'x'], 'There is no option or argument "folde".', 'Did you mean --folder?'],
		[['accounts', 'us', 'x'], 'There is no command "us".', 'Did you mean use?'],
		[['config', 'set', 'storge', 'x'], 'There is no setting "storge".', 'Did you mean storage?'],
		[['help', 'exitcodes'], 'There is no help topic "exitcodes".', 'Did you mean `graphctl help exit-codes`?'],
	])('of %j ends with 2 and a suggestion', async (argv, message, hint) => {
		const { runtime, stdout, stderr } = createTestRuntime();
		expect(await run(argv, runtime)).toBe(2);
		expect(stderr()).toContain(message);
		expect(stderr()).toContain(hint);
		expect(stdout()).toBe('');
	});

	it.each([
		[['mail', '--top', 'ten'], '--top takes a whole number'],
		[['mail', '--top', '0'], '--top takes a whole number'],
		[['mail', '--top', '5', '--all'], '--top and --all cannot be combined'],
		[['mail', '--top'], 'Not enough arguments following: top'],
		[['mail', '--top', '1', '--top', '2'], '--top was given more than once'],
		[['me', '-o', 'xml'], 'Invalid values'],
		[['login', '--flow', 'telepathy'], 'Invalid values'],
		[['login', '--browser', '--device-code'], '--browser and --device-code cannot be combined'],
		[['login', '--timeout', 'soon'], '--timeout takes a time'],
		[['login', '--claims', '{'], '--claims must be a JSON object'],
		[['accounts', 'use'], 'Not enough non-option arguments'],
		[['config', 'set', 'storage', 'cloud'], '"cloud" is not one of'],
		[['config', 'set', 'client-id', 'me'], 'is not an application (client) id'],
		[['me', 'extra'], 'extra'],
		[['sandbox', 'exec'], 'There is no command to run'],
		[['sandbox', 'start', '--messages', '-1'], '--messages takes a whole number'],
	])('of %j ends with 2 and says what is wrong', async (argv, message) => {
		const { runtime, stderr } = createTestRuntime();
		expect(await run(argv, runtime)).toBe(2);
		expect(stderr()).toContain(message);
	});

	it('is reported as one JSON object where JSON was asked for', async () => {
		const { runtime, stderr } = createTestRuntime();
		expect(await run(['mail', '--tpo', '3', '-o', 'json'], runtime)).toBe(2);
		const { error } = JSON.parse(stderr());
		expect(error).toMatchObject({
			code: 'usage.unknown-option',
			exitCode: 2,
			hint: 'Did you mean --top?',
			aadsts: null,
			requestId: null,
		});
	});
});

describe('help', () => {
	it.each([[[]], [['--help']], [['-h']], [['help']]])('of %j lists every command on standard output', async (argv) => {
		const { runtime, stdout } = createTestRuntime();
		expect(await run(argv, runtime)).toBe(0);
		for (const word of ['login', 'logout', 'status', 'accounts', 'token', 'me', 'mail', 'config', 'sandbox'])
			expect(stdout()).toMatch(new RegExp(`^  ${word}\\b`, 'm'));
		expect(
			Math.max(
				...stdout()
					.split('\n')
					.map((line) => line.length),
			),
		).toBeLessThanOrEqual(80);
	});

	it('of a command shows its options and examples', async () => {
		const { runtime, stdout } = createTestRuntime();
		expect(await run(['mail', '--help'], runtime)).toBe(0);
		expect(stdout()).toContain('--unread');
		expect(stdout()).toContain('graphctl mail --top 10');
	});

	it('of a word that only groups others lists these', async () => {
		const { runtime, stdout } = createTestRuntime();
		expect(await run(['accounts'], runtime)).toBe(0);
		expect(stdout()).toContain('accounts use');
	});

	it('on exit codes prints the table that the errors use', async () => {
		const { runtime, stdout } = createTestRuntime();
		expect(await run(['help', 'exit-codes'], runtime)).toBe(0);
		expect(stdout()).toMatch(/^ {2}124\s+sign-in timed out$/m);
	});
});
