import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

async function help(...argv: readonly string[]) {
	const { runtime, stdout, stderr } = createTestRuntime();
	return { exitCode: await run(['help', ...argv], runtime), stdout: stdout(), stderr: stderr() };
}

function widest(text: string): number {
	return Math.max(...text.split('\n').map((line) => line.length));
}

describe('help on a sign-in error', () => {
	it.each([['AADSTS53003'], ['aadsts53003'], ['53003'], ['AADSTS53003:']])('takes the number as %s', async (topic) => {
		const { exitCode, stdout } = await help(topic);
		expect(exitCode).toBe(0);
		expect(stdout).toMatch(/^AADSTS53003$/m);
		expect(stdout).toContain('Conditional Access');
		expect(stdout).toContain('graphctl login --device-code');
		expect(stdout).toMatch(/Exit code +5, permission/);
		expect(stdout).toContain('https://login.microsoftonline.com/error?code=53003');
		expect(widest(stdout)).toBeLessThanOrEqual(80);
	});

	it('never breaks a command that is to be copied', async () => {
		expect((await help('AADSTS700016')).stdout).toMatch(/^ +graphctl config set client-id YOUR-CLIENT-ID$/m);
	});

	it('is one object with -o json', async () => {
		const { stdout } = await help('AADSTS90038', '-o', 'json');
		expect(JSON.parse(stdout)).toEqual({
			aadsts: 90038,
			code: 'config.cloud',
			meaning: 'This tenant lives in a national cloud.',
			advice: 'Choose it (usgov, usgov-dod or china): graphctl login --cloud usgov',
			exitCode: 10,
			page: 'https://login.microsoftonline.com/error?code=90038',
		});
	});

	it('sends a number that is not in the table to the page of Microsoft', async () => {
		const { exitCode, stdout, stderr } = await help('AADSTS987654');
		expect([exitCode, stdout]).toEqual([2, '']);
		expect(stderr).toContain('AADSTS987654');
		expect(stderr).toContain('https://login.microsoftonline.com/error?code=987654');
	});

	it('is not what a word that only looks alike gets', async () => {
		const { exitCode, stderr } = await help('AADSTS5300x');
		expect(exitCode).toBe(2);
		expect(stderr).toContain('There is no help on "AADSTS5300x".');
	});
});

describe('help on all sign-in errors', () => {
	it('lists exit code, numbers and meaning in 80 columns', async () => {
		const { exitCode, stdout } = await help('errors');
		expect(exitCode).toBe(0);
		expect(stdout).toMatch(/^ {5}5 {2}50131, 53003, .* a Conditional Access policy/m);
		expect(stdout).toMatch(/^ {3}124 {2}70019, 70020 .* the device code has expired$/m);
		expect(widest(stdout)).toBeLessThanOrEqual(80);
	});

	it('is an array with -o json, for a script to look up', async () => {
		const { exitCode, stdout } = await help('errors', '-o', 'json', '--query', '[?aadsts==`65001`].exitCode');
		expect([exitCode, JSON.parse(stdout)]).toEqual([0, [5]]);
	});
});
