/** The real world: the Runtime that `main.ts` hands to `run()`. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { GraphctlError } from '../errors.js';
import type { Clock, Runtime } from '../runtime.js';
import { resolveFolders } from './folders.js';
import { createHttp } from './http.js';
import { createProcesses } from './processes.js';

/** Builds the Runtime of this process; `main.ts` owns the signals. */
export function createNodeRuntime(version: string, { signal, cancel }: Pick<Runtime, 'signal' | 'cancel'>): Runtime {
	const { env, platform, stdin, stdout, stderr } = process;
	const folders = resolveFolders({ env, platform });
	// A reader that goes away (`| head -1`) is noticed by the write that fails; without a listener the process would die first.
	stdout.on('error', () => {});
	stderr.on('error', () => {});
	return {
		stdin,
		stdout,
		stderr,
		env,
		clock: createClock(),
		http: createHttp({ env, version }),
		folders,
		processes: createProcesses(),
		platform,
		signal,
		cancel,
		onContinue: (listener) => {
			const goOn = (): void => {
				// A stopped job does not hear that the window changed: this makes Node look at its size again.
				process.kill(process.pid, 'SIGWINCH');
				listener();
			};
			process.on('SIGCONT', goOn);
			return () => void process.off('SIGCONT', goOn);
		},
		suspend: async () => (await import('./suspend.js')).suspend(platform),
		version,
		log: { info: () => {}, debug: () => {} },
		randomBytes: (count) => randomBytes(count),
		keychain: async () =>
			(await import('./keychain.js')).loadKeychain(platform, {
				env,
				signal,
				onWaiting: (message) => stderr.write(`${message}\n`),
			}),
		openBrowser: async (url) => (await import('./browser.js')).openBrowser(url, env, platform),
		program: [process.execPath, process.argv[1] ?? ''],
		execute: async (command, more, input) =>
			// What is given its input reads the keyboard itself, if at all.
			(await import('./execute.js')).execute(
				command,
				{ ...env, ...more },
				signal,
				input !== undefined || stdin.isTTY,
				input,
			),
		systemFile: (path) => {
			try {
				return readFileSync(path, 'utf8');
			} catch {
				return undefined;
			}
		},
	};
}

function createClock(): Clock {
	return {
		now: () => Date.now(),
		sleep: (ms, signal) =>
			new Promise((resolve, reject) => {
				if (signal?.aborted) return reject(toError(signal.reason));
				const stop = (): void => {
					clearTimeout(timer);
					reject(toError(signal?.reason));
				};
				const timer = setTimeout(() => {
					signal?.removeEventListener('abort', stop);
					resolve();
				}, ms);
				signal?.addEventListener('abort', stop, { once: true });
			}),
		every: (ms, tick) => {
			const timer = setInterval(tick, ms);
			return () => clearInterval(timer);
		},
		get timeZone() {
			return Intl.DateTimeFormat().resolvedOptions().timeZone;
		},
	};
}

function toError(reason: unknown): Error {
	return reason instanceof Error ? reason : new GraphctlError({ code: 'cancelled.by-user', message: 'Cancelled.' });
}
