import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatDependencies, formatSize, formatTable, isMet, largestSize, measured } from '../../bench/figures.js';
import { measureInstalledSize } from '../../bench/installed-size.js';
import { makeTempFolder } from '../helpers/temp-folder.js';

describe('a row of the benchmark', () => {
	it('is the median of its own rounds and of their ratios to the base, round by round', () => {
		const row = measured({ name: 'a', unit: 'ms', limit: { atMost: 1.6 } }, [30, 10, 20], [10, 10, 10]);
		expect(row).toMatchObject({ median: 20, spread: 5, ratio: 2, spreadRatio: 0.5 });
		expect(formatTable([row])).toMatch(/^a +20\.0 ± 5\.0 ms +2\.00 ± 0\.50 x +at most 1\.6: MISSED$/m);
	});

	it('keeps to its limit from the right side, and misses it when there is nothing to compare', () => {
		expect(isMet({ ratio: 0.8, limit: { atLeast: 0.8 } })).toBe(true);
		expect(isMet({ ratio: 0.79, limit: { atLeast: 0.8 } })).toBe(false);
		expect(isMet({ ratio: 1.31, limit: { atMost: 1.3 } })).toBe(false);
		expect(isMet({ ratio: 1.3, limit: { atMost: 1.3 } })).toBe(true);
		expect(isMet({ ratio: Number.NaN, limit: { atMost: 1.3 } })).toBe(false);
		expect(isMet({ limit: { atMost: 1.3 } })).toBe(false);
		expect(isMet({})).toBe(true);
	});

	it('names the runtime dependencies with their limit', () => {
		expect(formatDependencies(3)).toMatch(/^runtime dependencies +3 +at most 3: met$/);
		expect(formatDependencies(4)).toMatch(/MISSED$/);
	});
});

describe('the installed size', () => {
	it('is that of the packed files and of every dependency, direct or not', async () => {
		const root = await makeTempFolder();
		const manifest = JSON.stringify({ name: 'sized', version: '1.0.0', files: ['in.js'], dependencies: { a: '1' } });
		await writeFile(join(root, 'package.json'), manifest);
		await writeFile(join(root, 'in.js'), 'x'.repeat(1000));
		await writeFile(join(root, 'out.js'), 'x'.repeat(100_000));
		const [a, b] = ['{"dependencies":{"b":"1"}}', '{}'];
		for (const [name, text] of Object.entries({ a, b, 'only-for-development': '{}' })) {
			await mkdir(join(root, 'node_modules', name, 'native'), { recursive: true });
			await writeFile(join(root, 'node_modules', name, 'package.json'), text);
			await writeFile(join(root, 'node_modules', name, 'native', 'part'), 'x'.repeat(5000));
		}
		expect(measureInstalledSize(root)).toBe(manifest.length + 1000 + a.length + b.length + 10_000);
	});

	it('is reported with its limit', () => {
		expect(formatSize(5_340_000)).toMatch(/^installed size +5\.3 MB +at most 15: met$/);
		expect(formatSize(largestSize + 1)).toMatch(/MISSED$/);
	});
});
