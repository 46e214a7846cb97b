import { execFileSync } from 'node:child_process';
import { chmod, chown, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPlaintextFileStore } from '../../src/cache/plaintext-file.js';
import type { Store } from '../../src/cache/store.js';
import { makeTempFolder } from '../helpers/temp-folder.js';
import { makeCacheRuntime } from './cache-runtime.js';

async function makeStore(): Promise<{ store: Store; path: string; folder: string }> {
	const folder = await makeTempFolder();
	const path = `${folder}/storage/tokens.json`;
	return { store: createPlaintextFileStore(makeCacheRuntime(folder), path), path, folder };
}

describe('a plaintext file', () => {
	it('that others could read is narrowed before it is used', async () => {
		const { store, path } = await makeStore();
		await store.save('{"a":1}');
		await chmod(path, 0o644);
		expect(await store.load()).toBe('{"a":1}');
		expect((await stat(path)).mode & 0o777).toBe(0o600);
	});

	it('closes its folder, which an open umask or a person opened', async () => {
		const { store, path } = await makeStore();
		await mkdir(dirname(path), { recursive: true });
		await chmod(dirname(path), 0o777);
		await store.save('{"a":1}');
		expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
	});

	it('is not read through a symbolic link, and the link is not written through', async () => {
		const { store, path, folder } = await makeStore();
		await mkdir(dirname(path));
		await writeFile(`${folder}/target`, '{"planted":1}', { mode: 0o600 });
		await symlink(`${folder}/target`, path);
		await expect(store.load()).rejects.toMatchObject({ code: 'storage.unsafe-file' });
		await expect(store.save('{"a":1}')).rejects.toMatchObject({ code: 'storage.unsafe-file' });
		expect(await readFile(`${folder}/target`, 'utf8')).toBe('{"planted":1}');
	});

	it('is not written into a folder that is a link to another place', async () => {
		const { store, path, folder } = await makeStore();
		await mkdir(`${folder}/elsewhere`);
		await symlink(`${folder}/elsewhere`, dirname(path));
		await expect(store.save('{"a":1}')).rejects.toMatchObject({ code: 'storage.unsafe-file' });
		expect(await readdir(`${folder}/elsewhere`)).toEqual([]);
	});

	it('of somebody else is refused', async () => {
		const { store, path, folder } = await makeStore();
		await store.save('{"a":1}');
		// Only root can give a file away; everybody else has root's own files to try.
		const isRoot = process.getuid?.() === 0;
		if (isRoot) await chown(path, 65534, 65534);
		const foreign = isRoot ? store : createPlaintextFileStore(makeCacheRuntime(folder), '/etc/passwd');
		await expect(foreign.load()).rejects.toMatchObject({ code: 'storage.unsafe-file' });
	});

	it('whose place a pipe has taken is refused, without waiting for a writer', async () => {
		const { store, path } = await makeStore();
		await mkdir(dirname(path));
		execFileSync('mkfifo', [path]);
		await expect(store.load()).rejects.toMatchObject({ code: 'storage.unsafe-file' });
	});

	it('that is not text is damaged, and can be set aside twice in the same moment', async () => {
		const { store, path } = await makeStore();
		for (const name of [`${path}.corrupt-T`, `${path}.corrupt-T-2`]) {
			await mkdir(dirname(path), { recursive: true });
			await writeFile(path, Buffer.from([0xff, 0xfe, 0x00]), { mode: 0o600 });
			await expect(store.load()).rejects.toMatchObject({ code: 'storage.corrupt' });
			expect(await store.setAside('T')).toBe(name);
			expect((await lstat(name)).mode & 0o777).toBe(0o600);
		}
	});
});
