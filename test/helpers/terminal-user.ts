/** Somebody at a terminal that draws nothing: signs in by hand first, and is asked once more where a command needs that. */
import { PassThrough, Writable } from 'node:stream';
import { onTestFinished, vi } from 'vitest';
import { cancelled } from '../../src/errors.js';
import type { Runtime } from '../../src/runtime.js';
import { type CliUser, createCliUser } from './cli-user.js';
import type { TestSandbox } from './sandbox.js';
import { visitSignIn } from './sign-in.js';
import { createTestRuntime } from './test-runtime.js';

export interface TerminalUser extends CliUser {
	/** Addresses that the browser opened, oldest first. */
	readonly visited: readonly URL[];
	/** Everything on standard error, which is not in what `run` returns. */
	said(): string;
}

/** A user whose standard input and error are a terminal; the sandbox has to sign people in by itself. */
export async function createTerminalUser(sandbox: TestSandbox, more: Partial<Runtime> = {}): Promise<TerminalUser> {
	let said = '';
	const stderr = new Writable({
		write(chunk, _encoding, done) {
			said += String(chunk);
			done();
		},
	});
	const visited: URL[] = [];
	const user = await createCliUser(sandbox, {
		openBrowser: async (url) => {
			visited.push(new URL(url));
			void visitSignIn(sandbox.caFile, url);
		},
		stdin: Object.assign(new PassThrough(), { isTTY: true }),
		stderr: Object.assign(stderr, { isTTY: true }),
		...more,
		env: { DISPLAY: ':0', TERM: 'dumb', ...more.env },
	});
	return { ...user, visited, said: () => said };
}

/** What Ctrl-C does as soon as a token endpoint is asked, once `arm` was called. */
export function createInterrupt(): { readonly more: Pick<Runtime, 'http' | 'signal'>; arm(): void } {
	const controller = new AbortController();
	const { http } = createTestRuntime().runtime;
	let armed = false;
	return {
		more: {
			signal: controller.signal,
			http: {
				...http,
				request(request) {
					if (armed && new URL(request.url).pathname.endsWith('/token')) controller.abort(cancelled());
					return http.request(request);
				},
			},
		},
		arm() {
			armed = true;
		},
	};
}

/** Moves the clock of everything in this process, MSAL's and the sandbox's too, until the test ends. */
export function travel(seconds: number): void {
	vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 });
	onTestFinished(() => void vi.useRealTimers());
}
