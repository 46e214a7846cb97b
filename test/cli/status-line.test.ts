/** The line about long work, with a clock that the test moves. */
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { showDownload } from '../../src/cli/download-progress.js';
import { createRates, createStatusLine, type StatusLine } from '../../src/cli/status-line.js';
import type { OutputStream, Runtime } from '../../src/runtime.js';
import type { Interaction } from '../../src/session/session.js';
import { sanitizeLine } from '../../src/text/sanitize.js';
import { systemClock } from '../helpers/sandbox.js';
import { strayControls } from '../helpers/screen.js';

interface Watched {
	readonly runtime: Pick<Runtime, 'stderr' | 'clock' | 'env' | 'log'>;
	readonly status: StatusLine;
	/** Lets so many milliseconds pass, in steps of 200. */
	pass(ms: number): void;
	/** Everything that was written. */
	written(): string;
	/** What stands on the last line. */
	line(): string;
}

interface Place {
	readonly isTTY?: boolean;
	readonly columns?: number;
	readonly env?: Readonly<Record<string, string>>;
	readonly log?: Runtime['log'];
}

const quiet: Runtime['log'] = { info: () => {}, debug: () => {} };

function watch({ isTTY = true, columns = 80, env = { TERM: 'xterm' }, log = quiet }: Place = {}): Watched {
	let written = '';
	let now = 0;
	const ticks = new Set<() => void>();
	const sink = new Writable({
		write(chunk: Buffer, _encoding, done) {
			written += chunk.toString();
			done();
		},
	});
	const stderr: OutputStream = Object.assign(sink, { isTTY, columns, rows: 24 });
	const clock: Runtime['clock'] = {
		...systemClock,
		now: () => now,
		every(_ms, tick) {
			ticks.add(tick);
			return () => void ticks.delete(tick);
		},
	};
	const runtime = { stderr, clock, env, log };
	return {
		runtime,
		status: createStatusLine(runtime),
		pass(ms) {
			for (let passed = 0; passed < ms; passed += 200) {
				now += 200;
				for (const tick of [...ticks]) tick();
			}
		},
		written: () => written,
		line: () => written.slice(written.lastIndexOf('\u001b[K') + 3),
	};
}

describe('a line about long work', () => {
	it('renews itself, is cut to the terminal, and leaves nothing behind', () => {
		const { status, pass, line, written } = watch({ columns: 30 });
		let count = 0;
		const stop = status.show(() => `${++count} \u001b[31m${'x'.repeat(100)}`);
		expect(written()).toBe('');
		pass(400);
		expect(line()).toBe(`2 ${'x'.repeat(26)}…`);
		stop();
		stop();
		pass(400);
		expect(line()).toBe('');
		expect(strayControls(written().replaceAll('\r\u001b[K', ''))).toEqual([]);
	});

	it.each<[string, Place]>([
		['there is no terminal', { isTTY: false }],
		['a terminal cannot erase it', { env: { TERM: 'dumb' } }],
		['every change is read aloud', { env: { INK_SCREEN_READER: 'true' } }],
		['the log says more below it', { log: { ...quiet, onScreen: true } }],
	])('is not seen where %s, and notes are', (_where, place) => {
		const { status, pass, written } = watch(place);
		expect(status.visible).toBe(false);
		const stop = status.show(() => 'how far it is');
		pass(400);
		status.note('Graph is busy.');
		stop();
		expect(written()).toBe('Graph is busy.\n');
	});

	it('makes room for a note and comes back below it', () => {
		const { status, pass, written } = watch();
		status.show(() => 'how far it is');
		pass(200);
		status.note('Graph is busy.');
		pass(200);
		expect(written()).toBe('\r\u001b[Khow far it is\r\u001b[KGraph is busy.\n\r\u001b[Khow far it is');
	});

	it('is away while somebody signs in, however that ends', async () => {
		const { status, pass, line, written } = watch();
		status.show(() => 'how far it is');
		const screen = { show: () => {}, pasted: () => undefined, close: async () => {} };
		const usual: Interaction = { flow: async () => 'browser', start: async () => screen };
		pass(200);
		const first = await status.interaction(usual).start('Why');
		const second = await status.interaction(usual).start('Why');
		const failing = { ...usual, start: () => Promise.reject(new Error('no screen')) };
		await expect(status.interaction(failing).start('Why')).rejects.toThrow('no screen');
		const before = written();
		await first.close();
		await first.close();
		pass(200);
		expect([line(), written()]).toEqual(['', before]);
		await second.close();
		pass(200);
		expect(line()).toBe('how far it is');
	});
});

describe('rates', () => {
	it('are those of the last ten seconds, and never below nothing', () => {
		let now = 0;
		const rates = createRates({ now: () => now }, [0, 100]);
		now = 5000;
		expect(rates(50, 100)).toEqual([10, 0]);
		for (now = 6000; now <= 30_000; now += 1000) rates(50 + now, 100);
		expect(rates(50 + now, 50)[0]).toBeCloseTo(1000, 0);
		expect(rates(0, 50)).toEqual([0, 0]);
	});
});

describe('the line of a download', () => {
	const facts = { name: sanitizeLine('a.bin'), size: 10_000_000, number: 2, count: 3 };

	it('tells bytes, rate and remaining time, and begins anew with the download', async () => {
		const { runtime, status, pass, line } = watch();
		const taken: number[] = [];
		const progress = showDownload(runtime.clock, status, facts);
		const begin = progress.counting(() => async (piece) => void taken.push(piece.length));
		pass(200);
		expect(line()).toBe('Saving 2 of 3, 0 bytes of 9.5 MiB (0%): a.bin');
		const take = begin();
		await take(Buffer.alloc(2_500_000));
		pass(800);
		expect(line()).toBe('Saving 2 of 3, 2.4 MiB of 9.5 MiB (25%), 2.4 MiB/s, 3s left: a.bin');
		begin();
		pass(200);
		expect(line()).toBe('Saving 2 of 3, 0 bytes of 9.5 MiB (0%): a.bin');
		expect(taken).toEqual([2_500_000]);
		progress.stop();
		expect(line()).toBe('');
	});

	it('never promises more than there is: a larger file, and one of unknown size', async () => {
		const { runtime, status, pass, line } = watch();
		const larger = showDownload(runtime.clock, status, { ...facts, size: 1000, count: 1 });
		await larger.counting(() => async () => {})()(Buffer.alloc(2048));
		pass(1000);
		expect(line()).toBe('Saving 2 KiB of 2 KiB (100%), 2 KiB/s, 0s left: a.bin');
		larger.stop();
		showDownload(runtime.clock, status, { ...facts, size: undefined, count: 1 });
		pass(200);
		expect(line()).toBe('Saving 0 bytes: a.bin');
	});
});
