/** The loader of the built program's files. */
import { describe, expect, it } from 'vitest';
import { createCodeDesk } from '../helpers/code-desk.js';

describe('the loader of the program', () => {
	it('runs each file once and gives what it exports to whoever asks', async () => {
		const desk = await createCodeDesk();
		await desk.write('a.js', 'const b = require("./b.js"); exports.count = [b, require("./b.js").counted, b.again()];');
		await desk.write('b.js', 'let n = 0; exports.counted = ++n; exports.again = () => require("./b.js").counted;');
		expect(desk.load('a.js')).toMatchObject({ count: [{ counted: 1 }, 1, 1] });
	});

	it('tells a file its address and lets it load what is not of the program', async () => {
		const desk = await createCodeDesk();
		await desk.write('a.js', 'exports.url = meta.url; exports.sep = require("node:path").posix.sep;');
		expect(desk.load('a.js')).toEqual({ url: expect.stringMatching(/^file:\/\/\/.*\/a\.js$/), sep: '/' });
	});

	it('does not take a file for loaded that failed', async () => {
		const desk = await createCodeDesk();
		await desk.write('a.js', 'throw new Error("no luck");');
		const loader = desk.loader();
		const file = desk.file('a.js');
		for (const _try of [1, 2]) expect(() => loader.load(file)).toThrow('no luck');
	});
});
