import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { beforeAll, describe, expect, it } from 'vitest';
import { withLock } from '../../src/cache/file-lock.js';
import { makeTempFolder } from '../helpers/temp-folder.js';
import { makeCacheRuntime } from './cache-runtime.js';
import { bundleScript, startChild } from './child-script.js';

let script: string;

beforeAll(async () => {
	script = await bundleScript('cache/scripts/lock-user.ts');
});

/** Larger than any process number Linux gives. */
const noPid = 2 ** 22 + 1;
const deadOwner = JSON.stringify({ pid: noPid, started: '', token: '0123456789abcdef' });

describe('a lock file', () => {
	it('excludes two callers in one process', async () => {
		const folder = await makeTempFolder();
		const runtime = makeCacheRuntime(folder);
		let inside = 0;
		let most = 0;
		const work = async (): Promise<void> => {
			most = Math.max(most, ++inside);
			await runtime.clock.sleep(5);
			inside--;
		};
		await Promise.all(Array.from({ length: 8 }, () => withLock(runtime, `${folder}/lock`, work)));
		expect(most).toBe(1);
		expect(await readdir(folder)).toEqual([]);
	});

	it('is released when the work fails, and the failure is what the caller sees', async () => {
		const folder = await makeTempFolder();
		const runtime = makeCacheRuntime(folder);
		const failing = withLock(runtime, `${folder}/lock`, () => Promise.reject(new Error('the work failed')));
		await expect(failing).rejects.toThrow('the work failed');
		expect(await withLock(runtime, `${folder}/lock`, async () => 'again')).toBe('again');
	});

	it('of a process killed with it in hand is taken over at once', async () => {
		const folder = await makeTempFolder();
		await writeFile(`${folder}/count`, '0');
		expect(await startChild(script, [folder, '1', 'die']).ended).toBe('SIGKILL');
		expect(await readdir(folder)).toContain('lock');
		const start = performance.now();
		await withLock(makeCacheRuntime(folder), `${folder}/lock`, async () => {});
		expect(performance.now() - start).toBeLessThan(1500);
		expect((await readdir(folder)).sort()).toEqual(['count']);
	});

	it('of a process whose number another one has now is taken over', async () => {
		const folder = await makeTempFolder();
		const runtime = makeCacheRuntime(folder);
		const { pid, started } = runtime.processes.self;
		const earlier = started.replace(/^\d+/, (ticks) => String(Number(ticks) - 1));
		await writeFile(`${folder}/lock`, JSON.stringify({ pid, started: earlier, token: '0123456789abcdef' }));
		expect(await withLock(runtime, `${folder}/lock`, async () => 'mine', { timeoutMs: 1000 })).toBe('mine');
	});

	it('of a live process is waited for', async () => {
		const folder = await makeTempFolder();
		await writeFile(`${folder}/count`, '0');
		const child = startChild(script, [folder, '1', 'hold']);
		await child.waitForLines(1);
		const order: string[] = [];
		const waiting = withLock(makeCacheRuntime(folder), `${folder}/lock`, async () => order.push('we'));
		order.push('they let go');
		child.process.send('go');
		await waiting;
		expect(order).toEqual(['they let go', 'we']);
		expect(await child.ended).toBe(0);
	});

	it('of a live process that keeps it ends in an error that names the process and the file', async () => {
		const folder = await makeTempFolder();
		await writeFile(`${folder}/count`, '0');
		const child = startChild(script, [folder, '1', 'hold']);
		await child.waitForLines(1);
		const waiting = withLock(makeCacheRuntime(folder), `${folder}/lock`, async () => {}, { timeoutMs: 100 });
		await expect(waiting).rejects.toMatchObject({
			code: 'storage.locked',
			exitCode: 9,
			message: expect.stringContaining(`(${child.process.pid}) has held ${folder}/lock`),
			hint: expect.stringContaining(`${folder}/lock`),
		});
		// Waiting took nothing from the owner.
		expect(await readFile(`${folder}/lock`, 'utf8')).toContain(`"pid":${child.process.pid}`);
		child.process.send('go');
		expect(await child.ended).toBe(0);
	});

	it('is not waited for any longer after Ctrl-C', async () => {
		const folder = await makeTempFolder();
		const runtime = makeCacheRuntime(folder);
		const controller = new AbortController();
		await withLock(runtime, `${folder}/lock`, async () => {
			const waiting = withLock(runtime, `${folder}/lock`, async () => {}, { signal: controller.signal });
			controller.abort();
			await expect(waiting).rejects.toMatchObject({ code: 'cancelled.by-user', exitCode: 130 });
		});
		expect(await readdir(folder)).toEqual([]);
	});

	it.each([
		['is empty', ''],
		['is garbled', '\u0000\u0000{"pid":'],
		['names no sensible owner', '{"pid":"1","started":1,"token":"../../x"}'],
	])('that %s is taken over once it is too old to be in the making', async (_how, content) => {
		const folder = await makeTempFolder();
		await writeFile(`${folder}/lock`, content);
		const old = new Date(Date.now() - 3000);
		await utimes(`${folder}/lock`, old, old);
		expect(await withLock(makeCacheRuntime(folder), `${folder}/lock`, async () => 'mine', { timeoutMs: 1000 })).toBe(
			'mine',
		);
		expect(await readdir(folder)).toEqual([]);
	});

	it('that is empty but new is left to whoever is making it, for two seconds', async () => {
		const folder = await makeTempFolder();
		await writeFile(`${folder}/lock`, '');
		const runtime = makeCacheRuntime(folder);
		await expect(withLock(runtime, `${folder}/lock`, async () => {}, { timeoutMs: 50 })).rejects.toMatchObject({
			code: 'storage.locked',
		});
		expect(await withLock(runtime, `${folder}/lock`, async () => 'mine')).toBe('mine');
	});

	it('heals when the process that was taking it over was killed as well', async () => {
		const folder = await makeTempFolder();
		await writeFile(`${folder}/lock`, deadOwner);
		const claim = JSON.stringify({ pid: noPid, started: '', token: 'fedcba9876543210' });
		await writeFile(`${folder}/lock.after-0123456789abcdef`, claim);
		await writeFile(`${folder}/lock.after-0123456789abcdef.after-fedcba9876543210`, deadOwner);
		expect(await withLock(makeCacheRuntime(folder), `${folder}/lock`, async () => 'mine', { timeoutMs: 1000 })).toBe(
			'mine',
		);
		expect(await readdir(folder)).toEqual([]);
	});

	it('clears up what processes that were killed while taking it left behind', async () => {
		const folder = await makeTempFolder();
		const runtime = makeCacheRuntime(folder);
		const mark = runtime.processes.self.started;
		for (const middle of ['', 'after-0123456789abcdef.']) {
			await writeFile(`${folder}/lock.${middle}${noPid}.${mark}.0123456789abcdef.tmp`, '');
		}
		expect(await readdir(folder)).toHaveLength(2);
		await withLock(runtime, `${folder}/lock`, async () => {});
		expect(await readdir(folder)).toEqual([]);
	});

	it('of another machine or container, whose processes cannot be seen, is respected', async () => {
		const folder = await makeTempFolder();
		const runtime = makeCacheRuntime(folder);
		const started = runtime.processes.self.started.replace(/\d+$/, '4026530000');
		await writeFile(`${folder}/lock`, JSON.stringify({ pid: noPid, started, token: '0123456789abcdef' }));
		const waiting = withLock(runtime, `${folder}/lock`, async () => {}, { timeoutMs: 50 });
		await expect(waiting).rejects.toMatchObject({ code: 'storage.locked' });
	});

	it('cannot be made below a file, and says so', async () => {
		const folder = await makeTempFolder();
		await writeFile(`${folder}/plain`, '');
		const attempt = withLock(makeCacheRuntime(folder), `${folder}/plain/lock`, async () => {});
		await expect(attempt).rejects.toMatchObject({
			code: 'storage.bad-path',
			message: expect.stringContaining('plain'),
		});
	});

	it('lets one process in at a time while others are killed holding it, and loses no work', async () => {
		const folder = await makeTempFolder();
		await mkdir(folder, { recursive: true });
		await writeFile(`${folder}/count`, '0');
		await writeFile(`${folder}/lock`, deadOwner);
		const workers = Array.from({ length: 10 }, () => startChild(script, [folder, '15', 'work']));
		const victims = Array.from({ length: 6 }, () => startChild(script, [folder, '1', 'die']));
		expect(await Promise.all(workers.map(({ ended }) => ended))).toEqual(workers.map(() => 0));
		expect(await Promise.all(victims.map(({ ended }) => ended))).toEqual(victims.map(() => 'SIGKILL'));
		expect(await readFile(`${folder}/count`, 'utf8')).toBe('150');
	}, 60_000);
});
