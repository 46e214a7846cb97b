import { execFileSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { writeFileAtomically } from '../../src/cache/atomic-file.js';
import { makeTempFolder } from '../helpers/temp-folder.js';
import { makeCacheRuntime } from './cache-runtime.js';
import { bundleScript } from './child-script.js';

/** What writing this many bytes over `old` does on a tiny disk of its own, seen by the child process alone. */
async function writeOnTinyDisk(bytes: number, remount = 'true'): Promise<unknown> {
	const disk = await makeTempFolder();
	const script = await bundleScript('cache/scripts/file-writer.ts');
	const mount = `mount -t tmpfs -o size=64k tmpfs "$0" && printf old > "$0/file" && ${remount}`;
	const alone = process.getuid?.() === 0 ? '-m' : '-rm';
	const run = ['sh', '-c', `${mount} && exec "$1" "$2" "$0/file" "$3"`, disk, process.execPath, script, String(bytes)];
	const output = JSON.parse(execFileSync('unshare', [alone, ...run], { encoding: 'utf8' }));
	return { ...output, message: output.message.replace(disk, 'DISK') };
}

describe('writing a file atomically', () => {
	it('makes the folders it needs', async () => {
		const folder = await makeTempFolder();
		await writeFileAtomically(makeCacheRuntime(folder), `${folder}/a/b/c.json`, '{}');
		expect(await readFile(`${folder}/a/b/c.json`, 'utf8')).toBe('{}');
	});

	it('never shows a reader anything but one whole version', async () => {
		const folder = await makeTempFolder();
		const path = `${folder}/file`;
		const versions = ['a', 'b'].map((letter) => letter.repeat(300_000));
		const runtime = makeCacheRuntime(folder);
		await writeFileAtomically(runtime, path, versions[0] ?? '');
		let writing = true;
		const writer = (async () => {
			for (let count = 0; count < 40; count++) await writeFileAtomically(runtime, path, versions[count % 2] ?? '');
			writing = false;
		})();
		const seen = new Set<string>();
		while (writing) seen.add(await readFile(path, 'utf8'));
		await writer;
		expect([...seen].every((text) => versions.includes(text))).toBe(true);
	});

	it('removes what a killed writer left behind, and leaves a running one its file', async () => {
		const folder = await makeTempFolder();
		const runtime = makeCacheRuntime(folder);
		const { pid, started } = runtime.processes.self;
		const dead = `file.${2 ** 22 + 1}.${started}.0123456789abcdef.tmp`;
		const alive = `file.${pid}.${started}.0123456789abcdef.tmp`;
		const other = `other.${2 ** 22 + 1}..0123456789abcdef.tmp`;
		for (const name of [dead, alive, other, 'file.notes.tmp']) await writeFile(`${folder}/${name}`, 'x');
		await writeFileAtomically(runtime, `${folder}/file`, '{}');
		expect((await readdir(folder)).sort()).toEqual(['file', alive, 'file.notes.tmp', other].sort());
	});

	it('on a full disk fails with a clear error, keeps the old content and leaves nothing behind', async () => {
		expect(await writeOnTinyDisk(200_000)).toEqual({
			code: 'storage.disk-full',
			message: 'Cannot write DISK/file: the disk is full (ENOSPC).',
			content: 'old',
			files: ['file'],
		});
		expect(await writeOnTinyDisk(1000)).toMatchObject({ code: 'written', content: 'xxx' });
	});

	it('on a read-only disk fails with a clear error', async () => {
		expect(await writeOnTinyDisk(10, 'mount -o remount,ro "$0"')).toMatchObject({
			code: 'storage.read-only',
			message: 'Cannot write DISK/file: the file system is read-only (EROFS).',
			content: 'old',
		});
	});

	it('below something that is no folder fails with a clear error', async () => {
		const folder = await makeTempFolder();
		await writeFile(`${folder}/plain`, '');
		const write = writeFileAtomically(makeCacheRuntime(folder), `${folder}/plain/file`, '{}');
		await expect(write).rejects.toMatchObject({ code: 'storage.bad-path' });
	});
});
