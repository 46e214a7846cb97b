/** A running sandbox for a test: free ports, its own folder, gone when the test ends. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/runtime.js';
import { startSandbox } from '../../src/sandbox/server.js';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/types.js';
import { createSandboxControl, type SandboxControl } from './sandbox-control.js';

/** The real clock. */
export const systemClock: Clock = {
	now: () => Date.now(),
	sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
	every(ms, tick) {
		const timer = setInterval(tick, ms);
		return () => clearInterval(timer);
	},
	timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
};

/** A sandbox with a typed remote control. */
export interface TestSandbox extends Sandbox {
	/** The test-only control endpoint, e.g. `await sandbox.do.expireAccessTokens()`. */
	readonly do: SandboxControl;
	/** Closes the sandbox and removes its folder; may be called more than once. */
	stop(): Promise<void>;
}

/**
 * Starts a sandbox on free ports and stops it when the current test ends.
 * In `beforeAll`, pass `{ keep: true }` as the second argument and call `stop()` in `afterAll`.
 */
export async function startTestSandbox(
	options: Partial<SandboxOptions> = {},
	lifetime: { readonly keep?: boolean } = {},
): Promise<TestSandbox> {
	const home = await mkdtemp(join(tmpdir(), 'sandbox-'));
	const sandbox = await startSandbox(
		{ folder: join(home, 'sandbox'), messages: 60, ...options },
		{ clock: systemClock, randomBytes: (count) => randomBytes(count) },
	).catch(async (error: unknown) => {
		await rm(home, { recursive: true, force: true });
		throw error;
	});
	let stopping: Promise<void> | undefined;
	const stop = (): Promise<void> => {
		stopping ??= sandbox.close().then(() => rm(home, { recursive: true, force: true }));
		return stopping;
	};
	if (lifetime.keep !== true) onTestFinished(stop);
	return { ...sandbox, do: createSandboxControl(sandbox), stop };
}

/** Requests to token endpoints so far. */
export function countTokenRequests(sandbox: Pick<TestSandbox, 'requests'>): number {
	return [...sandbox.requests()].reduce((sum, [path, count]) => sum + (path.endsWith('/token') ? count : 0), 0);
}
