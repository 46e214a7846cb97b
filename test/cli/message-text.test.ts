/** A message as text, on a terminal and elsewhere. */
import { describe, expect, it } from 'vitest';
import { htmlOf, renderMessage } from '../../src/cli/message-text.js';
import { hostileTexts } from '../helpers/hostile-text.js';
import { strayControls } from '../helpers/screen.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

const address = `https://click.fabrikam.example/${'abc123'.repeat(60)}?end`;
const message = { id: 'x', body: { contentType: 'html', content: `<p>Read <a href="${address}">this</a></p>` } };

/** What is shown of it. */
async function shown(terminal: boolean, whole: boolean): Promise<string> {
	const { runtime } = createTestRuntime();
	const stdout = Object.assign(Object.create(runtime.stdout), { isTTY: terminal, columns: 80 });
	return renderMessage({ ...runtime, stdout }, message, { format: 'text', color: false }, whole);
}

describe('the text of a message', () => {
	it('quotes a name that could be taken for an address', async () => {
		const { runtime } = createTestRuntime();
		const emailAddress = { name: 'Patti "P" <PattiF@contoso.com>', address: 'patti@c0ntoso.example' };
		const text = await renderMessage(
			runtime,
			{
				id: 'x',
				from: { emailAddress },
				toRecipients: [{ emailAddress: { name: 'Adele Vance', address: 'a@b.example' } }],
			},
			{ format: 'text', color: false },
			false,
		);
		expect(text).toContain(`"Patti 'P' <PattiF@contoso.com>" <patti@c0ntoso.example>`);
		expect(text).toContain('Adele Vance <a@b.example>');
	});

	it.each([true, false])('has lines of no more than 100 columns, however wide the terminal (%s)', async (isTTY) => {
		const { runtime } = createTestRuntime();
		const stdout = Object.assign(Object.create(runtime.stdout), { isTTY, columns: 200 });
		const body = { contentType: 'text', content: 'word '.repeat(100) };
		const text = await renderMessage(
			{ ...runtime, stdout },
			{ id: 'x', body },
			{ format: 'text', color: false },
			false,
		);
		const longest = Math.max(...text.split('\n').map((line) => line.trimEnd().length));
		expect(longest).toBeGreaterThan(isTTY ? 90 : 70);
		expect(longest).toBeLessThanOrEqual(100);
	});

	it('as HTML source is exact, and on a terminal without what would control it', () => {
		const content = hostileTexts.map(({ text }) => text.slice(0, 60)).join('\n');
		const html = { id: 'x', body: { contentType: 'html', content } };
		expect(htmlOf(html, false)).toBe(`${content}\n`);
		expect(strayControls(htmlOf(html, true))).toEqual([]);
		expect(htmlOf(html, true)).toContain('safe');
	});
});

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
