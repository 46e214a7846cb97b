import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatSize, largestSize } from '../../bench/figures.js';
import { measureInstalledSize } from '../../bench/installed-size.js';
import { makeTempFolder } from '../helpers/temp-folder.js';

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
