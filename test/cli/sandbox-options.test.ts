import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFromArgs } from '../../src/cli/sandbox-options.js';
import type { Sandbox } from '../../src/sandbox/types.js';
import { findClosedPort, listenOnLoopback } from '../helpers/loopback-server.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

const plain = {
	messages: '1',
	seed: '1',
	tokenLifetime: '3600',
	deviceCodeLifetime: '900',
	deviceCodeInterval: '5',
};

describe('the login port of a sandbox', () => {
	it('is the usual one every time, so that accounts of an earlier sandbox lead to the next', async () => {
		const usual = await findClosedPort();
		for (let time = 1; time <= 2; time += 1) {
			const sandbox = await start({}, usual);
			expect(sandbox.loginOrigin).toBe(`https://localhost:${usual}`);
			await sandbox.close();
		}
	});

	it('is any other when the usual one is taken', async () => {
		const usual = await listenOnLoopback(createServer());
		expect((await start({}, usual)).loginOrigin).not.toBe(`https://localhost:${usual}`);
	});

	it('is never another than the one that was asked for', async () => {
		const port = await listenOnLoopback(createServer());
		await expect(start({ port: String(port) }, await findClosedPort())).rejects.toMatchObject({
			code: 'network.port-busy',
			message: `Port ${port} on loopback is used by another program.`,
		});
	});
});

async function start(more: { readonly port?: string }, usual: number): Promise<Sandbox> {
	const { runtime, home } = createTestRuntime();
	const sandbox = await startFromArgs(runtime, { ...plain, ...more }, home, usual);
	onTestFinished(() => sandbox.close());
	return sandbox;
}
