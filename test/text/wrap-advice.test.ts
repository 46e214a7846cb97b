import { describe, expect, it } from 'vitest';
import { sanitizeLine } from '../../src/text/sanitize.js';
import { wrapAdvice } from '../../src/text/wrap-advice.js';

const at80 = (text: string): string[] => wrapAdvice(sanitizeLine(text), 80);
const long = `graphctl login --login-hint adele.vance@contoso.com --tenant ${'x'.repeat(60)}`;
const address = `https://login.microsoftonline.com/${'y'.repeat(90)}`;

describe('advice on a terminal', () => {
	it.each([
		`Sign in: graphctl login`,
		`  graphctl login ${'x'.repeat(90)}`,
		`$graph = (Get-It 'x'); New-It ${'x '.repeat(50)}`,
		long,
		address,
	])('stays one line where it fits or is nothing but what is copied: %s', (text) => {
		expect(at80(text)).toEqual([text]);
	});

	it.each([
		[`Sign in again: ${long}`, ['Sign in again:', long]],
		[
			`Then: graphctl --account todo token --scope ${'s'.repeat(50)}`,
			['Then:', expect.stringMatching(/^graphctl --acc/)],
		],
		[
			`Or: unset A_TOKEN; graphctl status ${'s'.repeat(70)}`,
			['Or:', expect.stringMatching(/^unset A_TOKEN; graphctl/)],
		],
		[`Send this to your administrator: ${address}`, ['Send this to your administrator:', address]],
		[`See ${address} or ask`, ['See', address, 'or ask']],
	])('puts on a line of its own what is longer than the rest: %s', (text, lines) => {
		expect(at80(text)).toEqual(lines);
	});

	it('breaks a sentence between words, before a command and around commands in backticks', () => {
		const words = 'word '.repeat(30);
		const lines = at80(`${words}graphctl login`);
		expect(lines.at(-1)).toBe('graphctl login');
		expect(lines.every((line) => line.length <= 80)).toBe(true);
		const quoted = at80(`Run \`graphctl logout --all\` ${words}`);
		expect(quoted.length).toBeGreaterThan(1);
		expect(quoted.every((line) => line.length <= 80)).toBe(true);
	});
});
