/** Several messages one after the other, of which some cannot be read. */
import { describe, expect, it } from 'vitest';
import { type Reading, readEach } from '../../src/cli/read-each.js';
import { cancelled, GraphctlError } from '../../src/errors.js';

const refused = (code: string): GraphctlError =>
	new GraphctlError({ code: code as GraphctlError['code'], message: `${code} happened.` });

async function all<T>({ found }: Reading<T>): Promise<T[]> {
	const values: T[] = [];
	for await (const value of found) values.push(value);
	return values;
}

/** Reads ids, of which those with a colon name the error that comes instead. */
function reading(ids: readonly string[], asked: string[] = []): Reading<string> {
	return readEach(ids, async (id) => {
		asked.push(id);
		const code = /:(.+)/.exec(id)?.[1];
		if (code !== undefined) throw refused(code);
		return id;
	});
}

describe('several messages', () => {
	it('pass over what is not there, in order, and name it', async () => {
		const messages = reading(['a', 'b:not-found.item', 'c', 'd:graph.bad-request', 'e']);
		expect(await all(messages)).toEqual(['a', 'c', 'e']);
		expect(messages.stopped).toBe(false);
		expect(messages.failure()).toMatchObject({ code: 'graph.bad-request', exitCode: 1 });
		expect(messages.failure()?.message).toBe(
			'b:not-found.item: not-found.item happened.\nd:graph.bad-request: graph.bad-request happened.',
		);
	});

	it.each(['network.dns', 'sign-in.required', 'throttled.retries'])(
		'end where nothing more can be read: %s',
		async (code) => {
			const asked: string[] = [];
			const ids = ['a', `b:${code}`, ...Array.from({ length: 20 }, (_, index) => `later ${index}`)];
			const messages = reading(ids, asked);
			expect(await all(messages)).toEqual(['a']);
			expect(messages.stopped).toBe(true);
			expect(messages.failure()).toMatchObject({ code, message: `${code} happened.` });
			expect(asked.length).toBeLessThan(8);
		},
	);

	it('end at once when they are cancelled, and with a bug', async () => {
		for (const error of [cancelled(), new TypeError('bug')]) {
			const messages = readEach(['a', 'b'], async (): Promise<string> => Promise.reject(error));
			await expect(all(messages)).rejects.toBe(error);
		}
	});
});
