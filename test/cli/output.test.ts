import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ClosedPipe, type OutputChoice, toJson, writeList, writeResult } from '../../src/cli/output.js';
import { GraphctlError } from '../../src/errors.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

const choice = (more: Partial<OutputChoice>): OutputChoice => ({ format: 'json', color: false, ...more });

async function* pagesOf<T>(...pages: readonly T[][]): AsyncGenerator<T[]> {
	yield* pages;
}

describe('the output', () => {
	it('is JSON whose content is exact and which no terminal can be tricked by', () => {
		const text = 'a\u009b31m\u202eb\u200bc\u001b]52;\ud83d\udc68\u200d\ud83d\udcbb\udb40\udc41';
		const json = toJson({ text }, 0);
		expect(JSON.parse(json)).toEqual({ text });
		expect(json).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b\u202a-\u202e]|\udb40/);
	});

	it('applies the query first, and prints strings bare in text', async () => {
		const { runtime, stdout } = createTestRuntime();
		await writeResult(
			runtime,
			choice({ format: 'text', query: '[].name' }),
			[{ name: 'a' }, { name: 'b' }],
			() => 'never',
		);
		expect(stdout()).toBe('a\nb\n');
	});

	it('refuses a query that is not JMESPath with exit code 2', async () => {
		const { runtime } = createTestRuntime();
		await expect(writeResult(runtime, choice({ query: '[[[' }), [], () => '')).rejects.toMatchObject({
			code: 'usage.query',
			exitCode: 2,
		});
	});

	it.each([
		[[[1], [], [{ a: [], b: {}, c: [{ d: 'e\n\u2028' }] }, 'f']]],
		[[[undefined, null], [[1, 2]]]],
		[[[]]],
		[[]],
	])('writes a list as one array in JSON, whatever the pages: %j', async (pages: unknown[][]) => {
		const { runtime, stdout } = createTestRuntime();
		await writeList(runtime, choice({}), pagesOf(...pages), () => '');
		expect(stdout()).toBe(`${toJson(pages.flat(), 2)}\n`);
	});

	it('writes whole rows of JSON as each page arrives, and a list that breaks off has no end', async () => {
		const { runtime, stdout } = createTestRuntime();
		const seen: string[] = [];
		async function* pages(): AsyncGenerator<unknown[]> {
			yield [{ n: 1 }, 2];
			seen.push(stdout());
			throw new GraphctlError({ code: 'network.failed', message: 'No network.' });
		}
		await expect(writeList(runtime, choice({}), pages(), () => '')).rejects.toThrow('No network.');
		expect(seen).toEqual(['[\n  {\n    "n": 1\n  },\n']);
		expect(stdout()).toBe(`${seen[0]}  2\n`);
	});

	it('writes nothing of a list whose first page cannot be had', async () => {
		const { runtime, stdout } = createTestRuntime();
		const pages: AsyncIterable<never[]> = {
			[Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('No network.')) }),
		};
		await expect(writeList(runtime, choice({}), pages, () => '')).rejects.toThrow('No network.');
		expect(stdout()).toBe('');
	});

	it('writes JSON lines as each page arrives, before the next is asked for', async () => {
		const { runtime, stdout } = createTestRuntime();
		const seen: string[] = [];
		async function* pages(): AsyncGenerator<object[]> {
			yield [{ n: 1 }, { n: 2 }];
			seen.push(stdout());
			yield [{ n: 3 }];
		}
		await writeList(runtime, choice({ format: 'jsonl' }), pages(), () => '');
		expect(seen).toEqual(['{"n":1}\n{"n":2}\n']);
		expect(stdout()).toBe('{"n":1}\n{"n":2}\n{"n":3}\n');
	});

	it('holds a page of JSON lines back while a slow reader has not taken what came before', async () => {
		const items = Array.from({ length: 300 }, (_, n) => ({ n, text: 'ä'.repeat(1000) }));
		const taken: string[] = [];
		let pending: (() => void) | undefined;
		const stdout = new Writable({
			decodeStrings: false,
			write(chunk: string, _encoding, done) {
				// A second text that came before this one was taken would have waited in the stream.
				expect(stdout.writableLength).toBe(chunk.length);
				taken.push(chunk);
				pending = done;
			},
		});
		const written = writeList(
			{ ...createTestRuntime().runtime, stdout },
			choice({ format: 'jsonl' }),
			pagesOf(items),
			() => '',
		);
		let over = false;
		void written.then(() => {
			over = true;
		});
		while (!over) {
			pending?.();
			await new Promise(setImmediate);
		}
		expect(Math.max(...taken.map((text) => text.length))).toBeLessThan(64 * 1024);
		expect(
			taken
				.join('')
				.trimEnd()
				.split('\n')
				.map((line) => JSON.parse(line)),
		).toEqual(items);
	});

	it.each<OutputChoice['format']>(['jsonl', 'json'])(
		'stops within a page when its reader has gone away (%s)',
		async (format) => {
			const items = Array.from({ length: 300 }, (_, n) => ({ n, text: 'x'.repeat(1000) }));
			let writes = 0;
			const stdout = new Writable({
				write(_chunk, _encoding, done) {
					writes++;
					done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
				},
			});
			stdout.on('error', () => {});
			const pages = pagesOf(items, items);
			await expect(
				writeList({ ...createTestRuntime().runtime, stdout }, choice({ format }), pages, () => ''),
			).rejects.toThrow(ClosedPipe);
			expect(writes).toBe(1);
			expect(await pages.next()).toEqual({ done: true, value: undefined });
		},
	);
});
