/** A message as text, on a terminal and elsewhere. */
import { describe, expect, it } from 'vitest';
import { renderMessage } from '../../src/cli/message-text.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

const address = `https://click.fabrikam.example/${'abc123'.repeat(60)}?end`;
const message = { id: 'x', body: { contentType: 'html', content: `<p>Read <a href="${address}">this</a></p>` } };

/** What is shown of it. */
async function shown(terminal: boolean, whole: boolean): Promise<string> {
	const { runtime } = createTestRuntime();
	const stdout = Object.assign(Object.create(runtime.stdout), { isTTY: terminal, columns: 80 });
	return renderMessage({ ...runtime, stdout }, message, { format: 'text', color: false }, whole);
}

describe('a long address of a link', () => {
	it('takes one line of a terminal, with the host whole', async () => {
		const line = (await shown(true, false)).split('\n').find((one) => one.startsWith('[1] '));
		expect(line).toMatch(/^\[1\] https:\/\/click\.fabrikam\.example\/abc123.*….*\?end$/);
		expect(line?.length).toBe(80);
	});

	it('is whole in a pipe, and where it is wanted so', async () => {
		expect(await shown(false, false)).toContain(address);
		expect(await shown(true, true)).toContain(address);
	});
});
