/** Errors as they are printed. */
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { reportError } from '../../src/cli/report.js';
import { type ErrorDetails, GraphctlError } from '../../src/errors.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

function report(details: ErrorDetails, json = false): string {
	const { runtime, stderr } = createTestRuntime();
	const error = new GraphctlError({ code: 'graph.error', message: 'It failed (AADSTS1).', details });
	reportError(runtime, error, { json, color: false, debug: false });
	return stderr();
}

describe('a reported error', () => {
	it.each(['2026-11-20 10:00:00Z', 'Fri, 20 Nov 2026 10:00:00 GMT', '2026-11-20T10:00:00Z'])(
		'tells the time in one form, whoever told it: %s',
		(timestamp) => {
			expect(report({ timestamp })).toContain('(2026-11-20T10:00:00Z)');
			expect(JSON.parse(report({ timestamp }, true)).error.timestamp).toBe('2026-11-20T10:00:00Z');
		},
	);

	it('leaves a command whole on a narrow terminal, on a line of its own', () => {
		const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
		const line = `graphctl login --tenant ${'x'.repeat(60)}`;
		const error = new GraphctlError({ code: 'sign-in.expired', message: 'It ended.', hint: `Sign in again: ${line}` });
		reportError({ stderr: stream }, error, { json: false, color: false, debug: false });
		expect(String(stream.read())).toBe(`Error: It ended.\nSign in again:\n${line}\n`);
	});

	it('keeps a time that it cannot read, and names a number once', () => {
		expect(report({ timestamp: 'soon' })).toContain('(soon)');
		expect(report({ aadsts: 1 })).toBe('Error: It failed (AADSTS1).\n');
		expect(report({ aadsts: 2 })).toContain('(AADSTS2)');
	});
});
