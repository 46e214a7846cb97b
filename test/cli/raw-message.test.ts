/** A message as MIME, on its way to a terminal and elsewhere. */
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { OpenedSession } from '../../src/cli/open.js';
import { writeRaw } from '../../src/cli/raw-message.js';
import type { GraphClient } from '../../src/graph/client.js';
import { hostileTexts } from '../helpers/hostile-text.js';
import { strayControls } from '../helpers/screen.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

type Pieces = readonly (string | Buffer)[];

/** A Graph whose connection breaks behind every try but the last. */
function sending(...tries: readonly Pieces[]): Pick<OpenedSession, 'graph'> {
	const request: GraphClient['request'] = async (_method, _path, { receive } = {}) => {
		for (const pieces of tries) {
			const take = receive?.({ status: 200, headers: {} });
			for (const piece of pieces) await take?.(Buffer.from(piece));
		}
		return { status: 200, headers: {}, body: new Uint8Array() };
	};
	const graph: Pick<GraphClient, 'request'> = { request };
	return { graph: graph as GraphClient };
}

function terminal(): {
	readonly stdout: Writable & { isTTY: boolean; columns: number; rows: number };
	shown(): string;
} {
	let shown = '';
	const sink = new Writable({
		write(chunk: Buffer, _encoding, done) {
			shown += chunk.toString();
			done();
		},
	});
	return { stdout: Object.assign(sink, { isTTY: true, columns: 80, rows: 24 }), shown: () => shown };
}

describe('a message in MIME', () => {
	it('goes elsewhere byte for byte', async () => {
		const bytes = Buffer.from([0, 13, 10, 27, 0x5b, 0xff, 0x9b]);
		const { runtime, stdout, stderr } = createTestRuntime();
		await writeRaw(runtime, sending([bytes.subarray(0, 3), bytes.subarray(3)]), 'x', undefined);
		expect(stdout()).toBe(bytes.toString());
		expect(stderr()).toBe('');
	});

	it('whose connection broke behind its first bytes is not written twice, and said to be incomplete', async () => {
		const { runtime, stdout } = createTestRuntime();
		const broken = writeRaw(runtime, sending(['Subject: a'], ['Subject: a\r\n']), 'x', undefined);
		await expect(broken).rejects.toMatchObject({ code: 'network.truncated', exitCode: 6 });
		expect(stdout()).toBe('Subject: a');
	});

	it('is shown on a terminal without what would control it, whole after a broken connection, and so it says', async () => {
		const { stdout, shown } = terminal();
		const { runtime, stderr } = createTestRuntime({ stdout });
		const text = hostileTexts.map((one) => one.text.slice(0, 60)).join('\r\n');
		await writeRaw(runtime, sending(['Subject: a'], ['Subject: b\r\n', text]), 'x', false);
		expect(shown()).toMatch(/^Subject: b\n/);
		expect(shown()).toContain('safe');
		expect(strayControls(shown())).toEqual([]);
		expect(stderr()).toContain('--raw > message.eml');
	});

	it('of many megabytes is shown on a terminal as far as anybody scrolls', async () => {
		const { stdout, shown } = terminal();
		const { runtime, stderr } = createTestRuntime({ stdout });
		const line = `${'x'.repeat(1023)}\n`.repeat(1024);
		await writeRaw(runtime, sending(Array.from({ length: 12 }, () => line)), 'x', false);
		expect(shown().length).toBe(8 * 1024 * 1024);
		expect(stderr()).toContain('Only the beginning is shown.');
	});
});
