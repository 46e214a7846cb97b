import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withLock } from '../../src/cache/file-lock.js';
import { makeFolder } from '../../src/cache/make-folder.js';
import { makeTempFolder } from '../helpers/temp-folder.js';
import { makeCacheRuntime } from './cache-runtime.js';

describe('making a folder', () => {
	it('makes what is missing, and says where that began', async () => {
		const folder = await makeTempFolder();
		expect(await makeFolder(join(folder, 'a', 'b'))).toBe(join(folder, 'a'));
		expect(await makeFolder(join(folder, 'a', 'b'))).toBeUndefined();
	});

	it('leaves nothing of a path that cannot be made to its end', async () => {
		const folder = await makeTempFolder();
		await expect(makeFolder(join(folder, 'a', 'x'.repeat(300), 'b'))).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
		expect(await readdir(folder)).toEqual([]);
	});

	it('ends where the system makes none, for a lock too', async () => {
		await expect(makeFolder('/proc/graphctl/x')).rejects.toMatchObject({ code: 'ENOENT' });
		const folder = await makeTempFolder();
		const locked = withLock(makeCacheRuntime(folder), '/proc/graphctl/state/lock', async () => 'done');
		await expect(locked).rejects.toMatchObject({ exitCode: 9 });
	});
});
