/** A Runtime for in-process tests: real files in a temporary folder, real HTTP, streams that remember, a keychain in memory. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { cancelled } from '../../src/errors.js';
import { resolveFolders } from '../../src/node/folders.js';
import { createHttp } from '../../src/node/http.js';
import { createProcesses } from '../../src/node/processes.js';
import type { Keychain, Runtime } from '../../src/runtime.js';
import { systemClock } from './sandbox.js';

export interface TestRuntime {
	readonly runtime: Runtime;
	/** Folder of config, state and cache. */
	readonly home: string;
	stdout(): string;
	stderr(): string;
	/** Addresses that a browser was asked to open. */
	readonly opened: string[];
}

/** Builds it; everything it made is gone when the test ends. */
export function createTestRuntime(more: Partial<Runtime> = {}): TestRuntime {
	const home = mkdtempSync(join(tmpdir(), 'graphctl-test-'));
	onTestFinished(() => rmSync(home, { recursive: true, force: true }));
	const controller = new AbortController();
	const stdout = createSink();
	const stderr = createSink();
	const opened: string[] = [];
	const env = { GRAPHCTL_HOME: home, ...more.env };
	const http = createHttp({ env, version: '0.0.0-test' });
	onTestFinished(() => http.close());
	const keychain = createMemoryKeychain();
	const runtime: Runtime = {
		stdin: new PassThrough().end(),
		stdout: stdout.stream,
		stderr: stderr.stream,
		clock: systemClock,
		http,
		folders: resolveFolders({ env, platform: 'linux' }),
		processes: createProcesses(),
		platform: 'linux',
		signal: controller.signal,
		cancel: () => controller.abort(cancelled()),
		suspend: async () => {},
		onContinue: () => () => {},
		version: '0.0.0-test',
		log: { info: () => {}, debug: () => {} },
		randomBytes: (count) => randomBytes(count),
		keychain: async () => keychain,
		openBrowser: async (url) => void opened.push(url),
		execute: async () => 0,
		program: [process.execPath, 'graphctl'],
		systemFile: () => undefined,
		...more,
		env,
	};
	return { runtime, home, stdout: stdout.text, stderr: stderr.text, opened };
}

function createSink(): { stream: Writable; text(): string } {
	const chunks: Buffer[] = [];
	const stream = new Writable({
		write(chunk: Buffer | string, _encoding, done) {
			chunks.push(Buffer.from(chunk));
			done();
		},
	});
	return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}

function createMemoryKeychain(): Keychain {
	const items = new Map<string, string>();
	return {
		load: async ({ service, account }) => items.get(`${service}/${account}`),
		save: async ({ service, account }, secret) => void items.set(`${service}/${account}`, secret),
		remove: async ({ service, account }) => items.delete(`${service}/${account}`),
	};
}
