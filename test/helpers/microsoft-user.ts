/** Somebody who runs commands in this process and signs in to the test's own Microsoft. */
import { expect } from 'vitest';
import { run } from '../../src/cli/run.js';
import type { Runtime } from '../../src/runtime.js';
import type { CliUser } from './cli-user.js';
import { appId, type Microsoft } from './microsoft.js';
import { createTestRuntime } from './test-runtime.js';

export interface MicrosoftUser extends CliUser {
	/** Addresses that the browser opened, in order. */
	readonly visited: URL[];
	/** Runs a command line that must succeed, and returns standard output. */
	succeed(...argv: readonly string[]): Promise<string>;
}

/** Tokens rest in a plaintext file, so that tests can look at them; `login` names a username. */
export function createMicrosoftUser(microsoft: Microsoft, more: Partial<Runtime> = {}): MicrosoftUser {
	const { home } = createTestRuntime(more);
	const visited: URL[] = [];
	const user: MicrosoftUser = {
		home,
		visited,
		async run(...argv) {
			const visits: Promise<unknown>[] = [];
			const { runtime, stdout, stderr } = createTestRuntime({
				openBrowser: async (url) => void visits.push(microsoft.visit(url).then((at) => visited.push(at))),
				...more,
				env: {
					...microsoft.env,
					...{ DISPLAY: ':0', GRAPHCTL_CLIENT_ID: appId, GRAPHCTL_STORAGE: 'plaintext-file' },
					...more.env,
					GRAPHCTL_HOME: home,
				},
			});
			const { http } = runtime;
			const preconnect = (url: string): void => {
				// Written down at once: a command that refuses ends before the connection is made.
				microsoft.connected.push(new URL(url).host);
				http.preconnect(url);
			};
			const code = await run(argv, { ...runtime, http: { ...http, preconnect } });
			runtime.http.close();
			await Promise.all(visits);
			return { code, stdout: stdout(), stderr: stderr() };
		},
		async succeed(...argv) {
			const { code, stdout, stderr } = await user.run(...argv);
			if (code !== 0) throw new Error(`graphctl ${argv.join(' ')} ended with ${code}:\n${stderr}`);
			return stdout;
		},
		login: async (person, ...args) => void (await user.succeed('login', '--browser', '--login-hint', person, ...args)),
		read: async (...argv) => JSON.parse(await user.succeed(...argv, '-o', 'json')),
	};
	return user;
}

/** Each line is refused for the kind of tenant with exit code 10, and no host was so much as connected to. */
export async function expectRefusals(
	microsoft: Microsoft,
	user: MicrosoftUser,
	lines: readonly string[][],
): Promise<void> {
	const before = microsoft.connected.length;
	for (const line of lines) {
		const { code, stderr } = await user.run(...line);
		expect({ line, code }, stderr).toEqual({ line, code: 10 });
		expect(stderr).toMatch(/external tenant|Azure AD B2C/);
	}
	expect(microsoft.connected.slice(before)).toEqual([]);
}
