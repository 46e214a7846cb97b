import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeFileAtomically } from '../../src/cache/atomic-file.js';
import { makeTempFolder } from '../helpers/temp-folder.js';
import { makeCacheRuntime } from './cache-runtime.js';

const canMount = ((): boolean => {
	try {
		execFileSync('unshare', ['-m', 'true']);
		return process.getuid?.() === 0;
	} catch {
		return false;
	}
})();

async function mountTemp(options: string): Promise<string> {
	const folder = await makeTempFolder();
	const disk = `${folder}/disk`;
	await mkdir(disk);
	execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]);
	onTestFinished(() => {
		execFileSync('umount', [disk]);
	});
	return disk;
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

	it.runIf(canMount)(
		'on a full disk fails with a clear error, keeps the old content and leaves nothing behind',
		async () => {
			const disk = await mountTemp('size=64k');
			const runtime = makeCacheRuntime(disk);
			await writeFileAtomically(runtime, `${disk}/file`, 'old');
			const write = writeFileAtomically(runtime, `${disk}/file`, 'x'.repeat(200_000));
			await expect(write).rejects.toMatchObject({
				code: 'storage.disk-full',
				exitCode: 9,
				message: `Cannot write ${disk}/file: the disk is full (ENOSPC).`,
			});
			expect(await readFile(`${disk}/file`, 'utf8')).toBe('old');
			expect(await readdir(disk)).toEqual(['file']);
		},
	);

	it.runIf(canMount)('on a read-only disk fails with a clear error', async () => {
		const disk = await mountTemp('size=64k');
		execFileSync('mount', ['-o', 'remount,ro', disk]);
		const write = writeFileAtomically(makeCacheRuntime(disk), `${disk}/file`, '{}');
		await expect(write).rejects.toMatchObject({
			code: 'storage.read-only',
			message: expect.stringContaining(`${disk}/file`),
		});
	});

	it('below something that is no folder fails with a clear error', async () => {
		const folder = await makeTempFolder();
		await writeFile(`${folder}/plain`, '');
		const write = writeFileAtomically(makeCacheRuntime(folder), `${folder}/plain/file`, '{}');
		await expect(write).rejects.toMatchObject({ code: 'storage.bad-path' });
	});
});
