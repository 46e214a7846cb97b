import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

describe('wrong usage', () => {
	it.each([
		[['maill'], 'There is no command "maill".', 'Did you mean mail?'],
		[['mail', 'lst'], 'There is no command "lst".', 'Did you mean list?'],
		[['me', '--quary', 'x'], 'There is no option "--quary".', 'Did you mean --query?'],
		[['me', '--no-inpt'], 'There is no option "--no-inpt".', 'Did you mean --no-input?'],
		[['sandbox', 'exec', 'ls'], 'takes no argument "ls"', 'A command stands after --: graphctl sandbox exec -- ls'],
		[['me', '-query', 'x'], 'There is no option "-query".', 'Did you mean --query?'],
		[['mail', '-top=5'], 'There is no option "-top=5".', 'Did you mean --top?'],
		[['mail', '--folde', 'x'], 'There is no option "--folde".', 'Did you mean --folder?'],
		[['accounts', 'us', 'x'], 'There is no command "us".', 'Did you mean use?'],
		[['config', 'set', 'storge', 'x'], 'There is no setting "storge".', 'Did you mean storage?'],
		[['me', '-o', 'jsno'], '--output takes text, json, jsonl, not "jsno".', 'Did you mean json?'],
		[['login', '--flow', 'brower'], 'not "brower".', 'Did you mean browser?'],
		[['config', 'set', 'storage', 'keychian'], '"keychian" is not one of', 'Did you mean keychain?'],
		[['help', 'exitcodes'], 'There is no help on "exitcodes".', 'Did you mean `graphctl help exit-codes`?'],
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
		[['mail', '--top'], '--top needs a value.'],
		[['mail', '--top', '1', '--top', '2'], '--top was given more than once'],
		[['me', '-o', 'xml'], '--output takes text, json, jsonl, not "xml".'],
		[['login', '--flow', 'telepathy'], 'not "telepathy".'],
		[['login', '--browser', '--device-code'], '--browser and --device-code cannot be combined'],
		[['login', '--timeout', 'soon'], '--timeout takes a time'],
		[['login', '--claims', '{'], '--claims must be a JSON object'],
		[['accounts', 'use'], 'graphctl accounts use needs <name> after it.'],
		[['api'], 'graphctl api needs <path> after it.'],
		[['config', 'set', 'storage'], 'graphctl config set needs <value> after it.'],
		[['config', 'set', 'storage', 'cloud'], '"cloud" is not one of'],
		[['config', 'set', 'client-id', 'me'], 'is not an application (client) id'],
		[['me', 'extra'], 'This command takes no argument "extra".'],
		[['mail', '--foo'], 'There is no option "--foo".'],
		[['mail', '-x'], 'There is no option "-x".'],
		[['--nope'], 'There is no option "--nope".'],
		[['me', '--no-account'], '--account takes a value.'],
		[['mail', '--no-folder'], '--folder takes a value.'],
		[['login', '--no-timeout'], '--timeout takes a value.'],
		[['mail', '--filter', ''], '--filter is empty'],
		[['help', 'constructor'], 'There is no help on "constructor".'],
		[['mail', 'folders', '--folder', 'inbox'], 'There is no option "--folder".'],
		[['mail', 'read', '1', '--unread'], 'There is no option "--unread".'],
		[['mail', 'search', 'x', '--order', 'newest'], 'There is no option "--order".'],
		[['mail', 'export'], '--to is missing.'],
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

describe('the help of a command below another', () => {
	it('lists the options it takes and none of the one above', async () => {
		const { runtime, stdout } = createTestRuntime();
		expect(await run(['mail', 'read', '--help'], runtime)).toBe(0);
		expect(stdout()).toContain('--headers');
		expect(stdout()).toContain('--account');
		expect(stdout()).not.toMatch(/--(top|folder|unread|order)\b/);
	});

	it('names each option once', async () => {
		const { runtime, stdout } = createTestRuntime();
		expect(await run(['mail', 'list', '--help'], runtime)).toBe(0);
		expect(stdout()).toContain('  -n, --top ');
		expect(stdout().match(/--folder /g)).toHaveLength(1);
	});
});

describe('the output setting', () => {
	it('of the config file decides about errors, too', async () => {
		const { runtime, stderr, home } = createTestRuntime();
		writeFileSync(join(home, 'config.json'), JSON.stringify({ output: 'json' }));
		expect(await run(['me'], runtime)).toBe(4);
		expect(JSON.parse(stderr()).error.code).toBe('sign-in.required');
	});

	it('is beaten by a flag', async () => {
		const { runtime, stderr } = createTestRuntime({ env: { GRAPHCTL_OUTPUT: 'json' } });
		expect(await run(['me', '-o', 'text'], runtime)).toBe(4);
		expect(stderr()).toMatch(/^Error: Nobody is signed in/);
	});
});

describe('help', () => {
	it.each([
		[[]],
		[['--help']],
		[['-h']],
		[['help']],
		[['--no-color', '--help']],
		[['-v']],
		[['--']],
		[['-a', 'x', '--']],
	])('of %j lists every command on standard output', async (argv) => {
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
		// Every summary begins in the same column.
		const rows = stdout().match(/^ {2}[a-z].*[a-z]\.$/gm) ?? [];
		expect(rows.length).toBeGreaterThan(8);
		expect(rows.filter((row) => !/^.{31,32} [A-Z]/.test(row))).toEqual([]);
		expect(stdout()).toMatch(/^ {2}mail \[COMMAND\] +Show/m);
	});

	it.each(['environment', 'errors', 'exit-codes', 'output', 'storage'])('on %s fits into 80 columns', async (topic) => {
		const { runtime, stdout } = createTestRuntime();
		expect(await run(['help', topic], runtime)).toBe(0);
		expect(
			stdout()
				.split('\n')
				.filter((line) => line.length > 80),
		).toEqual([]);
	});

	it('is named of the command whose second word is not known', async () => {
		const { runtime, stderr } = createTestRuntime();
		expect(await run(['accounts', 'rename', 'x'], runtime)).toBe(2);
		expect(stderr()).toContain('See: graphctl accounts --help');
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

	it.each([
		[['accounts', '--', 'x'], 'accounts use'],
		[['config', '--'], 'config set'],
		[['help', 'login'], '--device-code'],
		[['help', 'accounts', 'use'], 'accounts use <name>'],
	])('of %j ends, with the help of that command', async (argv, text) => {
		const { runtime, stdout } = createTestRuntime();
		expect(await run(argv, runtime)).toBe(0);
		expect(stdout()).toContain(text);
	});

	it('on exit codes prints the table that the errors use', async () => {
		const { runtime, stdout } = createTestRuntime();
		expect(await run(['help', 'exit-codes'], runtime)).toBe(0);
		expect(stdout()).toMatch(/^ {2}124\s+sign-in timed out$/m);
	});
});
