/** What an export does when Graph goes away in the middle, and comes back or does not, in this process. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { createHttp } from '../../../src/node/http.js';
import {
	anyMime,
	type ExportDesk,
	type ExportSummary,
	hashes,
	openExportDesk,
	quickClock,
	stopAndGoOn,
} from '../../helpers/export-desk.js';
import { hashFiles, readMbox } from '../../helpers/exported.js';
import { type Relay, startRelay } from '../../helpers/relay.js';

interface Outage extends ExportDesk {
	readonly relay: Relay;
	/** Waits, in milliseconds, one after the other. */
	readonly waits: readonly number[];
	/** Opens the way again during the first wait of so many milliseconds or more. */
	openAfter(ms: number): void;
}

/** An export whose way to Graph can be blocked. */
async function beforeOutage(): Promise<Outage> {
	const waits: number[] = [];
	let longest = Number.POSITIVE_INFINITY;
	let relay: Relay | undefined;
	const quick = quickClock(async (ms) => {
		waits.push(ms);
		if (ms < longest) return;
		longest = Number.POSITIVE_INFINITY;
		await relay?.open();
	});
	const desk = await openExportDesk(quick, async (sandbox) => {
		relay = await startRelay(sandbox.graphOrigin);
		return { http: relay.through(createHttp({ env: {}, version: '0' })) };
	});
	if (!relay) throw new Error('There is no relay.');
	const openAfter = (ms: number): void => {
		longest = ms;
	};
	return { ...desk, relay, waits, openAfter };
}

/** Blocks the way as soon as that many messages were asked for. */
async function blockAfter({ sandbox, relay }: Outage, count: number): Promise<void> {
	const asked = (): number =>
		[...sandbox.requests()].reduce((sum, [name, times]) => sum + (name.endsWith('/$value') ? times : 0), 0);
	const start = asked();
	await sandbox.do.slowGraph({ delayMs: 20, times: 9999, path: anyMime });
	await vi.waitFor(() => expect(asked() - start).toBeGreaterThanOrEqual(count), { timeout: 10_000, interval: 1 });
	await relay.block();
	await sandbox.do.healGraph();
}

const asMbox = (all: readonly Buffer[]): string[] =>
	all.map((one) => one.toString('latin1').replaceAll('\r\n', '\n')).sort();

describe('a Graph that refuses every connection in the middle of an export', () => {
	it('and is back after a while is waited for: nothing is missing, torn or double', async () => {
		const outage = await beforeOutage();
		const { user, to, mime, openAfter } = outage;
		openAfter(9000);
		const [{ code, stdout, stderr }] = await Promise.all([
			user.run('mail', 'export', '--format', 'mbox', '--to', to, '-o', 'json'),
			blockAfter(outage, 12),
		]);
		expect({ code, stderr }).toMatchObject({ code: 0 });
		expect(JSON.parse(stdout)).toMatchObject({ exported: mime.length, failed: 0, complete: true });
		expect(stderr).toMatch(/refused the connection.* Trying again in 2 s\.$/m);
		expect(stderr).toContain('Trying again in 10 s.');
		expect(readMbox(await readFile(to, 'latin1')).sort()).toEqual(asMbox(mime));
	});

	it.each(['eml', 'mbox'])(
		'and stays away ends it with 6 and the line that goes on, which it does: %s',
		async (format) => {
			const outage = await beforeOutage();
			const { user, to, mime, relay, waits } = outage;
			const line = ['mail', 'export', '--format', format, '--to', to];
			const [{ code, stdout, stderr }] = await Promise.all([user.run(...line), blockAfter(outage, 12)]);
			expect({ code, stdout }).toEqual({ code: 6, stdout: '' });
			const [, brought = ''] = /^(\d+) exported before that\. To go on, run:\ngraphctl (.+)$/m.exec(stderr) ?? [];
			expect(stderr).toContain(`To go on, run:\ngraphctl ${line.join(' ')}`);
			expect(Number(brought)).toBeGreaterThan(0);
			for (const seconds of [2, 5, 10, 30, 60]) expect(stderr).toContain(`Trying again in ${seconds} s.`);
			// Not without end: the waits of each request, and these.
			expect(waits.reduce((a, b) => a + b, 0)).toBeLessThan(600_000);
			const before = format === 'eml' ? await hashFiles(to) : readMbox(await readFile(to, 'latin1'));
			expect(before).toHaveLength(Number(brought));
			const whole: readonly string[] = format === 'eml' ? hashes(mime) : asMbox(mime);
			expect(before.filter((one) => !whole.includes(one))).toEqual([]);

			await relay.open();
			expect(await user.read<ExportSummary>(...line)).toMatchObject({
				exported: mime.length - Number(brought),
				present: Number(brought),
				complete: true,
			});
			const after = format === 'eml' ? await hashFiles(to) : readMbox(await readFile(to, 'latin1')).sort();
			expect(after).toEqual(whole);
		},
	);

	it('before its first answer leaves nothing behind', async () => {
		const { user, to, relay } = await beforeOutage();
		await relay.block();
		expect(await user.run('mail', 'export', '--to', to)).toMatchObject({ code: 6, stdout: '' });
		await expect(readFile(to)).rejects.toMatchObject({ code: 'ENOENT' });
	});
});

describe('a Graph that answers 503', () => {
	it('to everything for a while is waited for', async () => {
		const { sandbox, user, to, mime } = await beforeOutage();
		await sandbox.do.failGraph({ status: 503, retryAfter: 30, times: 16, path: anyMime });
		await sandbox.do.failGraph({ status: 503, times: 4, path: '/v1.0/me/mailFolders' });
		const { code, stderr } = await user.run('mail', 'export', '--to', to);
		expect(code).toBe(0);
		expect(stderr).toContain('Graph answered 503. The export goes on in 30 s.');
		expect(await hashFiles(to)).toEqual(hashes(mime));
	});

	it('and does not stop ends the export with 1; the second run brings the rest', async () => {
		const desk = await beforeOutage();
		await desk.sandbox.do.failGraph({ status: 503, times: 9999, path: anyMime });
		const { stopped, after } = await stopAndGoOn(desk);
		expect(stopped).toMatchObject({ code: 1, stdout: '' });
		expect(stopped.stderr).toContain(`To go on, run:\ngraphctl mail export --to ${desk.to}`);
		expect(after).toMatchObject({ exported: desk.mime.length });
		expect(await hashFiles(desk.to)).toEqual(hashes(desk.mime));
	});
});
