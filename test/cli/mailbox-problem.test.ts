import { describe, expect, it } from 'vitest';
import { toProblem } from '../../src/cli/mailbox-problem.js';
import { cancelled, GraphctlError } from '../../src/errors.js';
import { strayControls } from '../helpers/screen.js';

const fail = (code: GraphctlError['code'], hint?: string): GraphctlError =>
	new GraphctlError({ code, message: `It went wrong: ${code}.`, ...(hint === undefined ? {} : { hint }) });

describe('a problem in the mailbox', () => {
	it.each([
		['network.dns', 'offline'],
		['sign-in.required', 'signed-out'],
		['timeout.browser', 'signed-out'],
		['permission.denied', 'permission'],
		['throttled.graph', 'throttled'],
		['not-found.item', 'not-found'],
		['graph.internal', 'error'],
		['usage.output-file', 'error'],
		['internal.timeout.network', 'error'],
	] as const)('of the code %s is one of the kind %s', (code, kind) => {
		expect(toProblem(fail(code, 'Do this.'))).toEqual({ kind, message: `It went wrong: ${code}.`, hint: 'Do this.' });
	});

	it('is said for a sign-in that was given up, and for what nobody foresaw', () => {
		expect(toProblem(cancelled())).toMatchObject({ kind: 'signed-out', message: 'The sign-in was cancelled.' });
		expect(toProblem(new TypeError('x is not a function'))).toEqual({
			kind: 'error',
			message: 'x is not a function',
			hint: undefined,
		});
		expect(toProblem('just text')).toMatchObject({ kind: 'error', message: 'just text' });
	});

	it('shows neither secrets nor control sequences of the server', () => {
		const token = `eyJ${'a'.repeat(40)}.eyJ${'b'.repeat(40)}.${'c'.repeat(40)}`;
		const { message, hint } = toProblem(
			new GraphctlError({ code: 'graph.error', message: `no \u001b[2J ${token}`, hint: `\u009b31m ${token}` }),
		);
		expect(`${message}${hint}`).not.toContain('bbbb');
		expect(strayControls(`${message}${hint}`)).toEqual([]);
	});
});
